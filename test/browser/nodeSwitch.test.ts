import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { bookedOnNitronode, closesOnNode, openPlayground, usdcOnNode } from './support/playgroundPage'

test('the node switch offers both nodes, and each closes its own session', async ({ page, playground }) => {
  const { yours, close, confirm, onClearnode, onNitronode } = await openPlayground(page, playground)
  const connection = page.locator('.connection')
  const pressed = () => Promise.all([onClearnode, onNitronode].map(button => button.getAttribute('aria-pressed')))
  const closed = page.getByRole('heading', { name: 'Session closed' })
  expect(await pressed()).toEqual(['true', 'false'])
  await expect.poll(() => connection.innerText()).toContain('Connected · ClearNode 0.5')

  await onNitronode.click()
  await expect.poll(() => connection.innerText()).toContain('Connected · nitronode 1.x')
  expect(await pressed()).toEqual(['false', 'true'])
  expect(await onNitronode.evaluate(button => button === document.activeElement)).toBe(true)
  expect(new URL(page.url()).searchParams.get('node')).toBe('nitronode')
  await screenshot(page, 'both nodes')
  await yours.fill('1')
  await close.click()
  await confirm.click()
  await closed.waitFor()
  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2], [3, 3]], paid: ['1', '9'] })
  expect(await closesOnNode(page)).toEqual({ paid: 0, handled: 0 })

  await onClearnode.click()
  await yours.fill('2')
  await close.click()
  await confirm.click()
  await closed.waitFor()
  expect(await usdcOnNode(page)).toEqual(['45', '55'])

  await onNitronode.click()
  await page.getByText('Past closings').waitFor()
  expect(await page.locator('.payouts').innerText()).toMatch(/Bob\s+9 usdc/)
})

test('a running closing on one node continues after switching to the other node and back', async ({ page, playground }) => {
  const { closer, yours, close, confirm, sentStates, onClearnode, onNitronode } = await openPlayground(page, playground)
  await onNitronode.click()
  await page.getByRole('button', { name: '3 s' }).click()
  await yours.fill('1')
  await close.click()
  await confirm.click()
  await expect.poll(() => sentStates.count()).toBe(1)
  await onClearnode.click()
  await expect.poll(() => yours.inputValue()).toBe('7')
  expect(await closer.getAttribute('data-state')).toBe('editing')

  await onNitronode.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await bookedOnNitronode(page)).toEqual({ updates: [[0, 2], [3, 3]], paid: ['1', '9'] })
})

test('the chosen node survives a reload, and the fault buttons match the node', async ({ page, playground }) => {
  const { yours, onNitronode } = await openPlayground(page, playground)
  const stopBetweenSteps = page.getByRole('button', { name: 'Stop between the two steps' })
  expect(await stopBetweenSteps.count()).toBe(0)
  await onNitronode.click()
  await stopBetweenSteps.waitFor()
  await page.reload()
  await yours.waitFor()
  expect(await onNitronode.getAttribute('aria-pressed')).toBe('true')
  for (let times = 0; times < 10; times += 1) await page.getByRole('button', { name: 'Three random faults' }).click()
  await expect.poll(() => page.locator('.mishaps li').count()).toBe(30)
  await page.getByRole('button', { name: 'Clear all' }).click()
})
