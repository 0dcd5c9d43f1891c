// The setup of the measurements: an embedded node, sessions and a client, in virtual or real time.
import { createNitroliteClient } from 'vue-nitrolite/core'
import { createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime } from 'vue-nitrolite/testing'

const KEY = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
export const ALICE = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const BOB = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

const row = (participant, amount) => ({ participant, asset: 'usdc', amount })
export const SPLIT = [row(ALICE, '0.7'), row(BOB, '0.3')]

/**
 * @param faults the faults of the node
 * @param options additional options of the client
 * @param node the kind of node, and whether it runs in real time
 */
export function startWorld(faults = [], options = {}, { kindOfNode = 'clearnode', isRealTime = false } = {}) {
  const time = createVirtualTime()
  const create = kindOfNode === 'clearnode' ? createEmbeddedClearnode : createEmbeddedNitronode
  const node = create({ ...!isRealTime && { clock: time.now, timers: time }, faults: { faults } })
  const createSession = () => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'bench', allocations: [row(ALICE, '1')],
  }).id
  const client = createNitroliteClient({
    url: `ws://${kindOfNode}.test`, application: 'bench', signer: KEY, WebSocket: node.WebSocket,
    ...!isRealTime && { timers: time }, reconnect: { jitter: 0 }, ...options,
  })
  const settled = async (work) => {
    let isDone = false
    const done = () => { isDone = true }
    work.then(done, done)
    await time.runUntil(() => isDone)
    return work
  }
  return { time, node, client, createSession, settled }
}
