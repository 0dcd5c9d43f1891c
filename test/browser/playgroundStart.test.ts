import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { openPlayground, partsOf } from './support/playgroundPage'
import { serveHoldingClearnode } from './support/servedClearnode'

const INDEX = fileURLToPath(new URL('../../playground/dist/index.html', import.meta.url))

test('the playground opened from a file says how to serve it', async ({ context }) => {
  const page = await context.newPage()
  await page.goto(pathToFileURL(INDEX).href)
  await page.getByRole('heading', { name: 'Serve this page to use it' }).waitFor()
  expect(await page.innerText('body')).toContain('npm run play')
  await screenshot(page, 'opened from a file')
})

test('a reload during a closing returns to that session, although another open session looks the same', async ({ page, playground }) => {
  const { node, sessionIds: [first, second], pageOf, release } = await serveHoldingClearnode(2)
  await page.goto(pageOf(playground))
  await page.getByRole('button', { name: /^Alice/ }).click()
  const { closer, yours, close, confirm, sentCloses } = partsOf(page)
  await yours.waitFor()
  await page.locator(`[data-session="${first}"]`).click()
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await expect.poll(() => sentCloses.count()).toBe(1)

  await page.reload()
  await page.getByRole('button', { name: /^Alice/ }).click()
  await closer.getByText('We don’t know yet').first().waitFor()
  expect(await page.locator(`[data-session="${first}"]`).getAttribute('aria-pressed')).toBe('true')
  release()
  await closer.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 90_000 })
  expect(node.session(second ?? '')?.status).toBe('open')

  await page.reload()
  await page.getByRole('button', { name: /^Alice/ }).click()
  await yours.waitFor()
  expect(await page.locator(`[data-session="${second}"]`).getAttribute('aria-pressed')).toBe('true')
}, 150_000)

test('faults that have struck are described in sentences and can be cleared, and those that wait stay', async ({ page, playground }) => {
  const { close, confirm } = await openPlayground(page, playground)
  await page.getByRole('button', { name: 'Answer with garbage' }).click()
  await page.getByRole('button', { name: 'Restart the node while booking' }).click()
  await page.getByRole('button', { name: 'Let another device close first' }).click()
  await close.click()
  await confirm.click()
  const struck = page.getByTestId('struck')
  await struck.getByText('Another device closed the session first.').waitFor()
  await screenshot(page, 'struck faults')
  await page.getByRole('button', { name: 'Clear what happened' }).click()
  await expect.poll(() => struck.count()).toBe(0)
  expect(await page.getByRole('heading', { name: 'Will happen' }).count()).toBe(1)
  await page.getByRole('button', { name: 'Clear all' }).click()
  expect(await page.getByRole('heading', { name: 'Will happen' }).count()).toBe(0)
})

test('the playground fits 320 pixels with letters of double size, also while a session is created', async ({ page, playground }) => {
  await page.setViewportSize({ width: 320, height: 900 })
  await openPlayground(page, playground)
  await page.addStyleTag({ content: ':root { font-size: 200% }' })
  await page.getByRole('button', { name: 'New session' }).click()
  await screenshot(page, 'playground with large letters')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
})
