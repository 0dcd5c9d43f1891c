import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { browserTest as test, screenshot } from './support/browserTest'
import { ALICE, BOB, openPlayground, partsOf } from './support/playgroundPage'

const INDEX = fileURLToPath(new URL('../../playground/dist/index.html', import.meta.url))

test('the playground opened from a file says how to serve it', async ({ context }) => {
  const page = await context.newPage()
  await page.goto(pathToFileURL(INDEX).href)
  await page.getByRole('heading', { name: 'Serve this page to use it' }).waitFor()
  expect(await page.innerText('body')).toContain('npm run play')
  await screenshot(page, 'opened from a file')
})

test('a reload during a closing returns to that session, although another open session looks the same', async ({ page, playground }) => {
  let release = (): void => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  const node = createEmbeddedClearnode({
    latency: (point, { method }) => point === 'checked' && method === 'close_app_session' ? released : undefined,
  })
  const [first, second] = [1, 2].map(() => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'playground',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }))
  const server = await serveEmbeddedNode(node, { port: 0 })
  onTestFinished(async () => {
    release()
    await server.close()
    node.dispose()
  })
  await page.goto(`${playground}?application=playground&node=${encodeURIComponent(server.url)}`)
  await page.getByRole('button', { name: /^Alice/ }).click()
  const { closer, yours, close, confirm, sentCloses } = partsOf(page)
  await yours.waitFor()
  await page.locator(`[data-session="${first?.id}"]`).click()
  await yours.fill('0.7')
  await close.click()
  await confirm.click()
  await expect.poll(() => sentCloses.count()).toBe(1)

  await page.reload()
  await page.getByRole('button', { name: /^Alice/ }).click()
  await closer.getByText('We don’t know yet').first().waitFor()
  expect(await page.locator(`[data-session="${first?.id}"]`).getAttribute('aria-pressed')).toBe('true')
  release()
  await closer.getByRole('heading', { name: 'Session closed' }).waitFor({ timeout: 90_000 })
  expect(node.session(second?.id ?? '')?.status).toBe('open')

  await page.reload()
  await page.getByRole('button', { name: /^Alice/ }).click()
  await yours.waitFor()
  expect(await page.locator(`[data-session="${second?.id}"]`).getAttribute('aria-pressed')).toBe('true')
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
