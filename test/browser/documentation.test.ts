import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { ROOT } from '../package/support/manifest'
import { LOOKS } from '../shots/looks'
import { STATE_TEXTS } from '../shots/stateTexts'
import { browserTest, screenshot } from './support/browserTest'
import { serveFolder } from './support/staticServer'

/** A test with the address of the built documentation, with a slash at the end. */
const test = browserTest.extend<{ site: string }>({
  site: [async ({}, use) => {
    const folder = join(ROOT, 'docs/.vitepress/dist')
    if (!existsSync(folder)) throw new Error('The documentation is not built: npm run docs')
    const server = await serveFolder(folder)
    await use(server.url)
    await server.close()
  }, { scope: 'file' }],
})

test('the demonstration in the documentation pays twice with the usual retry, and once with the library', async ({ page, site }) => {
  await page.goto(`${site}guide/why-a-retry-pays-twice.html`)
  await page.getByRole('button', { name: 'Close, lose the answer, send again' }).click()
  const [naive, library] = ['naive', 'library'].map(side => page.locator(`[data-side=${side}]`))
  await expect.poll(() => naive?.locator('.retry-verdict').innerText(), { timeout: 30_000 }).toBe('Paid 2 times: 20 usdc left the node for a session of 10.')
  expect(await naive?.locator('td').allInnerTexts()).toEqual(['10 usdc', '6 usdc', '14 usdc'])
  await expect.poll(() => library?.locator('.retry-verdict').innerText(), { timeout: 60_000 }).toBe('Paid once.')
  expect(await library?.locator('td').allInnerTexts()).toEqual(['10 usdc', '3 usdc', '7 usdc'])
  await screenshot(page, 'documentation retry')
}, 120_000)

test('the playground opens inside of the documentation, and its session can be edited', async ({ page, site }) => {
  await page.goto(`${site}playground/`)
  await page.locator('iframe').scrollIntoViewIfNeeded()
  await page.frameLocator('iframe').getByLabel('Your allocation').waitFor()
  await screenshot(page, 'documentation playground')
})

test('no page of the documentation scrolls sideways on a narrow screen', async ({ page, site }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  for (const path of ['index', 'guide/why-a-retry-pays-twice', 'reference/composables/useCloseSession', 'reference/options/recovery', 'reference/components/session-closer', 'reference/states']) {
    await page.goto(`${site}${path}.html`)
    await page.locator('h1').first().waitFor()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect([path, overflow]).toEqual([path, 0])
  }
  await screenshot(page, 'documentation narrow')
})

test('the search of the documentation finds a composable, an option and an error', async ({ page, site }) => {
  await page.goto(`${site}guide/getting-started.html`)
  await page.getByRole('button', { name: 'Search' }).click()
  for (const [words, title] of [['useClosingHistory', 'useClosingHistory'], ['reconnect.firstConnect', 'Options: Reconnecting'], ['JOURNAL_DAMAGED', 'JOURNAL_DAMAGED']] as const) {
    await page.locator('.VPLocalSearchBox input').fill(words)
    await page.locator('.VPLocalSearchBox .result', { hasText: title }).first().waitFor()
  }
})

test('the documentation has a picture of every state in every look, or says that there are none', async ({ page, site }) => {
  await page.goto(`${site}reference/states.html`)
  if (!existsSync(join(ROOT, 'docs/.vitepress/dist/shots/pictures.json'))) {
    expect(await page.locator('.custom-block.warning').innerText()).toContain('The pictures are missing')
    return
  }
  const states = Object.values(STATE_TEXTS).flatMap(texts => Object.keys(texts))
  const pictures = page.locator('.state-picture')
  for (const [look, { title }] of Object.entries(LOOKS)) {
    await page.getByLabel('Look').selectOption(title)
    const sources = await pictures.evaluateAll(images => images.map(image => (image as HTMLImageElement).src))
    expect(sources).toEqual(states.map(state => new URL(`shots/${look}/${state}.png`, site).href))
    const missing = await page.evaluate(async (urls) => {
      const answers = await Promise.all(urls.map(url => fetch(url)))
      return answers.filter(({ ok }) => !ok).map(({ url }) => url)
    }, sources)
    expect(missing).toEqual([])
  }
  await screenshot(page, 'documentation states')
})

test('the navigation of the documentation shows the names of the components', async ({ page, site }) => {
  await page.goto(`${site}reference/states.html`)
  for (const name of ['SessionCloser', 'SessionCoSigner', 'WalletButton', 'session-closer']) {
    await page.locator('.VPSidebar').getByRole('link', { name: `<${name}>` }).waitFor()
  }
})
