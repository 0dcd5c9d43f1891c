import { createWalletClient, custom, type EIP1193Provider } from 'viem'
import { useNitrolite } from 'vue-nitrolite'

/** Logs in with a wallet of the browser, through viem. */
export function useViemWallet(provider: EIP1193Provider) {
  const { connect } = useNitrolite()
  return () => connect(createWalletClient({ transport: custom(provider) }))
}
