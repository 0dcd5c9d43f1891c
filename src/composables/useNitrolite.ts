import { computed } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import type { SignerInput } from '../core/wallet/types'
import type { NitrolitePlugin } from '../plugin/createNitrolite'
import type { UseNitroliteReturn } from './types'

const isDomEvent = (value: unknown): boolean => typeof Event !== 'undefined' && value instanceof Event

/**
 * Connection, login and balances of the app's client.
 * @param nitrolite the installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useNitrolite(nitrolite?: NitrolitePlugin): UseNitroliteReturn {
  const { client, store, connect } = useNitroliteContext(nitrolite)
  return {
    status: computed(() => store.status),
    account: computed(() => store.account),
    protocol: computed(() => store.protocol),
    balances: computed(() => store.balances),
    error: computed(() => store.error),
    isReady: computed(() => store.status === 'ready'),
    connect(signer) {
      const connected = connect(isDomEvent(signer) ? undefined : signer as SignerInput | undefined)
      // Whoever does not wait for it sees the refs; a rejection that nobody handles would be noise.
      connected.catch(() => {})
      return connected
    },
    disconnect: () => client?.disconnect(),
    revokeKey: async () => client?.revokeKey(),
    client,
  }
}
