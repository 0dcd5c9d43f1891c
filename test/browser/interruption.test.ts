import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { closesOnNode, openPlayground, usdcOnNode } from './support/playgroundPage'

test('a closing whose socket is cut after sending shows its outcome as unknown, and nothing is sent twice', async ({ page, playground }) => {
  const { closer, yours, close, confirm, sentCloses } = await openPlayground(page, playground)
  await yours.fill('1')
  await page.getByRole('button', { name: '1 s' }).click()
  await close.click()
  await confirm.click()
  await expect.poll(() => sentCloses.count()).toBe(1)
  await page.getByRole('button', { name: 'Cut the socket' }).click()
  await closer.getByText('We don’t know yet whether the node has closed the session').first().waitFor()
  await screenshot(page, 'not known')

  await page.getByRole('button', { name: 'no delay' }).click()
  await expect.poll(() => page.locator('.connection').getAttribute('data-status')).toBe('ready')
  await expect.poll(() => closesOnNode(page)).toEqual({ paid: 1, handled: 1 })
  expect(await usdcOnNode(page)).toEqual(['44', '56'])
  expect(await sentCloses.count()).toBe(1)
  expect(await close.count()).toBe(0)
})

test('the playground reconnects to a restarted node and closes its session', async ({ page, playground }) => {
  const { close, confirm } = await openPlayground(page, playground)
  const logins = page.locator('.frame[data-direction="sent"][data-method="auth_verify"]')
  await page.getByRole('button', { name: 'Restart node' }).click()
  await expect.poll(() => logins.count()).toBe(2)
  await expect.poll(() => page.locator('.connection').getAttribute('data-status')).toBe('ready')
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await usdcOnNode(page)).toEqual(['50', '50'])
})
