import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import type { Browser, Locator, Page } from 'playwright-core'
import { createRelay } from '../../src/relay'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, BOB, CAROL, closesOnNode } from './support/playgroundPage'
import { readQrCode } from './support/readQrCode'
import { watchPage } from './support/watchPage'

/** What the node pays to Alice, Bob and Carol if it pays what Alice proposes, once. */
const PAID_ONCE = ['0.7', '0', '0.3']

/** What Chromium reports when a page tries to connect while it is offline. The reason behind it is not always given. */
const OFFLINE = /^error: WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/\S*' failed: |net::ERR_INTERNET_DISCONNECTED/

/** Serves a ClearNode with a session that needs the signatures of two of its three participants. */
async function serveSharedSession() {
  const node = createEmbeddedClearnode()
  const { id } = node.createSession({
    participants: [ALICE, BOB, CAROL], weights: [50, 30, 20], quorum: 80, application: 'playground',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const server = await serveEmbeddedNode(node)
  onTestFinished(async () => {
    await server.close()
    node.dispose()
  })
  return {
    pageOf: (playground: string, query = '') => `${playground}?application=playground&node=${encodeURIComponent(server.url)}${query}`,
    closes: () => node.history().filter(({ method }) => method === 'close_app_session').length,
    cut: () => { node.restart() },
    paid: () => node.transactions().filter(({ type, from }) => type === 'app_withdrawal' && from === id).map(({ amount }) => amount),
  }
}

/** Serves a relay whose connections can be cut. */
async function serveRelay(origin: string) {
  const server = createServer()
  const connections = new Set<Socket>()
  server.on('connection', connection => connections.add(connection))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const relay = await createRelay({ server, publicHost: `127.0.0.1:${port}`, origins: [origin] })
  const cut = (): void => { for (const connection of connections) connection.destroy() }
  onTestFinished(async () => {
    await relay.close()
    cut()
    server.close()
  })
  return { url: `ws://127.0.0.1:${port}/`, cut }
}

/** A page of another browser profile, which shares no storage with the first one. */
async function openElsewhere(browser: Browser): Promise<{ page: Page, problems: readonly string[] }> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  return { page, problems: watchPage(page) }
}

async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('list').getByRole('button', { name: new RegExp(`^${name}`) }).click()
}

const partsOf = (page: Page) => {
  const closer = page.locator('.nitrolite-closer:not(.nitrolite-co-signer)')
  const signer = page.locator('.nitrolite-co-signer')
  const code = (part: Locator) => part.locator('.nitrolite-code bdi')
  return { closer, signer, closerCode: code(closer), signerCode: code(signer), closed: (part: Locator) => part.getByRole('heading', { name: 'Session closed' }).waitFor() }
}

/** Opens the page as Alice, and proposes to give 0.3 usdc to Carol. */
async function proposeAsAlice(page: Page, address: string) {
  await page.goto(address)
  await actAs(page, 'Alice')
  const parts = partsOf(page)
  await parts.closer.getByLabel('Allocation of Alice').fill('0.7')
  await parts.closer.getByRole('button', { name: 'Propose to the others' }).click()
  await parts.closer.getByRole('button', { name: 'Propose', exact: true }).click()
  await parts.closerCode.waitFor()
  return parts
}

/** Opens the page as Bob, with the part in which he signs. */
async function openAsBob(page: Page, address: string) {
  await page.goto(address)
  await actAs(page, 'Bob')
  await page.getByRole('button', { name: 'Sign as Bob' }).click()
  return partsOf(page)
}

test('two tabs that meet over BroadcastChannel approve a proposal and close once, although the tab that proposed was reloaded', async ({ openPage, playground }) => {
  const node = await serveSharedSession()
  const [alicePage, bobPage] = [await openPage(), await openPage()]
  const alice = await proposeAsAlice(alicePage, node.pageOf(playground, '&meet=tabs'))
  const code = await alice.closerCode.innerText()
  await alicePage.reload()
  await actAs(alicePage, 'Alice')
  await expect.poll(() => alice.closerCode.innerText()).toBe(code)

  const bob = await openAsBob(bobPage, node.pageOf(playground, '&meet=tabs'))
  await expect.poll(() => bob.signerCode.innerText()).toBe(code)
  await screenshot(bobPage, 'a proposal in a room')
  await bob.signer.getByRole('button', { name: 'Approve' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
})

test('in one tab of the playground, two participants whose clients meet in a room close a session that one of them alone cannot close', async ({ page, playground }) => {
  await page.goto(playground)
  await page.getByRole('button', { name: 'New session' }).click()
  await page.getByRole('button', { name: '50 / 30 / 20' }).click()
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await page.getByRole('button', { name: 'Tabs of this browser' }).click()
  await page.getByRole('button', { name: 'Sign as Bob' }).click()
  const { closer, signer, closed } = partsOf(page)
  await closer.getByRole('button', { name: 'Propose to the others' }).click()
  await closer.getByRole('button', { name: 'Propose', exact: true }).click()
  await signer.getByRole('button', { name: 'Approve' }).click()
  await closed(closer)
  await closed(signer)
  expect((await closesOnNode(page)).handled).toBe(1)
})

test('a proposal that travels as QR code and link, and a reply that travels as text, close a session of two browser profiles once', async ({ page, browser, playground }) => {
  const node = await serveSharedSession()
  const alice = await proposeAsAlice(page, node.pageOf(playground))
  await alice.closer.getByRole('button', { name: 'QR code' }).click()
  await screenshot(page, 'a proposal by hand')
  const link = await readQrCode(page, alice.closer.locator('.nitrolite-qr'))
  const text = await alice.closer.getByLabel('Proposal as text').inputValue()
  expect(link).toBe(`${page.url()}#${text}`)

  const elsewhere = await openElsewhere(browser)
  const bob = await openAsBob(elsewhere.page, link)
  await expect.poll(() => bob.signerCode.innerText()).toBe(await alice.closerCode.innerText())
  await screenshot(elsewhere.page, 'a proposal opened by its link')
  await bob.signer.getByRole('button', { name: 'Sign', exact: true }).click()
  const reply = await bob.signer.getByLabel('Reply as text').inputValue()
  expect(node.paid()).toEqual([])

  await alice.closer.getByLabel('Reply of a participant').fill(reply)
  await alice.closer.getByRole('button', { name: 'Add reply' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
  expect(elsewhere.problems).toEqual([])
})

test('of two browser profiles that meet over a relay, one is offline while the other proposes, and approves when it is back', async ({ page, browser, playground }) => {
  const node = await serveSharedSession()
  const relay = await serveRelay(new URL(playground).origin)
  const address = node.pageOf(playground, `&meet=relay&relay=${encodeURIComponent(relay.url)}`)
  const elsewhere = await openElsewhere(browser)
  const bob = await openAsBob(elsewhere.page, address)
  await bob.signer.getByText('There is no proposal for this session yet.').waitFor()

  await elsewhere.page.context().setOffline(true)
  // Going offline alone does not end the sockets of Chromium.
  node.cut()
  relay.cut()
  const alice = await proposeAsAlice(page, address)
  expect(await bob.signer.getAttribute('data-state')).toBe('empty')

  await elsewhere.page.context().setOffline(false)
  await expect.poll(() => bob.signerCode.innerText()).toBe(await alice.closerCode.innerText())
  await bob.signer.getByRole('button', { name: 'Approve' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
  expect(elsewhere.problems.filter(problem => !OFFLINE.test(problem))).toEqual([])
})
