import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect, inject, test, type RunnerTestSuite } from 'vitest'
import { launchFirefox } from './firefox'
import { findUnknownNames, reasonToSkipInFirefox } from './firefoxTests'
import { serveFolder } from './staticServer'
import { watchPage } from './watchPage'

interface BrowserFixtures {
  /** Skips a test that is not run in this browser, and says why. */
  selected: boolean
  /** One browser for all tests of a worker. */
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

const firefox = inject('firefox')

async function savePicture(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, '.reports/screenshots', firefox ? 'firefox' : '')
  await mkdir(folder, { recursive: true })
  const take = () => page.screenshot({ path: join(folder, `${name.replace(/[^\w-]+/g, '-')}.png`), fullPage: true })
  // On a busy machine, Chromium sometimes says that it is unable to take a picture. The next one succeeds.
  await take().catch(take)
}

/** Saves a picture of the whole page in `.reports/screenshots/`. Not in CI, where nobody looks at pictures of tests that passed. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (!process.env.CI) await savePicture(page, name)
}

/** Turns animations off. The protocol of Firefox cannot do that for one page, so `launchFirefox` does it for all pages. */
export async function reduceMotion(page: Page): Promise<void> {
  if (!firefox) await page.emulateMedia({ reducedMotion: 'reduce' })
}

async function launchChromium(): Promise<Browser> {
  const { executablePath, env } = inject('chromium')
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
    env: { ...process.env, ...env } as Record<string, string>,
  })
}

/** `npm test` prints which browsers have run. */
async function reportBrowser(name: string, version: string): Promise<void> {
  const folder = join(ROOT, '.reports/browsers')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), `${name} ${version}`)
}

const namesOf = ({ tasks }: RunnerTestSuite): string[] => tasks.flatMap(task => task.type === 'suite' ? namesOf(task) : [task.name])

/** A test in a real browser. If it fails, it saves a picture of each tab. */
export const browserTest = test.extend<BrowserFixtures>({
  selected: [async ({ task, skip }, use) => {
    if (firefox) {
      const file = basename(task.file.filepath)
      const unknown = findUnknownNames(file, namesOf(task.file))
      if (unknown.length > 0) throw new Error(`firefoxTests.ts names tests that ${file} does not have: ${unknown.join('; ')}`)
      const reason = reasonToSkipInFirefox(file, task.name, inject('runsAllInFirefox') ?? false)
      if (reason !== null) skip(reason)
    }
    await use(true)
  }, { auto: true }],

  browser: [async ({}, use) => {
    const browser = firefox ? await launchFirefox(firefox) : await launchChromium()
    await reportBrowser(firefox ? 'Firefox' : 'Chromium', firefox?.version ?? browser.version())
    await use(browser)
    await browser.close()
  }, { scope: 'worker' }],

  playground: [async ({}, use) => {
    const folder = join(ROOT, 'playground/dist')
    if (!existsSync(folder)) throw new Error('The playground is not built: npm run play:build')
    const server = await serveFolder(folder)
    await use(server.url)
    await server.close()
  }, { scope: 'worker' }],

  context: async ({ browser }, use) => {
    const context = await browser.newContext()
    // As long as a test may take, because `npm run play` compiles the page while it is loaded.
    context.setDefaultNavigationTimeout(60_000)
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
        if (!page.isClosed()) await savePicture(page, `failed ${task.name} ${index + 1}`)
      }
    }
    expect(problems, 'problems in the page').toEqual([])
  },

  page: async ({ openPage }, use) => {
    await use(await openPage())
  },
})
