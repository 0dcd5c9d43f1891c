import type { Page } from 'playwright-core'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect } from 'vitest'
import type {} from '../shots/gallery'
import { BOB } from '../helpers/sampleSession'
import { browserTest as test } from './support/browserTest'
import { serveGallery } from './support/gallery'

let url: string
let server: ViteDevServer

beforeAll(async () => {
  ({ url, server } = await serveGallery())
})

afterAll(() => server.close())

/** Shows a room with two proposals of a person with this name. */
async function openRoom(page: Page, name: string): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => window.stateNames !== undefined)
  await page.evaluate(([address, name]) => {
    window.giveNames({ [address]: name })
    return window.showState('co-signer-room')
  }, [BOB, name] as const)
}

test('forced colors let people read the comparison code of the chosen proposal', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await openRoom(page, 'Bob')
  const colors = await page.locator('.nitrolite-preset[aria-pressed="true"] bdi').evaluateAll(texts => texts.map(text => getComputedStyle(text).color))
  expect(colors[1]).toBe(colors[0])
})

test('the comparison code of a proposal stays in one line beside a long name', async ({ page }) => {
  for (let width = 300; width <= 400; width += 10) {
    await page.setViewportSize({ width, height: 900 })
    await openRoom(page, 'Bartholomew Featherstonehaugh-Cholmondeley the Third')
    const lines = await page.locator('.nitrolite-preset .nitrolite-mark').evaluateAll(codes => codes.map(code => code.getClientRects().length))
    expect(lines, `${width} px`).toEqual([1, 1])
  }
})

test('every state of SessionCoSigner is shown a second time as it was shown first', async ({ page }) => {
  await page.goto(url)
  await page.waitForFunction(() => window.stateNames !== undefined)
  const shownStates = (): Promise<string[]> => page.evaluate(async () => {
    const found: string[] = []
    for (const name of window.stateNames.filter(each => each.startsWith('co-signer'))) {
      await window.showState(name)
      found.push(`${name}: ${document.querySelector<HTMLElement>('.nitrolite-closer')?.dataset.state}`)
    }
    return found
  })
  const first = await shownStates()
  expect(first).toContain('co-signer-approved: approved')
  expect(await shownStates()).toEqual(first)
})
