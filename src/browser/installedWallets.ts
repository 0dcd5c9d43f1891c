import { requestProviders } from 'mipd'
import type { Eip1193ProviderLike } from '../core/wallet/types'
import type { Unsubscribe } from '../core/types'

/** A wallet that is installed in the browser. */
export interface InstalledWallet {
  /** Stays the same after a reload: the reverse domain name of the wallet, such as `io.metamask`. */
  readonly id: string
  readonly name: string
  /** A `data:` URI. Null if the wallet has no icon, or one that would have to be loaded from elsewhere. */
  readonly icon: string | null
  /** The signer for `connect`. */
  readonly provider: Eip1193ProviderLike
}

/** Id of a wallet that only sets `window.ethereum` and does not announce itself. */
const LEGACY_ID = 'window.ethereum'
const LONGEST_NAME = 40

const isProvider = (value: unknown): value is Eip1193ProviderLike =>
  typeof value === 'object' && value !== null && typeof (value as { request?: unknown }).request === 'function'

/** Some wallets announce an icon that begins with a line break. */
function readIcon(icon: unknown): string | null {
  const text = typeof icon === 'string' ? icon.trim() : ''
  return /^data:image\//i.test(text) ? text : null
}

/** Reads an announcement. Other scripts of the page can send any object, so nothing about it is certain. */
function readAnnouncement(detail: unknown): InstalledWallet | null {
  const { info, provider } = Object(detail) as { info?: unknown, provider?: unknown }
  const { rdns, uuid, name, icon } = Object(info) as { rdns?: unknown, uuid?: unknown, name?: unknown, icon?: unknown }
  const id = [rdns, uuid].find(value => typeof value === 'string' && value !== '') as string | undefined
  if (id === undefined || !isProvider(provider)) return null
  return {
    id,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, LONGEST_NAME) : id.slice(0, LONGEST_NAME),
    icon: readIcon(icon),
    provider,
  }
}

/**
 * Watches the wallets that announce themselves to the page (EIP-6963). Until the first one does, the wallet at
 * `window.ethereum` is listed, if there is one.
 * @param onChange called at once, and whenever the list has changed
 */
export function watchInstalledWallets(onChange: (wallets: readonly InstalledWallet[]) => void): Unsubscribe {
  const legacy = (window as { ethereum?: unknown }).ethereum
  let wallets: readonly InstalledWallet[] = isProvider(legacy)
    ? [{ id: LEGACY_ID, name: 'Browser wallet', icon: null, provider: legacy }]
    : []
  onChange(wallets)
  return requestProviders((detail: unknown) => {
    const found = readAnnouncement(detail)
    // A wallet announces itself again whenever any script of the page asks. The first announcement of an id counts, so that
    // a script that comes later cannot take the place of a wallet.
    if (!found || wallets.some(({ id }) => id === found.id)) return
    wallets = [...wallets.filter(({ id }) => id !== LEGACY_ID), found]
    onChange(wallets)
  }) ?? (() => {})
}
