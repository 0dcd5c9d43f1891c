import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, BOB, bookedOnNitronode, openNitronode } from './support/playgroundPage'

const AGREED = 'The new split is agreed, but the session is not closed yet.'

test('closing with a new split on nitronode shows both steps', async ({ page, playground }) => {
  const { closer, yours, theirs, close, confirm, steps, sentStates, usdcOf } = await openNitronode(page, playground)
  await expect.poll(() => page.locator('.connection').innerText()).toContain('Connected · nitronode 1.x · in this page')
  expect([await yours.inputValue(), await theirs.inputValue()]).toEqual(['7', '3'])
  await yours.fill('2.5')
  await page.getByRole('button', { name: '1 s' }).click()
  await close.click()
  await page.getByText('This takes two steps').waitFor()
  await confirm.click()
  await expect.poll(async () => (await steps.allInnerTexts()).map(text => text.replace('\n', ' '))).toEqual([
    'checked done', 'split signed done', 'split sent done', 'split agreed in progress',
    'signed to come', 'sent to come', 'confirmed to come', 'paid to come',
  ])
  await screenshot(page, 'nitronode first step')
  await expect.poll(() => steps.nth(6).getAttribute('data-status')).toBe('active')
  expect(await steps.nth(3).getAttribute('data-status')).toBe('done')
  await screenshot(page, 'nitronode second step')
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()

  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2], [3, 3]], paid: ['2.5', '7.5'] })
  expect(await sentStates.count()).toBe(2)
  expect(await sentStates.locator('.frame-hint').allInnerTexts()).toEqual([
    expect.stringContaining('close to version 3'), expect.stringContaining('operate to version 2'),
  ])
  await expect.poll(() => usdcOf(ALICE).innerText()).toContain('2.5')
  await expect.poll(() => usdcOf(BOB).innerText()).toContain('7.5')
  expect(await closer.innerText()).toContain('7.5 usdc')
  expect(await page.locator('.facts').innerText()).toContain('nitronode 1.x')
  await page.getByText('Full receipt as JSON').click()
  expect(JSON.parse(await page.locator('.receipt .code').innerText())).toMatchObject({
    result: 'closed', protocol: 'nitronode/1', response: null, differences: [],
    payouts: expect.arrayContaining([
      expect.objectContaining({ participant: ALICE, amount: '2.5' }), expect.objectContaining({ participant: BOB, amount: '7.5' }),
    ]),
  })
})

test('a closing stopped between its two steps says so, and “Close it now” finishes it', async ({ page, playground }) => {
  const { closer, yours, close, confirm } = await openNitronode(page, playground)
  await yours.fill('4')
  await page.getByRole('button', { name: 'Stop between the two steps' }).click()
  await close.click()
  await confirm.click()
  await closer.getByText(AGREED).first().waitFor()
  await screenshot(page, 'nitronode agreed')
  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2]], paid: ['', ''] })
  await page.getByRole('button', { name: 'Close it now' }).click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2], [3, 3]], paid: ['4', '6'] })
})

test('an agreed split can be left open and closed in one step later', async ({ page, playground }) => {
  const { closer, yours, theirs, close, confirm, steps } = await openNitronode(page, playground)
  await yours.fill('4')
  await page.getByRole('button', { name: 'Stop between the two steps' }).click()
  await close.click()
  await confirm.click()
  await page.getByRole('button', { name: 'Leave it open' }).click()
  await expect.poll(() => closer.getAttribute('data-state')).toBe('editing')
  await expect.poll(() => theirs.inputValue()).toBe('6')
  expect((await bookedOnNitronode(page)).updates).toEqual([[0, 2]])

  await close.click()
  await confirm.waitFor()
  expect(await page.getByText('This takes two steps').count()).toBe(0)
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await steps.count()).toBe(0)
  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2], [3, 3]], paid: ['4', '6'] })
})

test('a new session on nitronode is created and funded, and closed although an answer is lost', async ({ page, playground }) => {
  const { closer, close, confirm } = await openNitronode(page, playground)
  await page.getByRole('button', { name: 'New session' }).click()
  await page.getByLabel('Weight of Alice').fill('256')
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await page.getByText('whole numbers from 0 to 255').waitFor()
  await page.getByLabel('Weight of Alice').fill('100')
  await page.getByLabel('weth of Alice').fill('0.01')
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await expect.poll(() => closer.innerText()).toContain('weth')
  await expect.poll(() => page.locator('[data-session] .badge').allInnerTexts()).toEqual(['open', 'open'])

  await page.getByRole('button', { name: 'All to them' }).first().click()
  await page.getByRole('button', { name: 'Lose the second answer' }).click()
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  await page.getByText('Occurred so far: 1.').waitFor()
  const { paid } = await bookedOnNitronode(page)
  expect(paid).toEqual(['0.01', '10'])
})
