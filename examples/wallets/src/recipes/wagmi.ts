import { getWalletClient } from '@wagmi/core'
import { useConfig, useConnection } from '@wagmi/vue'
import { watch } from 'vue'
import { useNitrolite } from 'vue-nitrolite'

/** Logs in with the account that is connected in wagmi, and follows it when it changes. */
export function useWagmiWallet() {
  const { connect, disconnect } = useNitrolite()
  const config = useConfig()
  const { address } = useConnection()

  watch(address, async (account, previous) => {
    // The node asks for a signature only, so the chain of the wallet does not matter.
    const walletClient = account && await getWalletClient(config, { account, assertChainId: false })
    if (address.value !== account) return
    if (walletClient) await connect(walletClient)
    else if (previous) disconnect()
  }, { immediate: true })
}
