import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { browserTest as test, reduceMotion, screenshot } from './support/browserTest'
import { openPlayground, usdcOnNode } from './support/playgroundPage'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** The violations that axe finds in the page, with its default rules. All its results are megabytes, so the page keeps them. */
async function findViolations(page: Page): Promise<string[]> {
  if (!await page.evaluate(() => 'axe' in window)) await page.addScriptTag({ path: AXE })
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** Presses Tab until the element with this text has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText.trim() ?? '')
    if (focused === name) return
  }
  throw new Error(`Tab does not reach “${name}”`)
}

test('a session can be closed with the keyboard alone', async ({ page, playground }) => {
  const { yours, confirm } = await openPlayground(page, playground)
  await yours.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('6.5')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Close application session')
  await page.keyboard.press('Enter')
  await confirm.waitFor()
  expect(await usdcOnNode(page)).toEqual(['43', '47'])
  await tabTo(page, 'Confirm and close')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()
  expect(await usdcOnNode(page)).toEqual(['49.5', '50.5'])
})

describe.each([
  { name: 'light', width: 1360, buttons: [] },
  { name: 'dark', width: 1360, buttons: ['Dark'] },
  { name: 'right to left', width: 1024, buttons: ['RTL'] },
  { name: 'narrow', width: 320, buttons: [] },
  { name: 'narrow dark right to left', width: 320, buttons: ['Dark', 'RTL'] },
])('$name', ({ name, width, buttons }) => {
  test(`axe finds no violation and no page scrolls sideways on ClearNode, from start to receipt (${name})`, async ({ page, playground }) => {
    await page.setViewportSize({ width, height: 800 })
    await reduceMotion(page)
    const { yours, close, confirm } = await openPlayground(page, playground)
    for (const button of buttons) await page.getByRole('button', { name: button, exact: true }).click()
    await page.getByRole('button', { name: 'New session' }).click()

    const checkPage = async (state: string): Promise<void> => {
      await screenshot(page, `${name} ${state}`)
      expect(await findViolations(page), state).toEqual([])
      expect(await sidewaysScroll(page), state).toBeLessThanOrEqual(0)
    }
    await checkPage('editing')
    await yours.fill('11')
    await checkPage('invalid amount')
    await yours.fill('4')
    await close.click()
    await confirm.waitFor()
    await checkPage('confirm')
    await confirm.click()
    await page.getByText('Full receipt as JSON').click()
    await page.locator('.frame summary').first().click()
    await checkPage('receipt')
  })

  test(`axe finds no violation and no page scrolls sideways on nitronode, from start to receipt (${name})`, async ({ page, playground }) => {
    await page.setViewportSize({ width, height: 800 })
    await reduceMotion(page)
    const { closer, yours, close, confirm, onNitronode } = await openPlayground(page, playground)
    for (const button of buttons) await page.getByRole('button', { name: button, exact: true }).click()
    await onNitronode.click()
    await page.getByText('A nitronode 1.x in this page.').waitFor()

    const checkPage = async (state: string): Promise<void> => {
      await screenshot(page, `${name} nitronode ${state}`)
      expect(await findViolations(page), state).toEqual([])
      expect(await sidewaysScroll(page), state).toBeLessThanOrEqual(0)
    }
    await page.getByLabel('Ask before signing').check()
    await page.getByRole('button', { name: 'Stop between the two steps' }).click()
    await yours.fill('4')
    await checkPage('editing')
    await close.click()
    await confirm.waitFor()
    await checkPage('confirm')
    await confirm.click()
    await page.getByRole('dialog').waitFor()
    await checkPage('wallet')
    await page.getByRole('dialog').getByRole('button', { name: 'Sign' }).click()
    await closer.getByText('The new split is agreed').first().waitFor()
    await checkPage('agreed')
    await page.getByRole('button', { name: 'Close it now' }).click()
    await page.getByRole('heading', { name: 'Session closed' }).waitFor()
    await page.locator('.frame summary').first().click()
    await checkPage('receipt')
  })
})

test('switching the node with the keyboard keeps the focus on the node switch', async ({ page, playground }) => {
  const { yours } = await openPlayground(page, playground)
  const focused = (): Promise<string> => page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText.trim() ?? '')
  while (!(await focused()).startsWith('nitronode 1.x')) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('A nitronode 1.x in this page.').waitFor()
  await yours.waitFor()
  expect(await focused()).toMatch(/^nitronode 1\.x/)
  await page.keyboard.press('Shift+Tab')
  expect(await focused()).toMatch(/^ClearNode 0\.5/)
})
