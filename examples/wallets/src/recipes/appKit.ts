import { useAppKitAccount, useAppKitProvider, type Provider } from '@reown/appkit/vue'
import { watch } from 'vue'
import { useNitrolite } from 'vue-nitrolite'

/** Logs in with the wallet that is connected in AppKit. */
export function useAppKitWallet() {
  const { connect, disconnect } = useNitrolite()
  const account = useAppKitAccount({ namespace: 'eip155' })
  const wallet = useAppKitProvider<Provider>('eip155')

  watch(() => account.value.isConnected ? wallet.walletProvider : undefined, (provider, previous) => {
    if (provider) void connect(provider)
    else if (previous) disconnect()
  }, { immediate: true })
}
