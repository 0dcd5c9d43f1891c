import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { browserTest as test, reduceMotion, screenshot } from './support/browserTest'
import { openNitronode, openPlayground, partsOf } from './support/playgroundPage'

const background = (page: Page): Promise<string> =>
  page.locator('.nitrolite-closer').evaluate(element => getComputedStyle(element).backgroundColor)

/** Where everything that a person may want to press is, to the pixel. */
const positions = (page: Page): Promise<string[]> => page.evaluate(() =>
  [...document.querySelectorAll('.nitrolite-input, .nitrolite-slider, .nitrolite-preset, .nitrolite-link, .nitrolite-closer .nitrolite-button')]
    .map((element) => {
      const { x, y, height } = element.getBoundingClientRect()
      return [x, y + scrollY, height].map(Math.round).join(' ')
    }))

const TYPED = ['', '.', '0,', '12abc', '1.5.2', '-5', '1,000', '20', '0.12345678', '1234567890123456789', '$5', '1 0', '99999999999999999999999']

describe.each([{ width: 320 }, { width: 700 }, { width: 1360 }])('$width px', ({ width }) => {
  test.for([2, 3])(`nothing in SessionCloser moves while a person types into a field of %i participants (${width} px wide)`, async (size, { page, playground }) => {
    await page.setViewportSize({ width, height: 900 })
    await reduceMotion(page)
    const { yours } = await openPlayground(page, playground)
    if (size === 3) {
      await page.getByRole('button', { name: 'New session' }).click()
      await page.getByRole('button', { name: '3 participants' }).click()
      await page.getByRole('button', { name: 'Create and fund' }).click()
      await page.getByLabel('Allocation of Carol').waitFor()
    }
    const field = size === 2 ? yours : page.getByLabel('Allocation of Alice (you)')
    await field.focus()
    const before = await positions(page)
    for (const text of TYPED) {
      await field.fill(text)
      expect(await positions(page), `“${text}”`).toEqual(before)
    }
    await screenshot(page, `typing ${size} at ${width}`)
  })
})

test('a person who types “1,000” is asked what it means, unless the language of the browser decides', async ({ browser, playground }) => {
  for (const [locale, expected] of [['en-US', '1000'], ['de-DE', '1'], ['de-CH', null]] as const) {
    const context = await browser.newContext({ locale })
    const page = await context.newPage()
    const { yours } = await openPlayground(page, playground)
    await page.getByRole('button', { name: 'New session' }).click()
    await page.getByLabel('usdc of Alice').fill('2000')
    await page.getByLabel('usdc of Bob').fill('7')
    await page.getByRole('button', { name: 'Create and fund' }).click()
    await expect.poll(() => yours.inputValue()).toBe('2000')
    await yours.fill('1,000')
    if (expected === null) {
      await screenshot(page, 'two meanings')
      await page.getByRole('button', { name: '1000 usdc' }).click()
      expect(await yours.evaluate(element => element === document.activeElement)).toBe(true)
    }
    await yours.press('Enter')
    expect(await yours.inputValue()).toBe(expected ?? '1000')
    expect(await yours.getAttribute('aria-invalid')).toBeNull()
    await context.close()
  }
})

test('SessionCloser follows the color scheme of the page, and not that of the system alone', async ({ page, playground }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await openPlayground(page, playground)
  await page.evaluate(() => {
    delete document.documentElement.dataset['theme']
    document.querySelector('meta[name=color-scheme]')?.remove()
  })
  const setScheme = (scheme: string) => page.evaluate((value) => { document.documentElement.style.colorScheme = value }, scheme)
  await setScheme('light')
  expect(await background(page)).toBe('rgb(255, 255, 255)')
  await setScheme('normal')
  expect(await background(page)).toBe('rgb(255, 255, 255)')
  await setScheme('light dark')
  expect(await background(page)).toBe('rgb(18, 18, 18)')
  await page.emulateMedia({ colorScheme: 'light' })
  await setScheme('dark')
  expect(await background(page)).toBe('rgb(18, 18, 18)')
})

test('text styles of the page do not reach SessionCloser', async ({ page, playground }) => {
  const { closer } = await openPlayground(page, playground)
  const styles = () => closer.locator('.nitrolite-label, .nitrolite-signatures, .nitrolite-total, .nitrolite-preset, .nitrolite-panel-title').evaluateAll(elements =>
    elements.map((element) => {
      const { letterSpacing, textAlign, textTransform, wordSpacing } = getComputedStyle(element)
      return [letterSpacing, textAlign, textTransform, wordSpacing].join(' ')
    }))
  const before = await styles()
  await page.addStyleTag({ content: '#app { text-align: center; letter-spacing: 3px; text-transform: uppercase; word-spacing: 4px } h2, button { letter-spacing: 5px }' })
  expect(await styles()).toEqual(before)
  expect(before.every(style => style.startsWith('normal '))).toBe(true)
})

