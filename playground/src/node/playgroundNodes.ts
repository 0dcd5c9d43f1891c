import {
  createEmbeddedClearnode, createEmbeddedNitronode, FAULT_PROFILES,
  type EmbeddedClearnode, type EmbeddedNitronode, type Latency, type SessionSeed,
} from 'vue-nitrolite/testing'
import { TEST_WALLETS } from '../wallets/testWallets'
import type { NodeControl } from './nodeControl'
import type { NodeKind } from './nodeKind'

/** Application name of the playground's sessions. */
export const APPLICATION = 'playground'

/** First account of the mnemonic that development chains use, so that the node is none of the test wallets. */
const NODE_ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

/** Calls beside those that close take this part of the delay, so that the steps before and after can be seen too. */
const SHARE_OF_OTHER_CALLS = 0.1

export interface PlaygroundNode<N = EmbeddedClearnode | EmbeddedNitronode> {
  readonly node: N
  readonly control: NodeControl
}

/** One node of each kind. */
export interface PlaygroundNodes extends Readonly<Record<NodeKind, PlaygroundNode>> {
  readonly clearnode: PlaygroundNode<EmbeddedClearnode>
  readonly nitronode: PlaygroundNode<EmbeddedNitronode>
}

/** How slow a node is. */
interface Slowness {
  milliseconds: number
  readonly latency: Latency
}

function slownessOf(kind: NodeKind): Slowness {
  const { closeMethod } = FAULT_PROFILES[kind]
  const slowness: Slowness = {
    milliseconds: 0,
    latency(point, { method }) {
      if (method === closeMethod) return point === 'checked' ? slowness.milliseconds : 0
      return point === 'received' ? slowness.milliseconds * SHARE_OF_OTHER_CALLS : 0
    },
  }
  return slowness
}

/** One open session of two, which Alice can close alone. */
function firstSession(): SessionSeed {
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

function open<N extends EmbeddedClearnode | EmbeddedNitronode>(node: N, slowness: Slowness): PlaygroundNode<N> {
  node.createSession(firstSession())
  const control: NodeControl = {
    balances: async wallets => wallets.map(wallet => node.balances(wallet)),
    createSession: async seed => node.createSession(seed).id,
    setDelay: async milliseconds => { slowness.milliseconds = milliseconds },
    addFault: async fault => { node.faults.add(fault) },
    clearFaults: async () => { node.faults.clear() },
    faultHits: async () => node.faults.hits(),
    restart: async () => { node.restart() },
  }
  return { node, control }
}

/** A ClearNode 0.5 and a nitronode 1.x with the same session. Wallets have funds beside it on the ClearNode alone. */
export function createPlaygroundNodes(): PlaygroundNodes {
  const [slowClearnode, slowNitronode] = [slownessOf('clearnode'), slownessOf('nitronode')]
  const clearnode = createEmbeddedClearnode({ latency: slowClearnode.latency })
  for (const { address } of TEST_WALLETS) {
    clearnode.fund(address, 'usdc', '50')
    clearnode.fund(address, 'weth', '0.05')
  }
  return {
    clearnode: open(clearnode, slowClearnode),
    nitronode: open(createEmbeddedNitronode({ latency: slowNitronode.latency, nodeAddress: NODE_ADDRESS }), slowNitronode),
  }
}
