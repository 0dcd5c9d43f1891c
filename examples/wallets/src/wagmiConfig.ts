import { createConfig, http, injected } from '@wagmi/vue'
import { mainnet } from '@wagmi/vue/chains'
import { wallet } from './stubs/wallet'

export const wagmiConfig = createConfig({
  chains: [mainnet],
  // A real app leaves out the target: wagmi finds the wallets of the browser.
  connectors: [injected({ target: { id: 'example', name: 'Example wallet', provider: wallet as never } })],
  transports: { [mainnet.id]: http() },
  storage: null,
})
