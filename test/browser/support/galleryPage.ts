import type { Page } from 'playwright-core'
import type {} from '../../shots/gallery'
import { reduceMotion } from './browserTest'

/** Loads the page of `serveGallery` in a tab of this width. */
export async function openGallery(page: Page, url: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  await reduceMotion(page)
  await page.goto(url)
  await page.waitForFunction(() => window.stateNames !== undefined)
}
