import { computed } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import type { SignerInput } from '../core/wallet/types'
import type { NitroliteComposableOptions, UseNitroliteReturn } from './types'

const isDomEvent = (value: unknown): boolean => typeof Event !== 'undefined' && value instanceof Event

/**
 * Shows and controls the connection, the login and the balances of the app's client.
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useNitrolite(options: NitroliteComposableOptions = {}): UseNitroliteReturn {
  const { client, store, connect } = useNitroliteContext(options.plugin)
  return {
    status: computed(() => store.status),
    account: computed(() => store.account),
    protocol: computed(() => store.protocol),
    balances: computed(() => store.balances),
    error: computed(() => store.error),
    isReady: computed(() => store.status === 'ready'),
    connect(signer) {
      const connected = connect(isDomEvent(signer) ? undefined : signer as SignerInput | undefined)
      // A caller that ignores the promise sees the error in `error`; it must not become an unhandled rejection.
      connected.catch(() => {})
      return connected
    },
    disconnect: () => client?.disconnect(),
    revokeKey: async () => client?.revokeKey(),
    client,
  }
}
