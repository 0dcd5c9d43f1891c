import { startProcess } from '../processCalls.js'
import { ALICE, APPLICATION, BOB } from './people.js'

const seed = nonce => ({
  participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce,
  allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
})

const sum = rows => rows.reduce((total, { amount }) => total + Number(amount), 0)

/** A node that runs already. Its ledger only says how much was paid, so that is compared with the deposits. */
const runningNode = (kind, url, seeding) => ({
  url,
  create: seeds => seeding.createSessions(kind, seeds),
  async judge(ids) {
    const ratios = (await seeding.ledgers(kind, ids)).map(({ payouts, deposits }) => sum(payouts) / sum(deposits))
    const paidOnce = ratios.filter(ratio => Math.abs(ratio - 1) < 0.001).length
    return { paidOnce, wrong: ids.length - paidOnce }
  },
  stop: () => {},
})

async function embeddedNode(kind, pace) {
  const { call, stop } = startProcess(new URL('./nodeProcess.js', import.meta.url), { kind, pace })
  return { url: await call('url'), create: seeds => call('createSessions', seeds), judge: ids => call('judge', ids), stop }
}

/**
 * Starts a node in a process of its own, or uses one that runs already.
 * @param options.kind `clearnode` or `nitronode`
 * @param options.pace closes per second of an embedded ClearNode, `perConnection` and `perNode`; null for as many as it can
 * @param options.url of a node that runs already
 * @param options.seeding functions `createSessions(kind, seeds)` and `ledgers(kind, ids)` for the node of a URL
 */
export async function startNode({ kind = 'clearnode', pace = null, url, seeding }) {
  const { create, ...node } = url ? runningNode(kind, url, seeding) : await embeddedNode(kind, pace)
  let sessions = 0
  return { kind, ...node, createSessions: count => create(Array.from({ length: count }, () => seed(++sessions))) }
}
