import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Browser, Locator, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { createRelay } from '../../../src/relay'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../../src/testing'
import { ALICE, BOB, CAROL } from './playgroundPage'
import { watchPage } from './watchPage'

/**
 * What Chromium reports when a page cannot connect. While one browser profile is offline and its sockets are cut, the sockets
 * of another profile fail sometimes, too. The reason is not always given.
 */
const FAILED_CONNECTION = /^error: WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/\S*' failed: |net::ERR_INTERNET_DISCONNECTED/

/** Serves a ClearNode with a session of Alice, Bob and Carol. By default it needs the signatures of Alice and Bob. */
export async function serveSharedSession({ weights = [50, 30, 20], quorum = 80 } = {}) {
  const node = createEmbeddedClearnode()
  const { id } = node.createSession({
    participants: [ALICE, BOB, CAROL], weights, quorum, application: 'playground',
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
export async function serveRelay(origin: string) {
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
export async function openElsewhere(browser: Browser) {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const problems = watchPage(page)
  return { page, problems: () => problems, problemsOnline: () => problems.filter(problem => !FAILED_CONNECTION.test(problem)) }
}

export async function actAs(page: Page, name: string): Promise<void> {
  await page.getByRole('list').getByRole('button', { name: new RegExp(`^${name}`) }).click()
}

export const partsOf = (page: Page) => {
  const closer = page.locator('.nitrolite-closer:not(.nitrolite-co-signer)')
  const signer = page.locator('.nitrolite-co-signer')
  const code = (part: Locator) => part.locator('.nitrolite-code bdi')
  return { closer, signer, closerCode: code(closer), signerCode: code(signer), closed: (part: Locator) => part.getByRole('heading', { name: 'Session closed' }).waitFor() }
}

/** Opens the page as Alice, and proposes to give 0.3 usdc to Carol. */
export async function proposeAsAlice(page: Page, address: string) {
  await page.goto(address)
  await actAs(page, 'Alice')
  const parts = partsOf(page)
  await parts.closer.getByLabel('Allocation of Alice').fill('0.7')
  await parts.closer.getByRole('button', { name: 'Propose to the others' }).click()
  await parts.closer.getByRole('button', { name: 'Propose', exact: true }).click()
  await parts.closerCode.waitFor()
  return parts
}

/** Opens the page as a participant, with the part in which this participant signs. */
export async function openAs(page: Page, name: 'Bob' | 'Carol', address: string) {
  await page.goto(address)
  await actAs(page, name)
  await page.getByRole('button', { name: `Sign as ${name}` }).click()
  return partsOf(page)
}
