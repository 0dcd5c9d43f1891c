import { readFile } from 'node:fs/promises'
import { expect, onTestFinished } from 'vitest'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, BOB, partsOf } from './support/playgroundPage'

/** Serves a ClearNode over a real socket that holds each close back until `release` is called. */
async function startSlowNode() {
  let release = (): void => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  const node = createEmbeddedClearnode({
    latency: (point, { method }) => point === 'checked' && method === 'close_app_session' ? released : undefined,
  })
  const session = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'playground',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const server = await serveEmbeddedNode(node, { port: 0 })
  onTestFinished(async () => {
    release()
    await server.close()
    node.dispose()
  })
  const paid = () => node.transactions().filter(({ type, from }) => type === 'app_withdrawal' && from === session.id).map(({ amount }) => amount)
  return { url: server.url, release, paid }
}

test('a closing survives a reload, is shown in another tab while it runs, and is finished there', async ({ openPage, playground }) => {
  const node = await startSlowNode()
  const address = `${playground}?application=playground&node=${encodeURIComponent(node.url)}`
  const [page, otherTab] = [await openPage(), await openPage()]
  for (const tab of [page, otherTab]) {
    await tab.goto(address)
    await tab.getByRole('button', { name: /Alice/ }).click()
    await partsOf(tab).yours.waitFor()
  }
  const { yours, close, confirm, sentCloses } = partsOf(page)
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await expect.poll(() => sentCloses.count()).toBe(1)
  await otherTab.getByText('Another tab is closing this session').waitFor()
  await screenshot(otherTab, 'another tab is closing')

  await page.reload()
  await page.getByRole('button', { name: /Alice/ }).click()
  await page.getByText('We don’t know yet whether the node has closed the session').first().waitFor()
  await screenshot(page, 'after a reload')

  await page.close()
  node.release()
  await otherTab.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
  await otherTab.getByTestId('while-away').waitFor()
  await screenshot(otherTab, 'ended while away')
  const [file] = await Promise.all([otherTab.waitForEvent('download'), otherTab.getByRole('button', { name: 'CSV' }).click()])
  expect(await readFile(await file.path(), 'utf8')).toContain(',closed,')
  expect(node.paid()).toEqual(['0.7', '0.3'])
  expect(await partsOf(otherTab).sentCloses.count()).toBe(0)

  await otherTab.reload()
  await otherTab.getByRole('searchbox', { name: 'Search closings' }).fill('0.7 closed')
  await expect.poll(() => otherTab.locator('.receipt').count()).toBe(1)
}, 120_000)
