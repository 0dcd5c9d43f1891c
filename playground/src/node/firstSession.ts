import type { SessionSeed } from 'vue-nitrolite/testing'
import { TEST_WALLETS } from '../wallets/testWallets'

/** The application of the sessions that the playground creates. */
export const APPLICATION = 'playground'

/** A session of Alice and Bob that Alice can close alone. */
export function firstSession(): SessionSeed {
  const [alice, bob] = TEST_WALLETS
  return {
    participants: [alice.address, bob.address],
    weights: [100, 0],
    quorum: 100,
    allocations: [
      { participant: alice.address, asset: 'usdc', amount: '7' },
      { participant: bob.address, asset: 'usdc', amount: '3' },
    ],
    application: APPLICATION,
  }
}
