import type { Page } from 'playwright-core'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect } from 'vitest'
import { ALICE, BOB, CAROL } from '../helpers/sampleSession'
import { browserTest as test, screenshot } from './support/browserTest'
import { serveGallery } from './support/gallery'
import { openGallery } from './support/galleryPage'

/** The language with the longest words, and one that is written from right to left. */
const LANGUAGES = ['de', 'ar']

let url: string
let server: ViteDevServer

beforeAll(async () => {
  ({ url, server } = await serveGallery())
})

afterAll(() => server.close())

const TYPED = ['', '12abc', '1.5.2', '-5', '1,000', '5000', '0.12345678', '$5']

/** The height of the component and of its inputs, and where they are: after a valid amount, and after every other text. */
const placesWhileTyping = (page: Page, state: string, language: string): Promise<string[]> =>
  page.evaluate(async ([state, language, texts]) => {
    const places = (): string => [...document.querySelectorAll('.nitrolite-closer, .nitrolite-input, .nitrolite-button')].map((element) => {
      const { top, height } = element.getBoundingClientRect()
      return [top, height].map(Math.round).join(' ')
    }).join(', ')
    await window.showState(state, language)
    const found = []
    for (const text of ['20', ...texts]) {
      await window.typeAmount(text)
      found.push(places())
    }
    return found
  }, [state, language, TYPED] as const)

test.for([320, 704])('nothing in SessionCloser moves while a person types in German or Arabic (%i px wide)', { timeout: 180_000 }, async (width, { page }) => {
  await openGallery(page, url, width)
  for (const language of LANGUAGES) {
    for (const state of ['closer-two-meanings', 'closer-editing-three']) {
      const [valid, ...others] = await placesWhileTyping(page, state, language)
      for (const [index, places] of others.entries()) expect(places, `“${TYPED[index]}” in ${language}, ${state}`).toBe(valid)
    }
  }
})

test('a label that takes two lines keeps its input beside the other input', async ({ page }) => {
  await openGallery(page, url, 740)
  await page.evaluate(() => window.showState('closer-editing', 'de'))
  const tops = (): Promise<number[]> => page.locator('.nitrolite-input').evaluateAll(inputs => inputs.map(input => input.getBoundingClientRect().top))
  const [before] = await tops()
  await page.locator('.nitrolite-label').first().evaluate((label) => {
    label.textContent = 'Ihr eigener Anteil an der Auszahlung nach Abzug aller Gebühren und Rückstellungen'
  })
  const [first, second] = await tops()
  expect(first).toBeGreaterThan(before ?? Infinity)
  expect(second).toBe(first)
})

/** Words that are broken in the middle. Addresses, numbers and languages without spaces may break anywhere. */
const brokenWords = (page: Page): Promise<string[]> => page.evaluate(() => {
  const found: string[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const { 0: word, index } of (text.textContent ?? '').matchAll(/[\p{L}\p{N}]+/gu)) {
      if (/\p{N}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(word)) continue
      const bottoms = [index, index + word.length - 1].map((letter) => {
        const range = document.createRange()
        range.setStart(text, letter)
        range.setEnd(text, letter + 1)
        return [...range.getClientRects()].at(-1)?.bottom ?? 0
      })
      if (Math.abs((bottoms[0] ?? 0) - (bottoms[1] ?? 0)) > 8) found.push(word)
    }
  }
  return found
})

test.for(LANGUAGES)('every state of the components fits 320 pixels with letters of double size, without a broken word (%s)', { timeout: 180_000 }, async (language, { page }) => {
  await openGallery(page, url, 320)
  await page.evaluate((isRightToLeft) => {
    document.documentElement.style.fontSize = '200%'
    document.documentElement.dir = isRightToLeft ? 'rtl' : 'ltr'
  }, language === 'ar')
  const names = await page.evaluate(() => window.stateNames)
  for (const name of names.filter(each => !each.startsWith('wallet') || each === 'wallet-choices')) {
    await page.evaluate(([state, language]) => window.showState(state, language), [name, language] as const)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320)
    expect(await brokenWords(page), name).toEqual([])
  }
  await page.evaluate(language => window.showState('closer-confirm-two-steps', language), language)
  await screenshot(page, `double size ${language}`)
})

