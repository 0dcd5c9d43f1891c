import { expect, onTestFinished } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, BOB, partsOf } from './support/playgroundPage'

/** Called when the n-th close arrives at the node, before the node reads it. */
type OnClose = (nth: number) => Promise<void> | undefined

/** Serves a ClearNode over a real socket, with one session that Alice can close. */
async function serveClearnode(onClose: OnClose = () => undefined) {
  let closes = 0
  const node = createEmbeddedClearnode({
    latency: (point, { method }) => point === 'received' && method === 'close_app_session' ? onClose(++closes) : undefined,
  })
  const session = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'playground',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const server = await serveEmbeddedNode(node, { port: 0 })
  onTestFinished(async () => {
    await server.close()
    node.dispose()
  })
  return {
    pageOf: (playground: string) => `${playground}?application=playground&node=${encodeURIComponent(server.url)}`,
    closes: () => closes,
    /** The amounts that were paid out of the session: to Alice and to Bob, if it was paid once. */
    paid: () => node.transactions().filter(({ type, from }) => type === 'app_withdrawal' && from === session.id).map(({ amount }) => amount),
  }
}

const actAsAlice = (page: Page): Promise<void> => page.getByRole('button', { name: /Alice/ }).click()

async function openAsAlice(page: Page, address: string) {
  await page.goto(address)
  await actAsAlice(page)
  const parts = partsOf(page)
  await parts.yours.waitFor()
  return parts
}

/**
 * Clicks a button in each of two tabs of one profile. The tabs arrange it among themselves: a click from outside may take so long
 * that the other tab has closed the session by then, which removes the button.
 */
async function clickAtOnce([first, second]: readonly Locator[]): Promise<void> {
  await first?.waitFor()
  await second?.evaluate((button) => {
    new BroadcastChannel('both click').onmessage = () => { (button as HTMLElement).click() }
  })
  await first?.evaluate((button) => {
    new BroadcastChannel('both click').postMessage('now')
    ;(button as HTMLElement).click()
  })
}

test('of two tabs that close with different splits at the same moment, the one that lost says that its split was not carried out', async ({ openPage, playground }) => {
  const node = await serveClearnode()
  const tabs = [await openPage(), await openPage()]
  const parts = []
  for (const [at, tab] of tabs.entries()) {
    const opened = await openAsAlice(tab, node.pageOf(playground))
    await opened.yours.fill(`0.${at + 2}`)
    await opened.close.click()
    parts.push(opened)
  }
  await clickAtOnce(parts.map(({ confirm }) => confirm))
  for (const { closer } of parts) await closer.getByRole('heading', { name: 'Session closed' }).waitFor()

  const [paidToAlice] = node.paid()
  expect(['0.2,0.8', '0.3,0.7']).toContain(node.paid().join())
  const texts = await Promise.all(parts.map(({ closer }) => closer.innerText()))
  const winner = paidToAlice === '0.2' ? 0 : 1
  expect(texts[winner]).toContain('The node paid out exactly what was requested.')
  expect(texts[1 - winner]).toContain('The split that you asked for here was not carried out.')
  expect(texts[1 - winner]).not.toContain('exactly what was requested')
  await screenshot(tabs[1 - winner] as Page, 'the other tab closed with another split')
}, 120_000)

test('a closing logs in again each time a page of another origin replaces its session key, and always has a button meanwhile', async ({ openPage, browser, playground }) => {
  /** Another origin: pages of one context share a key, and those of another context do not. */
  async function logInElsewhere(): Promise<void> {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const rival = await context.newPage()
    await rival.goto(node.pageOf(playground))
    await actAsAlice(rival)
    await expect.poll(() => rival.locator('.connection').getAttribute('data-status')).toBe('ready')
  }
  const node = await serveClearnode(nth => nth <= 2 ? logInElsewhere() : undefined)
  const [page, otherTab] = [await openPage(), await openPage()]
  const { closer, yours, close, confirm } = await openAsAlice(page, node.pageOf(playground))
  await openAsAlice(otherTab, node.pageOf(playground))
  // The key is replaced before the closing begins, while its close is on its way, and while its second close is.
  await logInElsewhere()
  await page.getByLabel('Ask before signing').check()
  const prompt = page.getByRole('dialog', { name: 'Alice’s wallet: sign this typed data?' })
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  for (const closes of [1, 2]) {
    await prompt.waitFor()
    expect(node.closes()).toBe(closes)
    expect(node.paid()).toEqual([])
    expect(await closer.getByRole('button', { name: 'Cancel' }).count(), 'buttons of a card that waits for a login').toBe(1)
    await prompt.getByRole('button', { name: 'Sign' }).click()
    await prompt.waitFor({ state: 'hidden' })
  }
  for (const tab of [page, otherTab]) await tab.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(node.paid()).toEqual(['0.7', '0.3'])
  expect(node.closes()).toBe(3)
})

test('a person who declines to log in again after the session key was replaced can log in with a button and close', async ({ openPage, browser, playground }) => {
  const node = await serveClearnode()
  const page = await openPage()
  const { closer, yours, close, confirm } = await openAsAlice(page, node.pageOf(playground))
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  await openAsAlice(await context.newPage(), node.pageOf(playground))
  await page.getByLabel('Ask before signing').check()
  const prompt = page.getByRole('dialog', { name: 'Alice’s wallet: sign this typed data?' })
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await prompt.waitFor()
  await page.keyboard.press('Escape')
  await closer.getByRole('button', { name: 'Connect' }).click()
  await prompt.getByRole('button', { name: 'Sign' }).click()
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(node.paid()).toEqual(['0.7', '0.3'])
})
