import type { Page } from 'playwright-core'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { serveGallery } from './support/gallery'
import { openGallery } from './support/galleryPage'

let url: string
let server: ViteDevServer

beforeAll(async () => {
  ({ url, server } = await serveGallery())
})

afterAll(() => server.close())

/** Amounts of the table that take more than one line, and at how many places the others end. */
const amountsInReview = (page: Page): Promise<{ broken: string[], ends: number }> => page.locator('.nitrolite-review td bdi').evaluateAll((amounts) => {
  const broken = amounts.filter(amount => amount.getClientRects().length > 1 || amount.getBoundingClientRect().height > 1.8 * parseFloat(getComputedStyle(amount).fontSize))
  return { broken: broken.map(each => each.textContent ?? ''), ends: new Set(amounts.map(each => Math.round(each.getBoundingClientRect().right))).size }
})

test('amounts with 18 decimals are whole and stand below each other in the table of a proposal, however wide the page is', async ({ page }) => {
  for (const width of [320, 480, 560, 700, 1360]) {
    await openGallery(page, url, width)
    await page.evaluate(() => window.showState('co-signer-long-amounts', 'en'))
    expect(await amountsInReview(page), `${width} px`).toEqual({ broken: [], ends: 1 })
  }
  await screenshot(page, 'long amounts of a proposal')
})

test('short amounts of a proposal stand in three columns where there is room', async ({ page }) => {
  for (const [width, ends] of [[320, 1], [700, 3]] as const) {
    await openGallery(page, url, width)
    await page.evaluate(() => window.showState('co-signer-review', 'en'))
    expect(await amountsInReview(page), `${width} px`).toEqual({ broken: [], ends })
  }
})
