import type { Page } from 'playwright-core'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect } from 'vitest'
import { browserTest as test } from './support/browserTest'
import { serveGallery } from './support/gallery'
import { openGallery } from './support/galleryPage'

let url: string
let server: ViteDevServer

beforeAll(async () => {
  ({ url, server } = await serveGallery())
})

afterAll(() => server.close())

/** Shortened addresses and ids, and whether each takes more than one line. */
const shortAddresses = (page: Page): Promise<{ text: string, isBroken: boolean }[]> => page.evaluate(() => {
  const found: { text: string, isBroken: boolean }[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const { 0: address, index } of (text.textContent ?? '').matchAll(/0x[\da-f]{4}…[\da-f]{4}/gi)) {
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + address.length)
      const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)))
      found.push({ text: address, isBroken: lines.size > 1 })
    }
  }
  return found
})

test.for(['en', 'ar'])('a shortened address stays in one line in every state of the components (%s)', { timeout: 180_000 }, async (language, { page }) => {
  let seen = 0
  for (const width of [320, 348]) {
    await openGallery(page, url, width)
    await page.evaluate(() => window.giveNames({}))
    for (const name of await page.evaluate(() => window.stateNames)) {
      await page.evaluate(([state, language]) => window.showState(state, language), [name, language] as const)
      const addresses = await shortAddresses(page)
      seen += addresses.length
      expect.soft(addresses.filter(({ isBroken }) => isBroken), `${name}, ${width} px`).toEqual([])
    }
  }
  expect(seen).toBeGreaterThan(50)
})
