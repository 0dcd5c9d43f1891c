import { BrowserProvider, type Eip1193Provider } from 'ethers'
import { useNitrolite } from 'vue-nitrolite'

/** Logs in with a wallet of the browser, through ethers. */
export function useEthersWallet(provider: Eip1193Provider) {
  const { connect } = useNitrolite()
  return () => connect(new BrowserProvider(provider))
}
