import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue'
import type { Eip1193ProviderLike } from 'vue-nitrolite'

/** A wallet extension of the browser. */
export interface BrowserWallet {
  readonly id: string
  readonly name: string
  /** A `data:` URI. Null if the wallet has no icon, or one that would be loaded from elsewhere. */
  readonly icon: string | null
  readonly provider: Eip1193ProviderLike
}

const isProvider = (value: unknown): value is Eip1193ProviderLike =>
  typeof value === 'object' && value !== null && typeof (value as { request?: unknown }).request === 'function'

/** Reads an announcement as defined by EIP-6963; null if it is unusable. */
export function readAnnouncement(detail: unknown): BrowserWallet | null {
  const { info, provider } = Object(detail) as { info?: unknown, provider?: unknown }
  const { uuid, name, icon } = Object(info) as { uuid?: unknown, name?: unknown, icon?: unknown }
  if (typeof uuid !== 'string' || uuid === '' || !isProvider(provider)) return null
  return {
    id: uuid,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 40) : 'Unnamed wallet',
    icon: typeof icon === 'string' && icon.startsWith('data:image/') ? icon : null,
    provider,
  }
}

/** The wallets that announce themselves by EIP-6963, or the one at `window.ethereum` if none does. */
export function useBrowserWallets(): Readonly<ShallowRef<readonly BrowserWallet[]>> {
  const announced = shallowRef<readonly BrowserWallet[]>([])
  const legacy = (window as { ethereum?: unknown }).ethereum
  if (isProvider(legacy)) {
    announced.value = [{ id: 'window.ethereum', name: 'Browser wallet', icon: null, provider: legacy }]
  }

  const onAnnounce = (event: Event): void => {
    const wallet = readAnnouncement((event as CustomEvent<unknown>).detail)
    if (!wallet) return
    const others = announced.value.filter(({ id }) => id !== wallet.id && id !== 'window.ethereum')
    announced.value = [...others, wallet]
  }
  window.addEventListener('eip6963:announceProvider', onAnnounce)
  window.dispatchEvent(new Event('eip6963:requestProvider'))
  onScopeDispose(() => window.removeEventListener('eip6963:announceProvider', onAnnounce))
  return readonly(announced) as Readonly<ShallowRef<readonly BrowserWallet[]>>
}
