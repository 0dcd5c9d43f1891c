import type { Page } from 'playwright-core'
import type { EmbeddedClearnode, EmbeddedNitronode } from '../../../src/testing'

declare global {
  interface Window {
    /** The nodes in the page, which the playground exposes so that tests can check their ledgers. */
    readonly __embeddedNodes: { readonly clearnode: EmbeddedClearnode, readonly nitronode: EmbeddedNitronode }
  }
}

export const ALICE = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const BOB = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
export const CAROL = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'

/** The usdc of Alice and Bob, from the ledger of the ClearNode in the page. */
export const usdcOnNode = (page: Page): Promise<(string | undefined)[]> =>
  page.evaluate(wallets => wallets.map(wallet =>
    window.__embeddedNodes.clearnode.balances(wallet).find(({ asset }) => asset === 'usdc')?.amount), [ALICE, BOB])

/** How many closes the ClearNode in the page handled and paid, according to its own ledger. */
export const closesOnNode = (page: Page): Promise<{ paid: number, handled: number }> => page.evaluate(() => ({
  paid: window.__embeddedNodes.clearnode.transactions().filter(({ type }) => type === 'app_withdrawal').length / 2,
  handled: window.__embeddedNodes.clearnode.history().filter(({ method }) => method === 'close_app_session').length,
}))

/** Locators of the parts of the page that tests use. */
export const partsOf = (page: Page) => ({
  closer: page.locator('.nitrolite-closer'),
  yours: page.getByLabel('Your allocation'),
  theirs: page.getByLabel('Counterparty allocation'),
  close: page.getByRole('button', { name: 'Close application session' }),
  confirm: page.getByRole('button', { name: 'Confirm and close' }),
  sentCloses: page.locator('.frame[data-direction="sent"][data-method="close_app_session"]'),
  sentStates: page.locator('.frame[data-direction="sent"][data-method="app_sessions.v1.submit_app_state"]'),
  steps: page.locator('.nitrolite-step'),
  onClearnode: page.getByRole('button', { name: /^ClearNode 0\.5/ }),
  onNitronode: page.getByRole('button', { name: /^nitronode 1\.x/ }),
  usdcOf: (wallet: string) => page.locator(`[data-wallet="${wallet}"] [data-asset="usdc"]`),
})

/** Opens the playground and waits until its session can be edited. */
export async function openPlayground(page: Page, url: string): Promise<ReturnType<typeof partsOf>> {
  await page.goto(url)
  const parts = partsOf(page)
  await parts.yours.waitFor()
  return parts
}

/** Opens the playground on the nitronode in the page. */
export const openNitronode = (page: Page, url: string): Promise<ReturnType<typeof partsOf>> =>
  openPlayground(page, `${url}?node=nitronode`)

/** The ledger of the nitronode in the page: updates as `[intent, version]`, and the payouts of Alice and Bob. */
export const bookedOnNitronode = (page: Page): Promise<{ updates: number[][], paid: (string | undefined)[] }> =>
  page.evaluate((wallets) => {
    const { nitronode } = window.__embeddedNodes
    const released = nitronode.releases()
    return {
      updates: nitronode.updates().map(({ intent, version }) => [intent, version]),
      paid: wallets.map(wallet => released.filter(({ participant }) => participant === wallet.toLowerCase())
        .map(({ amount }) => amount).join(' + ')),
    }
  }, [ALICE, BOB])
