import type { Eip1193ProviderLike } from '../../src/core'

let stops: (() => void)[] = []

/** Installs a wallet that announces itself to the page by EIP-6963. @returns its provider */
export function announceWallet({ rdns, name = rdns, icon = 'data:image/svg+xml,<svg/>', accounts = [] }: {
  rdns: string, name?: string, icon?: string, accounts?: readonly string[]
}): Eip1193ProviderLike {
  const provider: Eip1193ProviderLike = {
    request: async ({ method }) => {
      if (method !== 'eth_accounts') throw new Error(`${method} is not supported`)
      return accounts
    },
  }
  const detail = { info: { uuid: `uuid of ${rdns}`, name, icon, rdns }, provider }
  const announce = (): void => { window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail })) }
  window.addEventListener('eip6963:requestProvider', announce)
  stops.push(() => { window.removeEventListener('eip6963:requestProvider', announce) })
  announce()
  return provider
}

/** Removes all wallets that were installed. */
export function stopAnnouncing(): void {
  for (const stop of stops) stop()
  stops = []
}
