import { firstMistake } from '../embedded/refusal'
import type { ConnectionHandlers, EmbeddedConnection, EmbeddedSession, SessionSeed } from '../embedded/types'
import { createWebSocketClass } from '../embedded/webSocket'
import { formatDecimal, parseDecimal, signOf } from '../formats/decimal'
import { newSession } from './createAppSession'
import { NitronodeProcess } from './process'
import { rowsOf, type NitronodeState, type SessionRow } from './state'
import type { EmbeddedNitronode, EmbeddedNitronodeOptions, NitronodeAsset } from './types'

/** The second account of the mnemonic that all development chains use. The recordings were made with it. */
const TEST_ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

const DEFAULT_ASSETS: readonly NitronodeAsset[] = [
  { name: 'USD Coin', symbol: 'usdc', decimals: 6, token: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', chainId: 137 },
  { name: 'Wrapped Ether', symbol: 'weth', decimals: 18, token: '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', chainId: 137 },
]

/**
 * Creates a nitronode 1.x in this process or page, for tests, demonstrations and static pages. It holds no real funds and
 * has no chain. `src/testing/README.md` lists its methods, checks and texts, and the faults that can be injected.
 * @throws RangeError if a fault is invalid
 */
export function createEmbeddedNitronode(options: EmbeddedNitronodeOptions = {}): EmbeddedNitronode {
  const setTimer = (callback: () => void, ms: number): unknown => (options.timers ?? globalThis).setTimeout(callback, ms)
  const { clock = Date.now } = options
  const nodeProcess = new NitronodeProcess({
    clock: () => Math.floor(clock()),
    nodeAddress: options.nodeAddress ?? TEST_ADDRESS,
    assets: options.assets ?? DEFAULT_ASSETS,
    chooseMistake: options.chooseMistake ?? firstMistake,
    latency: options.latency ?? (() => undefined),
    drainsQueue: options.drainsQueue ?? (() => false),
    rateLimit: options.rateLimit ?? { perSecond: 10, burst: 20 },
    setTimer,
  })
  const { state: node, plan } = nodeProcess
  for (const fault of options.faults?.faults ?? []) plan.add(fault)
  let isDisposed = false

  const connect = (handlers: ConnectionHandlers): EmbeddedConnection => {
    if (isDisposed) throw new RangeError('The node was disposed.')
    return nodeProcess.connect(handlers)
  }

  return {
    nodeAddress: node.nodeAddress,
    WebSocket: createWebSocketClass(connect, setTimer),
    faults: plan,
    connect,
    fundSession: (sessionId, participant, asset, amount) => { fund(node, sessionId, participant, asset, amount) },
    createSession: seed => ({ id: seedSession(node, seed).id }),
    balances: wallet => node.balances(wallet),
    session: id => describe(node.sessions.get(id)),
    updates: () => [...node.updates],
    releases: () => node.transactions.map(({ id, sessionId, participant, asset, amount }) =>
      ({ id, sessionId, participant, asset, amount: formatDecimal(amount) })),
    sessionLedger: sessionId => node.sessionLedger(sessionId),
    restart: () => { nodeProcess.stop(1006) },
    dispose: () => {
      isDisposed = true
      plan.clear()
      nodeProcess.stop(1001)
    },
  }
}

function fund(node: NitronodeState, sessionId: string, participant: string, asset: string, text: string): void {
  const session = node.sessions.get(sessionId)
  const amount = parseDecimal(text)
  if (!session) throw new RangeError(`The node does not have the session ${sessionId}.`)
  if (!amount || signOf(amount) <= 0) throw new RangeError(`"${text}" is not a valid amount above zero.`)
  node.deposit(session, participant, asset, amount)
}

function seedSession(node: NitronodeState, seed: SessionSeed): SessionRow {
  const session = newSession({
    application: seed.application,
    participants: seed.participants.map((wallet, index) => ({ wallet, weight: BigInt(seed.weights[index] ?? 0) })),
    quorum: BigInt(seed.quorum),
    nonce: BigInt(seed.nonce ?? node.sessions.size + 1),
  }, seed.sessionData ?? '')
  if (node.sessions.has(session.id)) throw new RangeError(`The session ${session.id} already exists.`)
  node.sessions.set(session.id, session)
  try {
    for (const { participant, asset, amount } of seed.allocations) {
      if (amount !== '0') fund(node, session.id, participant, asset, amount)
    }
  } catch (thrown) {
    node.sessions.delete(session.id)
    throw thrown
  }
  return session
}

function describe(session: SessionRow | undefined): EmbeddedSession | null {
  return session ? {
    id: session.id,
    application: session.application,
    status: session.status,
    participants: session.participants.map(({ wallet }) => wallet),
    weights: session.participants.map(({ weight }) => Number(weight)),
    quorum: Number(session.quorum),
    version: Number(session.version),
    sessionData: session.sessionData,
    allocations: rowsOf(session.allocations).filter(({ amount }) => signOf(amount) !== 0)
      .map(row => ({ ...row, amount: formatDecimal(row.amount) })),
  } : null
}
