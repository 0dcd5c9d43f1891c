// An embedded node, which a real server does not have: it connects to a node, and its sessions are opened with the Nitrolite SDK.
import { createEmbeddedClearnode, serveEmbeddedNode } from 'vue-nitrolite/testing'
import { players, server } from './people.js'

const STAKE = '10'

export async function startSandbox(url) {
  const { port, hostname } = new URL(url)
  const node = createEmbeddedClearnode()
  await serveEmbeddedNode(node, { port: Number(port), host: process.env.HOST ?? hostname })
  let nonce = 0

  /** Each player has paid in 10 usdc. @param weights of the server and the players */
  const openSession = weights => node.createSession({
    application: 'room-server',
    participants: [server, ...players].map(({ address }) => address),
    weights, quorum: 100, nonce: ++nonce,
    allocations: players.map(({ address }) => ({ participant: address, asset: 'usdc', amount: STAKE })),
  }).id

  return {
    openSession,
    /** What the node has paid. */
    ledger: sessionId => node.sessionLedger(sessionId),
  }
}
