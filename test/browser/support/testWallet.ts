import { getBytes, type Wallet } from 'ethers'
import type { Page } from 'playwright-core'

/** Lets a page ask a wallet through `window.askTestWallet`; the key stays in the test. @returns the methods called, in their order */
export async function exposeTestWallet(page: Page, wallet: Wallet): Promise<string[]> {
  const asked: string[] = []
  await page.exposeFunction('askTestWallet', async (method: string, params: readonly string[]): Promise<unknown> => {
    asked.push(method)
    if (method === 'eth_requestAccounts') return [wallet.address]
    if (method === 'personal_sign') return wallet.signMessage(getBytes(params[0] ?? ''))
    if (method !== 'eth_signTypedData_v4') throw new Error(`${method} is not supported`)
    const { domain, types, message } = JSON.parse(params[1] ?? '') as {
      domain: object, types: Record<string, { name: string, type: string }[]>, message: Record<string, unknown>
    }
    const { EIP712Domain: _, ...structs } = types
    return wallet.signTypedData(domain, structs, message)
  })
  return asked
}

/** The wallet in `window.ethereum`, as browser extensions put it there. @returns the methods called, in their order */
export async function installEthereum(page: Page, wallet: Wallet): Promise<string[]> {
  const asked = await exposeTestWallet(page, wallet)
  await page.addInitScript(() => {
    const { askTestWallet } = window as unknown as { askTestWallet(method: string, params: unknown[]): Promise<unknown> }
    Object.assign(window, {
      ethereum: { request: ({ method, params = [] }: { method: string, params?: unknown[] }) => askTestWallet(method, params) },
    })
  })
  return asked
}
