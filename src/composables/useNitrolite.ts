import { computed } from 'vue'
import type { CallOptions } from '../core/client/abortable'
import type { ConnectionStatus } from '../core/connection/types'
import { NitroliteError } from '../core/errors/errors'
import type { SignerInput } from '../core/wallet/types'
import { useNitroliteContext } from '../plugin/context'
import { onDisconnected, onSignerUsed } from './internal/chosenWallet'
import { inTexts } from './internal/useTexts'
import type { NitroliteComposableOptions, UseNitroliteReturn } from './types'

const isDomEvent = (value: unknown): boolean => typeof Event !== 'undefined' && value instanceof Event

/** States on the way back to a login, while the account is still known. */
const RETURNING: ReadonlySet<ConnectionStatus> = new Set(['connecting', 'open', 'authenticating'])

/**
 * Shows and controls the connection, the login and the balances of the app's client.
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useNitrolite(options: NitroliteComposableOptions = {}): UseNitroliteReturn {
  const { client, store, texts, connect: connectClient } = useNitroliteContext(options.plugin)
  const isReconnecting = computed(() =>
    store.status === 'reconnecting' || (store.account !== null && RETURNING.has(store.status)))

  async function connectAsync(...given: [signer?: SignerInput | Event | null, callOptions?: CallOptions]): Promise<void> {
    const [signer, callOptions] = given
    const used = isDomEvent(signer) ? undefined : (signer ?? undefined) as SignerInput | undefined
    onSignerUsed(client, used)
    await connectClient(used, callOptions)
    // Without any signer the client connects to read only. A person who clicked to log in expects more than that.
    const isWalletWanted = given.length > 0 && (isDomEvent(signer) || !signer)
    if (!isWalletWanted || store.status !== 'open') return
    const error = new NitroliteError('SIGNER_MISSING')
    store.error = error.info
    throw error
  }

  return {
    status: computed(() => store.status),
    account: computed(() => store.account),
    protocol: computed(() => store.protocol),
    balances: computed(() => store.balances),
    error: computed(() => inTexts(store.error, texts.value)),
    isReady: computed(() => store.status === 'ready' || (isReconnecting.value && store.account !== null)),
    isReconnecting,
    connect: (...given) => connectAsync(...given).catch(() => {}),
    connectAsync,
    disconnect() {
      if (!client) return
      onDisconnected(client)
      client.disconnect()
    },
    revokeKey: async callOptions => client?.revokeKey(callOptions),
    client,
  }
}
