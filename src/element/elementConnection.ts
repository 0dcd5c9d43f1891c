import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { NitroliteClient } from '../core/client/types'
import { NitroliteError, toNitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import type { Unsubscribe } from '../core/types'
import type { Eip1193ProviderLike } from '../core/wallet/types'
import type { NitroliteContext, NitrolitePlugin } from '../plugin/context'
import { installInBrowser, makeBrowserClient } from '../plugin/installInBrowser'
import type { NitroliteStore } from '../plugin/store'
import type { SessionCloserElementProperties } from './types'

/** What an element works with: a client, or the reason why there is none. */
export type ElementConnection =
  | { readonly context: NitroliteContext, readonly stop: Unsubscribe }
  | { readonly error: NitroliteErrorInfo }

/** Clients that elements have made, by `url` and `application`. They live as long as the page. */
const clients = new Map<string, NitroliteClient>()

function sharedClient(url: string, application: string): NitroliteClient {
  const key = JSON.stringify([url, application])
  const client = clients.get(key) ?? makeBrowserClient({ url, application })
  clients.set(key, client)
  return client
}

const injectedWallet = (): Eip1193ProviderLike | undefined => (window as { ethereum?: Eip1193ProviderLike }).ethereum

/** @throws `OPTIONS_INVALID` */
function clientOf({ client, url, application }: SessionCloserElementProperties): NitroliteClient {
  if (!client) return sharedClient(url ?? '', application ?? '')
  if (typeof client.on === 'function' && typeof client.close === 'function') return client
  throw new NitroliteError('OPTIONS_INVALID', { option: 'client', reason: 'It is not a client that createNitroliteClient has made.' })
}

function open(values: SessionCloserElementProperties, store: NitroliteStore): ElementConnection {
  try {
    const client = clientOf(values)
    const plugin: NitrolitePlugin = { client, install() {} }
    const { context, stop } = installInBrowser(plugin, { client, keep: { activeSession: false }, texts: () => values.texts }, store)
    /** The client of a page has its own signer. */
    const walletOf = () => values.signer ?? (values.client ? undefined : injectedWallet())
    return {
      context: { ...context, connect: (signer, callOptions) => context.connect(signer ?? walletOf(), callOptions) },
      stop,
    }
  }
  catch (thrown) {
    return { error: toNitroliteError(thrown, 'LIBRARY_DEFECT').info }
  }
}

/** Follows the properties that say which client an element works with. Null while none of them is set. */
export function useElementConnection(
  values: SessionCloserElementProperties, store: NitroliteStore,
): Readonly<ShallowRef<ElementConnection | null>> {
  const connection = shallowRef<ElementConnection | null>(null)

  function close(): void {
    if (connection.value && 'stop' in connection.value) connection.value.stop()
    connection.value = null
  }

  watch(() => [values.client, values.url, values.application], ([client, url, application]) => {
    close()
    if (client || url || application) connection.value = open(values, store)
  }, { immediate: true })

  watch([connection, () => values.autoConnect, () => values.signer], ([opened, autoConnect]) => {
    // The store shows why connecting failed.
    if (autoConnect && opened && 'context' in opened) opened.context.connect().catch(() => {})
  }, { immediate: true })

  onScopeDispose(close)
  return connection
}
