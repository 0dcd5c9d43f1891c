import { connect } from '@wagmi/core'
import { useAppKitWallet } from './recipes/appKit'
import { useEthersWallet } from './recipes/ethers'
import { useMagicWallet } from './recipes/magic'
import { useViemWallet } from './recipes/viem'
import { useWagmiWallet } from './recipes/wagmi'
import { chooseWallet } from './stubs/appKit'
import { wallet } from './stubs/wallet'
import { wagmiConfig } from './wagmiConfig'

export interface Recipe {
  readonly name: string
  /** Called in `setup`. @returns what the person does to connect the wallet */
  readonly use: () => () => unknown
}

export const recipes: readonly Recipe[] = [
  { name: 'viem', use: () => useViemWallet(wallet) },
  { name: 'ethers', use: () => useEthersWallet(wallet) },
  {
    name: 'wagmi',
    use: () => {
      useWagmiWallet()
      const [connector] = wagmiConfig.connectors
      return () => connector && connect(wagmiConfig, { connector })
    },
  },
  {
    name: 'AppKit',
    use: () => {
      useAppKitWallet()
      return chooseWallet
    },
  },
  {
    name: 'Magic',
    use: () => {
      const logIn = useMagicWallet('pk_live_example')
      return () => logIn('alice@example.org')
    },
  },
]
