import { expect, it } from 'vitest'
import * as entry from '.'

it('the Vue entry exports exactly these values', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "NitroliteError",
      "SessionCloser",
      "SessionCoSigner",
      "WalletButton",
      "createNitrolite",
      "createNitroliteClient",
      "defineTexts",
      "describeError",
      "english",
      "formatAmount",
      "isFinal",
      "loadTexts",
      "parseAmount",
      "useAllocations",
      "useAppSession",
      "useAppSessions",
      "useCloseSession",
      "useClosing",
      "useClosingHistory",
      "useCoSign",
      "useMissedClosings",
      "useNitrolite",
      "useNitroliteStore",
      "useWallets",
    ]
  `)
})
