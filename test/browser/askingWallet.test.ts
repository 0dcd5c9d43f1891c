import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { bookedOnNitronode, openNitronode, openPlayground } from './support/playgroundPage'

test('a wallet prompt on nitronode shows the message to sign once for both steps', async ({ page, playground }) => {
  const { yours, close, confirm } = await openNitronode(page, playground)
  await page.getByLabel('Ask before signing').check()
  const prompt = page.getByRole('dialog', { name: 'Alice’s wallet: sign this message?' })
  await expect.poll(() => page.locator('.connection').getAttribute('data-status')).toBe('ready')
  await yours.fill('6')
  await close.click()
  expect(await prompt.count()).toBe(0)
  await confirm.click()
  await prompt.waitFor()
  expect(await prompt.locator('.code').innerText()).toMatch(/^0x[\da-f]{64}$/)
  await screenshot(page, 'wallet asks')
  await prompt.getByRole('button', { name: 'Sign' }).click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await prompt.count()).toBe(0)
  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2], [3, 3]], paid: ['6', '4'] })
  expect(await page.locator('.facts').innerText()).toMatch(/Session key of\s+Alice/)
})

test('a wallet prompt on ClearNode shows the policy, and declining it prevents the login', async ({ page, playground }) => {
  const { closer } = await openPlayground(page, playground)
  const status = () => page.locator('.connection').getAttribute('data-status')
  await page.getByLabel('Ask before signing').check()
  await page.getByRole('button', { name: /^Bob/ }).click()
  const prompt = page.getByRole('dialog', { name: 'Bob’s wallet: sign this typed data?' })
  await prompt.waitFor()
  expect(await prompt.locator('.code').innerText()).toContain('"session_key"')
  await screenshot(page, 'wallet asks for a policy')
  await page.keyboard.press('Escape')
  await closer.getByText('You declined to log in.').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await status()).not.toBe('ready')

  await page.getByRole('button', { name: /^Bob/ }).click()
  await prompt.getByRole('button', { name: 'Sign' }).click()
  await expect.poll(status).toBe('ready')
  await expect.poll(() => closer.innerText()).toContain('Only Alice can close this session.')
})
