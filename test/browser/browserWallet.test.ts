import { Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { createEmbeddedClearnode, createEmbeddedNitronode, serveEmbeddedNode, type SessionSeed } from '../../src/testing'
import { browserTest as test, screenshot } from './support/browserTest'
import { BOB, partsOf } from './support/playgroundPage'
import { exposeTestWallet } from './support/testWallet'

/** Installs a browser wallet that announces itself by EIP-6963; its key stays in the test. @returns the methods called */
async function installWallet(page: Page, wallet: Wallet, icon: string): Promise<string[]> {
  const asked = await exposeTestWallet(page, wallet)
  await page.addInitScript((image) => {
    const ask = (window as unknown as { askTestWallet(method: string, params: unknown[]): Promise<unknown> }).askTestWallet
    const detail = Object.freeze({
      info: Object.freeze({ uuid: '4a1f7f1c-2f4b-4c0a-9d0e-5a3f9b1c7d21', name: 'Test Fox', icon: image, rdns: 'test.fox' }),
      provider: { request: ({ method, params = [] }: { method: string, params?: unknown[] }) => ask(method, params) },
    })
    const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
    window.addEventListener('eip6963:requestProvider', announce)
    announce()
  }, icon)
  return asked
}

const wallet = new Wallet(`0x${'5a'.repeat(32)}`)

const seed: SessionSeed = {
  participants: [wallet.address, BOB],
  weights: [60, 40],
  quorum: 60,
  allocations: [{ participant: wallet.address, asset: 'usdc', amount: '4' }],
  application: 'elsewhere',
}

test.for([
  { name: 'ClearNode 0.5', create: createEmbeddedClearnode, asks: 'eth_signTypedData_v4' },
  { name: 'nitronode 1.x', create: createEmbeddedNitronode, asks: 'personal_sign' },
])('a browser wallet logs in to a remote $name and closes a session there', async ({ name, create, asks }, { page, playground, onTestFinished }) => {
  const node = create()
  const server = await serveEmbeddedNode(node)
  onTestFinished(() => server.close())
  const { id } = node.createSession(seed)
  const asked = await installWallet(page, wallet, 'https://127.0.0.1/icon.png')

  await page.goto(`${playground}?node=${server.url}&application=elsewhere`)
  const fox = page.getByRole('button', { name: 'Test Fox' })
  await fox.click()
  const { yours, theirs, close, confirm } = partsOf(page)
  await yours.fill('0.5')
  expect(await theirs.inputValue()).toBe('3.5')
  await expect.poll(() => page.getByTestId('node-facts').innerText()).toContain(`which runs ${name}`)
  await screenshot(page, `browser wallet ${name}`)
  expect(await fox.locator('img').count()).toBe(0)
  await close.click()
  await confirm.click()
  await page.getByRole('heading', { name: 'Session closed' }).waitFor()

  expect(node.session(id)?.status).toBe('closed')
  expect([node.balances(wallet.address), node.balances(BOB)])
    .toEqual([[{ asset: 'usdc', amount: '0.5' }], [{ asset: 'usdc', amount: '3.5' }]])
  expect(asked).toEqual(['eth_requestAccounts', asks])
})

test('the playground says that no wallet is installed, and rejects an invalid node address', async ({ page, playground }) => {
  await page.goto(playground)
  await page.getByText('No wallet is installed in this browser.').waitFor()
  await page.getByLabel('Node address').fill('https://node.example')
  await page.getByRole('button', { name: 'Use this node' }).click()
  expect(await page.getByRole('alert').innerText()).toContain('ws:// or wss://')
})
