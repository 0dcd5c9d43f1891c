import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { MISHAPS } from '../../playground/src/node/mishaps'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, partsOf } from './support/playgroundPage'
import { serveNitronode } from './support/servedNitronode'

const AGREED = 'The new split is agreed, but the session is not closed yet.'

const actAsAlice = (page: Page): Promise<void> => page.getByRole('button', { name: /Alice/ }).click()

test('an agreed closing is shown again after a reload, and closed once', async ({ page, playground }) => {
  const served = await serveNitronode()
  for (const fault of MISHAPS.nitronode.find(({ name }) => name === 'Stop between the two steps')?.faults() ?? []) {
    served.node.faults.add(fault)
  }
  await page.goto(served.pageOf(playground))
  await actAsAlice(page)
  const { closer, yours, close, confirm } = partsOf(page)
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await closer.getByText(AGREED).first().waitFor()
  expect(served.updates()).toEqual([[0, 2]])
  const pings = (method: string) => page.locator(`.frame[data-direction="sent"][data-method="${method}"]`).count()
  expect(await pings('ping')).toBe(1)

  await page.reload()
  await actAsAlice(page)
  await closer.getByText(AGREED).first().waitFor()
  // The page remembers that this node speaks the protocol of a nitronode, so it does not ask in the other one first.
  expect([await pings('ping'), await pings('node.v1.ping')]).toEqual([0, 1])
  await screenshot(page, 'nitronode agreed after a reload')
  expect(served.paid()).toEqual([])
  await page.getByRole('button', { name: 'Close it now' }).click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(served.updates()).toEqual([[0, 2], [3, 3]])
  expect(served.paid()).toEqual(['0.3', '0.7'])
})

test('a closing that stalls at its second step is shown again after a reload, and finished once by another tab', async ({ openPage, playground }) => {
  let release = (): void => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  onTestFinished(() => { release() })
  const submissions: string[] = []
  const served = await serveNitronode({
    latency(point, { method, id }) {
      if (method !== 'app_sessions.v1.submit_app_state' || point !== 'checked') return undefined
      submissions.push(id)
      return submissions.length > 1 ? released : undefined
    },
  })
  const [page, otherTab] = [await openPage(), await openPage()]
  for (const tab of [page, otherTab]) {
    await tab.goto(served.pageOf(playground))
    await actAsAlice(tab)
    await partsOf(tab).yours.waitFor()
  }
  const { yours, close, confirm, sentStates } = partsOf(page)
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await expect.poll(() => sentStates.count()).toBe(2)
  await otherTab.getByText('Another tab is closing this session').waitFor()
  await screenshot(otherTab, 'nitronode another tab is closing')

  await page.reload()
  await actAsAlice(page)
  await page.getByText('We don’t know yet whether the node has closed the session').first().waitFor()
  await screenshot(page, 'nitronode not known after a reload')
  expect(served.updates()).toEqual([[0, 2]])

  await page.close()
  release()
  await otherTab.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
  await otherTab.getByTestId('while-away').waitFor()
  expect(served.updates()).toEqual([[0, 2], [3, 3]])
  expect(served.paid()).toEqual(['0.3', '0.7'])
  expect(served.node.sessionLedger(served.sessionId).closes).toHaveLength(1)
  await expect.poll(() => partsOf(otherTab).usdcOf(ALICE).innerText()).toContain('0.7')
}, 120_000)