test('the text and the background of the main button change together when the button is enabled or disabled', async ({ page, playground }) => {
  const { yours, close } = await openPlayground(page, playground)
  for (const text of ['1', 'x', '1']) {
    await yours.fill(text)
    expect(await close.isDisabled()).toBe(text === 'x')
    expect(await close.evaluate(element => getComputedStyle(element).transitionDuration)).toBe('0s')
  }
})

test('forced colors in SessionCloser keep open and disabled, primary and secondary, pressed and not pressed apart', async ({ page, playground }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  const { yours, close } = await openPlayground(page, playground)
  const look = (selector: string): Promise<string> => page.locator(selector).first().evaluate((element) => {
    const { backgroundColor, color, borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element)
    return [backgroundColor, color, borderTopStyle, borderTopWidth, borderTopColor].join(' ')
  })
  expect(await page.locator('.nitrolite-badge').evaluate(element => getComputedStyle(element, '::before').backgroundColor)).not.toBe('rgba(0, 0, 0, 0)')
  expect(await look('.choice[aria-pressed="true"]')).not.toBe(await look('.choice[aria-pressed="false"]'))
  expect(await look('.button[data-kind="segment"][aria-pressed="true"]')).not.toBe(await look('.button[data-kind="segment"][aria-pressed="false"]'))
  const enabled = await look('.nitrolite-button[data-variant="primary"]')
  const valid = await look('.nitrolite-control')
  await yours.fill('x')
  await screenshot(page, 'forced colors')
  expect(await look('.nitrolite-button[data-variant="primary"]')).not.toBe(enabled)
  expect(await look('.nitrolite-control')).not.toBe(valid)
  await yours.fill('1')
  await close.click()
  expect(await look('.nitrolite-confirm .nitrolite-button[data-variant="primary"]')).not.toBe(await look('.nitrolite-confirm .nitrolite-button:not([data-variant])'))
})

test('forced colors in SessionCloser let people read a pressed lock and an open division, and see that “Gets the rest” can be pressed', async ({ page, playground }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  const { closer } = await openPlayground(page, playground)
  await page.getByRole('button', { name: 'New session' }).click()
  await page.getByRole('button', { name: '3 participants' }).click()
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await page.getByLabel('Allocation of Carol').waitFor()
  await closer.locator('.nitrolite-lock').first().click()
  await closer.getByRole('button', { name: 'By points…' }).first().click()
  const colorsOf = (selector: string): Promise<string[]> => closer.locator(selector).first().evaluate((element) => {
    const { color, backgroundColor } = getComputedStyle(element)
    return [color, backgroundColor]
  })
  for (const [chosen, other] of [
    ['.nitrolite-lock[aria-pressed="true"]', '.nitrolite-lock[aria-pressed="false"]'],
    ['.nitrolite-preset[aria-expanded="true"]', '.nitrolite-preset[aria-expanded="false"]'],
  ] as const) {
    const [color, background] = await colorsOf(chosen)
    expect(color, chosen).not.toBe(background)
    expect(background, chosen).not.toBe((await colorsOf(other))[1])
  }
  expect(await closer.locator('.nitrolite-link').first().evaluate(element => getComputedStyle(element).textDecorationLine)).toBe('underline')
  await screenshot(page, 'chosen in forced colors')
})

test('a participant without weight sees the split, names and who can close, in every appearance', async ({ page, playground }) => {
  const { closer } = await openPlayground(page, playground)
  await page.getByRole('button', { name: /^Bob/ }).click()
  await closer.getByText('Only Alice can close this session.').waitFor()
  expect(await closer.locator('input').count()).toBe(0)
  await page.getByRole('button', { name: 'RTL' }).click()
  await page.setViewportSize({ width: 320, height: 900 })
  await screenshot(page, 'readonly right to left')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})

test('a declined login reads “You declined to log in”, and one click asks the wallet again', async ({ page, playground }) => {
  const { closer } = await openPlayground(page, playground)
  await page.getByLabel('Ask before signing').check()
  await page.getByRole('button', { name: /^Bob/ }).click()
  const prompt = page.getByRole('dialog')
  await prompt.waitFor()
  await closer.getByText('If your wallet asks, look there and confirm.').waitFor()
  await screenshot(page, 'look at the wallet')
  await page.keyboard.press('Escape')
  await closer.getByText('You declined to log in.').first().waitFor()
  await screenshot(page, 'declined')
  await closer.getByRole('button', { name: 'Connect' }).click()
  await prompt.getByRole('button', { name: 'Sign' }).click()
  await closer.getByText('Only Alice can close this session.').waitFor()
})

test('a session that another device closes is shown as closed with its payouts, on both nodes', async ({ page, playground }) => {
  for (const open of [openPlayground, openNitronode]) {
    await open(page, playground)
    await page.getByRole('button', { name: 'Let another device close first' }).click()
    const { closer, close, confirm } = partsOf(page)
    await close.click()
    await confirm.click()
    await closer.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 60_000 })
    expect(await closer.innerText()).toContain('closed by another participant or device')
    expect(await closer.innerText()).not.toContain('The session was not closed')
    expect(await closer.innerText()).toMatch(/Bob[^]*10 usdc/)
    await screenshot(page, `closed by others ${open.name}`)
  }
}, 120_000)
