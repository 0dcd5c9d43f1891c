import { createEmbeddedClearnode, type EmbeddedClearnode } from 'vue-nitrolite/testing'
import { TEST_WALLETS } from '../wallets/testWallets'
import type { NodeControl } from './nodeControl'

/** Application name of the playground's sessions. */
export const APPLICATION = 'playground'

/** Calls beside the close take this part of the delay, so that the steps before and after it can be seen too. */
const SHARE_OF_OTHER_CALLS = 0.1

export interface PlaygroundNode {
  readonly node: EmbeddedClearnode
  readonly control: NodeControl
}

/** A node with funded wallets and one open session of two, which Alice can close alone. */
export function createPlaygroundNode(): PlaygroundNode {
  let delay = 0
  const node = createEmbeddedClearnode({
    latency: (point, { method }) => {
      if (method === 'close_app_session') return point === 'checked' ? delay : 0
      return point === 'received' ? delay * SHARE_OF_OTHER_CALLS : 0
    },
  })
  for (const { address } of TEST_WALLETS) {
    node.fund(address, 'usdc', '50')
    node.fund(address, 'weth', '0.05')
  }
  const [alice, bob] = TEST_WALLETS
  node.createSession({
    participants: [alice.address, bob.address],
    weights: [100, 0],
    quorum: 100,
    allocations: [
      { participant: alice.address, asset: 'usdc', amount: '7' },
      { participant: bob.address, asset: 'usdc', amount: '3' },
    ],
    application: APPLICATION,
  })

  const control: NodeControl = {
    balances: async wallets => wallets.map(wallet => node.balances(wallet)),
    createSession: async seed => node.createSession(seed).id,
    setDelay: async milliseconds => { delay = milliseconds },
    addFault: async fault => { node.faults.add(fault) },
    clearFaults: async () => { node.faults.clear() },
    faultHits: async () => node.faults.hits(),
    restart: async () => { node.restart() },
  }
  return { node, control }
}
