import { Wallet, type TypedDataField } from 'ethers'
import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { join } from 'node:path'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../../src/testing'
import { ROOT } from '../package/support/manifest'
import { browserTest as test, screenshot } from './support/browserTest'
import { serveFolder } from './support/staticServer'

const alice = new Wallet('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d')
const BOB = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

interface TypedData {
  readonly domain: Record<string, unknown>
  readonly types: Record<string, TypedDataField[]>
  readonly message: Record<string, unknown>
}

/** Puts a wallet of Alice into the page, as an extension of the browser would. It signs without asking. */
async function injectWallet(page: Page): Promise<void> {
  await page.exposeFunction('requestOfTestWallet', async (method: string, params: unknown[] = []) => {
    if (method !== 'eth_signTypedData_v4') return [alice.address]
    const { domain, types: { EIP712Domain: _, ...types }, message } = JSON.parse(String(params[1])) as TypedData
    return alice.signTypedData(domain, types, message)
  })
  await page.addInitScript(`window.ethereum = { request: ({ method, params }) => window.requestOfTestWallet(method, params) }`)
}

/** Serves a session of Alice and Bob, and a page without a build step that has the element for it. */
async function openPlainPage(page: Page) {
  const node = createEmbeddedClearnode()
  const { id } = node.createSession({
    participants: [alice.address as `0x${string}`, BOB], weights: [100, 0], quorum: 100, application: 'plain-page',
    allocations: [{ participant: alice.address as `0x${string}`, asset: 'usdc', amount: '1' }],
  })
  const served = await serveEmbeddedNode(node)
  const files = await serveFolder(join(ROOT, 'dist'))
  onTestFinished(async () => {
    await Promise.all([served.close(), files.close()])
    node.dispose()
  })
  await page.route('**/plain.html', route => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Plain page</title>
      <style>* { color: red !important; text-transform: uppercase; } button, input { display: none; }</style>
      <script type="module" src="element.js"></script>
      <session-closer url="${served.url}" application="plain-page" session-id="${id}" style="--nitrolite-radius: 0px">
        <h2 slot="header">Order 17</h2>
      </session-closer>
      <script>
        document.querySelector('session-closer').addEventListener('closed', ({ detail }) => { window.receipt = detail })
      </script>`,
  }))
  await injectWallet(page)
  await page.goto(`${files.url}plain.html`)
  return { node, id, closer: page.locator('session-closer'), inner: page.locator('session-closer .nitrolite-closer') }
}

test('session-closer in a plain page connects the wallet of the browser, and closes by keyboard alone', async ({ page }) => {
  const { node, id, closer, inner } = await openPlainPage(page)
  await closer.getByRole('button', { name: 'Connect' }).click()
  await page.locator('.nitrolite-closer[data-state=editing][data-status=ready]').waitFor()
  await closer.getByLabel('Your allocation').first().fill('0.4')
  await screenshot(page, 'session-closer in a plain page')

  await closer.getByRole('button', { name: 'Close application session' }).focus()
  await page.keyboard.press('Enter')
  // The focus moves inside the shadow root, as it does in a Vue app.
  await expect.poll(() => closer.evaluate(({ shadowRoot }) => shadowRoot?.activeElement?.textContent?.trim())).toBe('Close this session?')
  await closer.getByRole('button', { name: 'Confirm and close' }).press('Enter')
  await page.locator('.nitrolite-closer[data-state=result]').waitFor()

  expect(await page.evaluate('window.receipt.requested.map(({ amount }) => amount)')).toEqual(['0.4', '0.6'])
  expect(node.session(id)?.status).toBe('closed')
  expect(node.closes()).toHaveLength(1)
  expect(await inner.getByRole('heading').first().isVisible()).toBe(true)
})

test('a client of the single file element.js says that it cannot sign together', async ({ page }) => {
  await openPlainPage(page)
  const code = await page.evaluate(`import('./element.js').then(({ createNitroliteClient }) =>
    createNitroliteClient({ url: 'ws://127.0.0.1:9', application: 'plain-page' }).coSign('nlp1.')).catch(error => error.code)`)
  expect(code).toBe('OPTIONS_INVALID')
})

test('session-closer is not changed by the styles of the page, except by its variables', async ({ page }) => {
  const { closer, inner } = await openPlainPage(page)
  const connect = closer.getByRole('button', { name: 'Connect' })
  await connect.waitFor()
  expect(await connect.evaluate(button => getComputedStyle(button).textTransform)).toBe('none')
  expect(await connect.evaluate(button => getComputedStyle(button).color)).not.toBe('rgb(255, 0, 0)')
  expect(await inner.evaluate(section => getComputedStyle(section).borderRadius)).toBe('0px')
  expect(await closer.locator('slot[name=header]').evaluate(slot =>
    (slot as HTMLSlotElement).assignedElements().map(({ textContent }) => textContent))).toEqual(['Order 17'])
})