/** How far the page is too wide, and words of names that are broken although the component has room for them in one line. */
const damage = (page: Page, names: readonly string[]): Promise<string[]> => page.evaluate((names) => {
  const excess = document.documentElement.scrollWidth - 320
  const found = excess > 0 ? [`${excess} pixels too wide`] : []
  /** The width of the component without the borders and padding around a text. */
  const roomFor = (text: Node): number => {
    const card = text.parentElement?.closest('.nitrolite-closer')
    let room = card?.clientWidth ?? 0
    for (let element = text.parentElement; element && card?.contains(element); element = element.parentElement) {
      const { paddingInlineStart, paddingInlineEnd, borderInlineStartWidth, borderInlineEndWidth } = getComputedStyle(element)
      room -= parseFloat(paddingInlineStart) + parseFloat(paddingInlineEnd)
      if (element !== card) room -= parseFloat(borderInlineStartWidth) + parseFloat(borderInlineEndWidth)
    }
    return room
  }
  const widthOf = (word: string, beside: Element | null): number => {
    const copy = document.createElement('span')
    copy.style.cssText = 'position: absolute; white-space: nowrap'
    copy.textContent = word
    beside?.append(copy)
    const { width } = copy.getBoundingClientRect()
    copy.remove()
    return width
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const word of names.flatMap(name => name.split(' '))) {
      const index = text.textContent?.indexOf(word) ?? -1
      if (index < 0) continue
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)))
      if (lines.size > 1 && widthOf(word, text.parentElement) <= roomFor(text)) found.push(`${word} in ${text.parentElement?.outerHTML}`)
    }
  }
  return found
}, names)

test.for([
  ['with spaces', ['Bartholomew Wigglesworth', 'Maximiliane Featherstonehaugh', 'Konstantinos Papadopoulos']],
  ['without spaces', ['Donaudampfschifffahrtsgesellschaft', 'Wolfeschlegelsteinhausenbergerdorff', 'x'.repeat(60)]],
] as const)('long names %s fit 320 pixels with letters of double size, and a word breaks only where it is wider than a line', { timeout: 180_000 }, async ([kind, people], { page }) => {
  await openGallery(page, url, 320)
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
  await page.evaluate(names => window.giveNames(names), Object.fromEntries([ALICE, BOB, CAROL].map((address, index) => [address, people[index] ?? ''])))
  for (const name of (await page.evaluate(() => window.stateNames)).filter(each => !each.startsWith('wallet'))) {
    await page.evaluate(state => window.showState(state, 'en'), name)
    expect.soft(await damage(page, people), name).toEqual([])
  }
  await page.evaluate(() => window.showState('closer-editing-three', 'en'))
  await screenshot(page, `long names ${kind}`)
})

/** Texts of several lines with hardly anything in the last one. */
const shortLastLines = (page: Page): Promise<string[]> => page.evaluate(() =>
  [...document.querySelectorAll('.nitrolite-closer :is(p, h2, h3)')].filter(text => !text.closest('.nitrolite-hidden')).flatMap((text) => {
    const range = document.createRange()
    range.selectNodeContents(text)
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 1)
    const lastLine = boxes.filter(({ bottom }) => bottom > Math.max(...boxes.map(each => each.bottom)) - 8)
    const hasSeveralLines = boxes.length > lastLine.length
    const width = lastLine.reduce((sum, box) => sum + box.width, 0)
    return hasSeveralLines && width < 2.5 * parseFloat(getComputedStyle(text).fontSize) ? [text.textContent?.trim() ?? ''] : []
  }))

