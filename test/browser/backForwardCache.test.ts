import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { partsOf } from './support/playgroundPage'
import { serveHoldingClearnode } from './support/servedClearnode'

/** Keeps the sockets of a page, so that a test can close them as the browser does. */
async function keepSockets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { WebSocket } = window
    const sockets: WebSocket[] = []
    Object.assign(window, {
      sockets,
      WebSocket: class extends WebSocket {
        constructor(url: string) {
          super(url)
          sockets.push(this)
        }
      },
    })
  })
}

/**
 * What a page notices of the back-forward cache. The Chromium of these tests puts no page into it, so the page goes on running
 * meanwhile.
 */
const cacheEvent = (page: Page, type: 'pagehide' | 'pageshow'): Promise<void> => page.evaluate((type) => {
  window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }))
  if (type === 'pageshow') for (const socket of (window as unknown as { sockets: WebSocket[] }).sockets) socket.close()
}, type)

const heldLocks = (page: Page): Promise<number> => page.evaluate(async () => (await navigator.locks.query()).held?.length ?? 0)

test('a page that is put into the back-forward cache leaves its closing to another tab, and shows the result when it returns', async ({ openPage, playground }) => {
  const { node, sessionIds, pageOf, release } = await serveHoldingClearnode()
  const [page, otherTab] = [await openPage(), await openPage()]
  for (const tab of [page, otherTab]) {
    await keepSockets(tab)
    await tab.goto(pageOf(playground))
    await tab.getByRole('button', { name: /Alice/ }).click()
    await partsOf(tab).yours.waitFor()
  }
  const { yours, close, confirm, sentCloses, closer } = partsOf(page)
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await expect.poll(() => sentCloses.count()).toBe(1)
  await otherTab.getByText('Another tab is closing this session').waitFor()

  await cacheEvent(page, 'pagehide')
  await otherTab.getByText('We don’t know yet whether the node has closed the session').first().waitFor()
  expect(await heldLocks(otherTab)).toBe(1)
  await cacheEvent(page, 'pageshow')
  await closer.getByText('Another tab is closing this session').waitFor()
  await screenshot(page, 'returned from the cache')

  release()
  for (const tab of [page, otherTab]) await tab.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
  expect(await sentCloses.count()).toBe(1)
  const payouts = node.transactions().filter(({ type, from }) => type === 'app_withdrawal' && from === sessionIds[0])
  expect(payouts.map(({ amount }) => amount)).toEqual(['0.7', '0.3'])
}, 120_000)
