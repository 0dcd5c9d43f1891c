import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, BOB, closesOnNode, openPlayground, usdcOnNode } from './support/playgroundPage'

test('a person edits two linked amounts, closes the session, and sees both balances change', async ({ page, playground }) => {
  const { closer, yours, theirs, close, confirm, usdcOf } = await openPlayground(page, playground)
  expect([await yours.inputValue(), await theirs.inputValue()]).toEqual(['7', '3'])
  expect(await usdcOnNode(page)).toEqual(['43', '47'])
  await screenshot(page, 'start')

  await yours.fill('8,25')
  expect(await theirs.inputValue()).toBe('1.75')
  await page.getByRole('button', { name: 'Half' }).click()
  expect([await yours.inputValue(), await theirs.inputValue()]).toEqual(['5', '5'])
  await page.getByRole('slider').press('End')
  expect([await yours.inputValue(), await theirs.inputValue()]).toEqual(['10', '0'])
  await yours.fill('1.5.2')
  expect([await yours.inputValue(), await theirs.inputValue()]).toEqual(['1.5.2', '0'])
  await expect.poll(() => yours.getAttribute('aria-invalid')).toBe('true')
  await yours.fill('2.000001')
  expect(await theirs.inputValue()).toBe('7.999999')

  await close.click()
  await confirm.waitFor()
  await screenshot(page, 'confirm')
  expect(await closesOnNode(page)).toEqual({ paid: 0, handled: 0 })
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()

  expect(await usdcOnNode(page)).toEqual(['45.000001', '54.999999'])
  expect(await closesOnNode(page)).toEqual({ paid: 1, handled: 1 })
  await expect.poll(() => usdcOf(ALICE).innerText()).toContain('45.000001')
  expect(await usdcOf(ALICE).innerText()).toContain('43')
  await expect.poll(() => usdcOf(BOB).innerText()).toContain('54.999999')
  expect(await closer.innerText()).toContain('7.999999 usdc')
  await screenshot(page, 'closed')
})

test('the receipt shows the request, the signer and the payouts', async ({ page, playground }) => {
  const { close, confirm } = await openPlayground(page, playground)
  await page.getByRole('button', { name: 'All to them' }).click()
  await close.click()
  await confirm.click()
  await page.getByText('Full receipt as JSON').click()
  const receipt = JSON.parse(await page.locator('.receipt .code').innerText()) as Record<string, unknown>
  expect(receipt).toMatchObject({
    result: 'closed',
    requested: [{ participant: ALICE, asset: 'usdc', amount: '0' }, { participant: BOB, asset: 'usdc', amount: '10' }],
    payouts: [{ participant: ALICE, asset: 'usdc', amount: '0' }, { participant: BOB, asset: 'usdc', amount: '10' }],
    differences: [],
    policies: [{ wallet: ALICE }],
  })
  expect(await page.locator('.payouts').innerText()).toMatch(/Bob\s+10 usdc/)
})

test('a second wallet creates, lists and closes a new session with two assets', async ({ page, playground }) => {
  const { closer, yours, close, confirm } = await openPlayground(page, playground)
  await page.getByRole('button', { name: /^Bob/ }).click()
  await expect.poll(() => closer.innerText()).toContain('Only Alice can close this session.')
  expect(await closer.innerText()).toMatch(/Bob \(you\)[^]*3 usdc/)
  expect(await yours.count()).toBe(0)
  await page.getByRole('button', { name: 'New session' }).click()
  await page.getByLabel('usdc of Bob').fill('1.1234567')
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('usdc of Bob').fill('1.5')
  await page.getByLabel('weth of Bob').fill('0.01')
  await page.getByRole('button', { name: 'Create and fund' }).click()

  await expect.poll(() => closer.innerText()).toContain('weth')
  await page.getByRole('button', { name: 'All to me' }).first().click()
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  await expect.poll(() => page.locator('[data-session] .badge').allInnerTexts()).toEqual(['closed', 'open'])
  const paid = await page.evaluate(wallet => window.__embeddedNodes.clearnode.balances(wallet), BOB)
  expect(paid).toEqual([{ asset: 'usdc', amount: '50' }, { asset: 'weth', amount: '0.05' }])
})

test('SessionCloser divides an asset by percentages with the keyboard alone, and the node pays exactly these amounts', async ({ page, playground }) => {
  const { closer, close, confirm } = await openPlayground(page, playground)
  await page.getByRole('button', { name: 'New session' }).click()
  await page.getByRole('button', { name: '3 participants' }).click()
  for (const [name, amount] of [['Alice', '1'], ['Bob', '0'], ['Carol', '0']]) await page.getByLabel(`usdc of ${name}`).fill(amount ?? '')
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await page.getByLabel('Allocation of Carol').waitFor()

  await page.getByRole('button', { name: 'By percent…' }).press('Enter')
  const panel = page.getByRole('region', { name: 'Divide usdc by percent' })
  expect(await panel.getByLabel('Alice (you)').evaluate(element => element === document.activeElement)).toBe(true)
  await page.keyboard.type('33.33333')
  await page.keyboard.press('Tab')
  await page.keyboard.type('33.33333')
  await page.keyboard.press('Tab')
  await page.keyboard.type('33.3333')
  await page.keyboard.press('Enter')
  await expect.poll(() => panel.innerText()).toContain('Sum: 99.99996 %. It must be 100 %, so 0.00004 % is missing.')
  expect(await panel.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
  await page.keyboard.type('4')
  await expect.poll(() => panel.innerText()).toContain('0.333334 usdc')
  await screenshot(page, 'dividing by percentages')
  await page.keyboard.press('Enter')
  await panel.waitFor({ state: 'detached' })
  expect(await closer.locator('.nitrolite-input').evaluateAll(fields => fields.map(field => (field as HTMLInputElement).value)))
    .toEqual(['0.333333', '0.333333', '0.333334'])
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await closer.innerText()).toMatch(/Alice \(you\)[^]*0\.333333 usdc[^]*Bob[^]*0\.333333 usdc[^]*Carol[^]*0\.333334 usdc/)
})

test('the frame log of the playground can be filtered and cleared, and masks tokens', async ({ page, playground }) => {
  await openPlayground(page, playground)
  await page.getByLabel('Filter frames').fill('auth_verify')
  const frames = page.locator('.frame')
  await expect.poll(() => frames.count()).toBe(2)
  for (const frame of await frames.all()) await frame.locator('summary').click()
  const list = page.locator('.frames')
  await expect.poll(() => list.innerText()).toContain('"challenge"')
  await expect.poll(() => list.innerText()).toContain('"jwt_token": "•••"')
  expect(await list.innerText()).not.toMatch(/eyJ/)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await page.getByText('No frames yet.').waitFor()
})