test('no text in German or Japanese ends with a line of a few characters', { timeout: 180_000 }, async ({ page, skip }) => {
  await openGallery(page, url, 320)
  if (!await page.evaluate(() => CSS.supports('word-break', 'auto-phrase'))) skip('this browser cannot end lines between Japanese phrases')
  for (const language of ['de', 'ja']) {
    for (const name of (await page.evaluate(() => window.stateNames)).filter(each => !each.startsWith('wallet'))) {
      await page.evaluate(([state, language]) => window.showState(state, language), [name, language] as const)
      expect.soft(await shortLastLines(page), `${name} in ${language}`).toEqual([])
    }
  }
})

test('amounts of several assets stand below each other at the end of the row, also where there is no room beside the address', async ({ page }) => {
  for (const [direction, width] of [['ltr', 320], ['ltr', 704], ['rtl', 320]] as const) {
    await openGallery(page, url, width)
    await page.evaluate(async (dir) => {
      document.documentElement.dir = dir
      await window.showState('closer-editing-three', dir === 'rtl' ? 'ar' : 'en')
    }, direction)
    await page.locator('.nitrolite-button[data-variant=primary]').click()
    const distances = await page.locator('.nitrolite-confirm .nitrolite-amount').evaluateAll((amounts, isReversed) => amounts.map((amount) => {
      const [own, row] = [amount, amount.closest('li') ?? amount].map(element => element.getBoundingClientRect())
      return own && row ? Math.round(isReversed ? own.left - row.left : row.right - own.right) : -1
    }), direction === 'rtl')
    expect(distances.length).toBe(6)
    expect(new Set(distances).size, `${direction}, ${width} px: ${distances}`).toBe(1)
  }
})

test('an amount with 18 decimals is visible as a whole at 320 pixels', async ({ page }) => {
  await openGallery(page, url, 320)
  await page.evaluate(() => window.showState('closer-editing', 'en'))
  await page.evaluate(() => window.typeAmount('1234567.123456789012345678'))
  const hidden = await page.locator('.nitrolite-input').first().evaluate(input => input.scrollWidth - input.clientWidth)
  expect(hidden).toBeLessThanOrEqual(0)
})

test('texts of another language stand on the side of the page, in a page from right to left', async ({ page }) => {
  await openGallery(page, url, 704)
  await page.evaluate(async () => {
    document.documentElement.dir = 'rtl'
    await window.showState('closer-editing-three', 'en')
  })
  const sides = await page.locator('.nitrolite-label, .nitrolite-hint, .nitrolite-title, .nitrolite-signatures').evaluateAll(elements =>
    elements.map(element => getComputedStyle(element).textAlign.replace('-webkit-', '')))
  expect(sides.length).toBeGreaterThan(10)
  const edges = await page.locator('.nitrolite-hint .nitrolite-address').evaluateAll(addresses => addresses.map((address) => {
    const field = address.closest('.nitrolite-field') ?? address
    return Math.round(field.getBoundingClientRect().right - address.getBoundingClientRect().right)
  }))
  expect(edges.every(edge => edge <= 1), String(edges)).toBe(true)
})

test('the list of wallets of a button at the edge of the page stays inside of the page', async ({ page }) => {
  await openGallery(page, url, 480)
  for (const direction of ['ltr', 'rtl']) {
    await page.reload()
    await page.waitForFunction(() => window.stateNames !== undefined)
    await page.evaluate((dir) => {
      document.documentElement.dir = dir
      document.body.style.textAlign = 'end'
    }, direction)
    await page.evaluate(() => window.showState('wallet-choices', 'en'))
    const { left, right } = await page.locator('.nitrolite-wallet-list').evaluate((list) => {
      const { left, right } = list.getBoundingClientRect()
      return { left, right }
    })
    expect([left >= 0, right <= 480], direction).toEqual([true, true])
  }
})
