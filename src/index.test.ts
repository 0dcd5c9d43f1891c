import { expect, it } from 'vitest'
import * as entry from '.'

it('exports what apps need, and nothing else', () => {
  expect(Object.keys(entry).sort()).toMatchInlineSnapshot(`
    [
      "NitroliteError",
      "SessionCloser",
      "createNitrolite",
      "createNitroliteClient",
      "describeError",
      "formatAmount",
      "nitroliteKey",
      "parseAmount",
      "useAllocations",
      "useAppSession",
      "useAppSessions",
      "useCloseSession",
      "useClosingHistory",
      "useNitrolite",
      "useNitroliteStore",
    ]
  `)
})
