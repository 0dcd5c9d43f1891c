import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { serveFolder } from './staticServer'
import { watchPage } from './watchPage'

interface BrowserFixtures {
  /** One browser for all tests of a file. */
  browser: Browser
  /** Address of the built playground, with a slash at the end. */
  playground: string
  /** Storage, cookies and tabs of one test, isolated from other tests. */
  context: BrowserContext
  /** Opens a tab. Errors, warnings and failed requests in it fail the test. */
  openPage: () => Promise<Page>
  /** The first tab. */
  page: Page
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Saves a picture of the whole page in `.reports/screenshots/`. @returns its path */
export async function screenshot(page: Page, name: string): Promise<string> {
  const folder = join(ROOT, '.reports/screenshots')
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name.replace(/[^\w-]+/g, '-')}.png`)
  await page.screenshot({ path, fullPage: true })
  return path
}

/** A test in a real browser. If it fails, it saves a picture of each tab. */
export const browserTest = test.extend<BrowserFixtures>({
  browser: [async ({}, use) => {
    const { executablePath, env } = inject('chromium')
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox'],
      env: { ...process.env, ...env } as Record<string, string>,
    })
    await use(browser)
    await browser.close()
  }, { scope: 'file' }],

  playground: [async ({}, use) => {
    const folder = join(ROOT, 'playground/dist')
    if (!existsSync(folder)) throw new Error('The playground is not built: npm run play:build')
    const server = await serveFolder(folder)
    await use(server.url)
    await server.close()
  }, { scope: 'file' }],

  context: async ({ browser }, use) => {
    const context = await browser.newContext()
    await use(context)
    await context.close()
  },

  openPage: async ({ context, task }, use) => {
    const tabs: { page: Page, problems: readonly string[] }[] = []
    await use(async () => {
      const page = await context.newPage()
      tabs.push({ page, problems: watchPage(page) })
      return page
    })
    const problems = tabs.flatMap(tab => tab.problems)
    if (problems.length > 0 || task.result?.state === 'fail') {
      for (const [index, { page }] of tabs.entries()) {
        if (!page.isClosed()) await screenshot(page, `failed ${task.name} ${index + 1}`)
      }
    }
    expect(problems, 'problems in the page').toEqual([])
  },

  page: async ({ openPage }, use) => {
    await use(await openPage())
  },
})
