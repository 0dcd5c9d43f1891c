import type { Address, Hex } from 'vue-nitrolite/core'

/** A wallet with a publicly known key. Never send it anything of value. */
export interface TestWallet {
  readonly name: string
  readonly address: Address
  readonly privateKey: Hex
}

/** The second, third and fourth account of the usual development mnemonic. The first one belongs to the node. */
export const TEST_WALLETS: readonly [alice: TestWallet, bob: TestWallet, carol: TestWallet] = [
  {
    name: 'Alice',
    address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    privateKey: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  },
  {
    name: 'Bob',
    address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
    privateKey: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
  },
  {
    name: 'Carol',
    address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906',
    privateKey: '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  },
]

/** `0x7099…79C8` */
export const shortHex = (text: string): string => `${text.slice(0, 6)}…${text.slice(-4)}`

/** The name of a test wallet; null for any other wallet. */
export const knownNameOf = (address: Address): string | null =>
  TEST_WALLETS.find(wallet => wallet.address.toLowerCase() === address.toLowerCase())?.name ?? null

/** The name of a test wallet, or the shortened address of any other wallet. */
export const nameOf = (address: Address): string => knownNameOf(address) ?? shortHex(address)
