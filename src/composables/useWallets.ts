import { tryOnMounted, tryOnScopeDispose } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import { watchInstalledWallets, type InstalledWallet } from '../browser/installedWallets'
import type { CallOptions } from '../core/client/abortable'
import type { NitroliteClient } from '../core/client/types'
import { NitroliteError } from '../core/errors/errors'
import { browserStorage, type NitroliteStorage } from '../plugin/activeSession'
import { useNitroliteContext } from '../plugin/context'
import { chosenWalletOf } from './internal/chosenWallet'
import { rememberedWallet, rememberWallet } from './internal/rememberedWallet'
import type { NitroliteComposableOptions, ReadonlyRef } from './types'
import { useNitrolite } from './useNitrolite'

export interface UseWalletsOptions extends NitroliteComposableOptions {
  /**
   * Connects to the wallet that was used last when the page is opened again, if that wallet still shares an account with the
   * page, and if no other signer was used since. The wallet is not asked to share one, so no window opens unless the login has
   * expired.
   * @default true
   */
  readonly reconnect?: boolean | undefined
  /** Where the id of the wallet that was used last is kept; `false` for nowhere. @default localStorage, where the page may use it */
  readonly storage?: NitroliteStorage | false | undefined
}

/** What `useWallets` returns. */
export interface UseWalletsReturn {
  /** The installed wallets; empty on a server and before the component is mounted. */
  readonly wallets: ReadonlyRef<readonly InstalledWallet[]>
  /** The wallet that is connected, or was chosen to connect; null if there is none, or if another signer is used. */
  readonly wallet: ReadonlyRef<InstalledWallet | null>
  /** Connects and logs in with a wallet. Never rejects: a failure is shown in `error` of `useNitrolite`. */
  connect(wallet: InstalledWallet | string, options?: CallOptions): Promise<void>
  /**
   * The same for callers that handle errors themselves.
   * @throws `SIGNER_MISSING` if no installed wallet has this id; and as `NitroliteClient.connect`
   */
  connectAsync(wallet: InstalledWallet | string, options?: CallOptions): Promise<void>
  /** Ends the connection, and forgets which wallet was used. */
  disconnect(): void
}

/** Clients for which the wallet that was used last was tried. */
const reconnected = /* @__PURE__ */ new WeakSet<NitroliteClient>()

/** Whether the wallet shares an account with the page already. This asks the wallet nothing that a person would see. */
async function isSharing({ provider }: InstalledWallet): Promise<boolean> {
  try {
    const accounts = await provider.request({ method: 'eth_accounts' })
    return Array.isArray(accounts) && accounts.length > 0
  }
  catch {
    return false
  }
}

/**
 * Lists the wallets that are installed in the browser (EIP-6963), connects with one of them, and connects with it again when
 * the page is opened the next time.
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useWallets({ plugin, reconnect = true, storage: given }: UseWalletsOptions = {}): UseWalletsReturn {
  const { client, store } = useNitroliteContext(plugin)
  const { account, connectAsync: connectWith, disconnect } = useNitrolite({ plugin })
  const wallets = shallowRef<readonly InstalledWallet[]>([])
  const storage = given === false || !client ? null : given ?? browserStorage()
  const chosen = chosenWalletOf(client, storage)

  async function connectAsync(wanted: InstalledWallet | string, callOptions?: CallOptions): Promise<void> {
    const wallet = typeof wanted === 'string' ? wallets.value.find(({ id }) => id === wanted) : wanted
    if (!wallet) {
      const error = new NitroliteError('SIGNER_MISSING')
      store.error = error.info
      throw error
    }
    chosen.value = wallet
    await connectWith(wallet.provider, callOptions)
    // Meanwhile, another signer may have been used.
    if (chosen.value === wallet) rememberWallet(storage, wallet.id)
  }

  const connect: UseWalletsReturn['connect'] = (...given) => connectAsync(...given).catch(() => {})

  async function reconnectLast(): Promise<void> {
    if (!client || reconnected.has(client) || account.value !== null) return
    const lastId = rememberedWallet(storage)
    const last = wallets.value.find(({ id }) => id === lastId)
    if (!last) return
    reconnected.add(client)
    // The person may have chosen a wallet while this one was asked.
    if (await isSharing(last) && chosen.value === null && client.account === null) await connect(last)
  }

  tryOnMounted(() => {
    if (!client) return
    tryOnScopeDispose(watchInstalledWallets((found) => {
      wallets.value = found
      if (reconnect) void reconnectLast()
    }))
  })

  return {
    wallets,
    wallet: computed(() => chosen.value),
    connect,
    connectAsync,
    disconnect,
  }
}
