import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { openPlayground, partsOf } from './support/playgroundPage'
import { serveHoldingClearnode } from './support/servedClearnode'

test('a closing survives a reload, is shown in another tab while it runs, and is finished there', async ({ openPage, playground }) => {
  const { node, sessionIds, pageOf, release } = await serveHoldingClearnode()
  const address = pageOf(playground)
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
  release()
  await otherTab.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
  await otherTab.getByTestId('while-away').waitFor()
  await screenshot(otherTab, 'ended while away')
  const payouts = node.transactions().filter(({ type, from }) => type === 'app_withdrawal' && from === sessionIds[0])
  expect(payouts.map(({ amount }) => amount)).toEqual(['0.7', '0.3'])
  expect(await partsOf(otherTab).sentCloses.count()).toBe(0)

  await otherTab.reload()
  await otherTab.getByRole('searchbox', { name: 'Search closings' }).fill('0.7 closed')
  await expect.poll(() => otherTab.locator('.receipt').count()).toBe(1)
}, 120_000)

test('the history of closings can be saved as a CSV file', async ({ page, playground }) => {
  const { close, confirm } = await openPlayground(page, playground)
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
  expect(await readFile(await file.path(), 'utf8')).toContain(',closed,')
})
