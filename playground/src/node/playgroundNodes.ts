import {
  createEmbeddedClearnode, createEmbeddedNitronode, FAULT_PROFILES,
  type EmbeddedClearnode, type EmbeddedNitronode, type Latency,
} from 'vue-nitrolite/testing'
import { TEST_WALLETS } from '../wallets/testWallets'
import { firstSession } from './firstSession'
import type { NodeControl } from './nodeControl'
import type { NodeKind } from './nodeKind'

/** The first account of the usual development mnemonic, so that the node does not share an address with a test wallet. */
const NODE_ADDRESS = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

/** Calls other than closes take this fraction of the delay, so that one can also watch the steps before and after. */
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

/** An adjustable delay of a node. */
interface Delay {
  milliseconds: number
  readonly latency: Latency
}

function createDelay(kind: NodeKind): Delay {
  const { closeMethod } = FAULT_PROFILES[kind]
  const delay: Delay = {
    milliseconds: 0,
    latency(point, { method }) {
      if (method === closeMethod) return point === 'checked' ? delay.milliseconds : 0
      return point === 'received' ? delay.milliseconds * SHARE_OF_OTHER_CALLS : 0
    },
  }
  return delay
}

function open<N extends EmbeddedClearnode | EmbeddedNitronode>(node: N, delay: Delay): PlaygroundNode<N> {
  node.createSession(firstSession())
  const control: NodeControl = {
    balances: async wallets => wallets.map(wallet => node.balances(wallet)),
    createSession: async seed => node.createSession(seed).id,
    setDelay: async milliseconds => { delay.milliseconds = milliseconds },
    addFault: async fault => { node.faults.add(fault) },
    clearFaults: async () => { node.faults.clear() },
    faultHits: async () => node.faults.hits(),
    restart: async () => { node.restart() },
  }
  return { node, control }
}

/** A ClearNode 0.5 and a nitronode 1.x with the same session. The wallets have further funds on the ClearNode only. */
export function createPlaygroundNodes(): PlaygroundNodes {
  const [clearnodeDelay, nitronodeDelay] = [createDelay('clearnode'), createDelay('nitronode')]
  const clearnode = createEmbeddedClearnode({ latency: clearnodeDelay.latency })
  for (const { address } of TEST_WALLETS) {
    clearnode.fund(address, 'usdc', '50')
    clearnode.fund(address, 'weth', '0.05')
  }
  return {
    clearnode: open(clearnode, clearnodeDelay),
    nitronode: open(createEmbeddedNitronode({ latency: nitronodeDelay.latency, nodeAddress: NODE_ADDRESS }), nitronodeDelay),
  }
}
