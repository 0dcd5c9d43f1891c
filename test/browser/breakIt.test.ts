import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { partsOf } from './support/playgroundPage'

test('a closing recovers from a lost answer set in the “Break it” panel, and is paid once', async ({ page, playground }) => {
  await page.goto(playground)
  const { yours, close, confirm } = partsOf(page)
  await yours.waitFor()
  await page.getByRole('button', { name: 'Lose the answer' }).click()
  await page.getByText('the socket dies, before the answer to close_app_session #1 is delivered').waitFor()
  await close.click()
  await confirm.click()
  await page.getByText('Occurred so far: 1.').waitFor()
  await screenshot(page, 'break it')
  await page.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
  const paid = await page.evaluate(() => window.__embeddedNodes.clearnode.transactions()
    .filter(({ type }) => type === 'app_withdrawal').map(({ amount }) => amount))
  expect(paid).toEqual(['7', '3'])
  await page.getByRole('button', { name: 'Clear all' }).click()
  expect(await page.getByText('Occurred so far').count()).toBe(0)
}, 120_000)

test('faults can be entered as JSON, and invalid JSON is reported without breaking the page', async ({ page, playground }) => {
  await page.goto(playground)
  const { yours, close, confirm } = partsOf(page)
  await yours.waitFor()
  await page.getByText('Edit as JSON').click()
  const script = page.getByLabel('Faults as JSON')
  await script.fill('[{ "kind": "cut", "at": { "moment": "answered" ')
  await page.getByRole('button', { name: 'Use this JSON' }).click()
  await page.getByRole('alert').waitFor()
  await script.fill('[{ "kind": "unconfirmed", "at": { "moment": "committed", "method": "close_app_session" } }]')
  await page.getByRole('button', { name: 'Use this JSON' }).click()
  await page.getByText('the database does not confirm').waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await close.click()
  await confirm.click()
  await page.getByText('Occurred so far: 1.').waitFor()
})
