import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { partsOf } from './support/playgroundPage'

test('a closing survives what is broken on purpose, and is paid once', async ({ page, playground }) => {
  await page.goto(playground)
  const { yours, close, confirm } = partsOf(page)
  await yours.waitFor()
  await page.getByRole('button', { name: 'Lose the answer' }).click()
  await page.getByText('the socket dies, before the answer to close_app_session #1 is delivered').waitFor()
  await close.click()
  await confirm.click()
  await page.getByText('Struck so far: 1.').waitFor()
  await screenshot(page, 'break it')
  await page.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
  const paid = await page.evaluate(() => window.__embeddedNodes.clearnode.transactions()
    .filter(({ type }) => type === 'app_withdrawal').map(({ amount }) => amount))
  expect(paid).toEqual(['7', '3'])
  await page.getByRole('button', { name: 'Let it be' }).click()
  expect(await page.getByText('Struck so far').count()).toBe(0)
}, 120_000)

test('what goes wrong can be written as a script, and nonsense in it breaks nothing', async ({ page, playground }) => {
  await page.goto(playground)
  const { yours, close, confirm } = partsOf(page)
  await yours.waitFor()
  await page.getByText('As a script').click()
  const script = page.getByLabel('Faults as JSON')
  await script.fill('[{ "kind": "cut", "at": { "moment": "answered" ')
  await page.getByRole('button', { name: 'Use this script' }).click()
  await page.getByRole('alert').waitFor()
  await script.fill('[{ "kind": "unconfirmed", "at": { "moment": "booked", "method": "close_app_session" } }]')
  await page.getByRole('button', { name: 'Use this script' }).click()
  await page.getByText('the database does not confirm').waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await close.click()
  await confirm.click()
  await page.getByText('Struck so far: 1.').waitFor()
})
