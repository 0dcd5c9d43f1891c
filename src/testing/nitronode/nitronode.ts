import { formatDecimal, parseDecimal, signOf } from '../network/decimal'
import { cryptoRandom } from '../network/random'
import type { ConnectionHandlers, EmbeddedConnection, EmbeddedSession, SessionSeed } from '../network/types'
import { createWebSocketClass } from '../network/webSocket'
import { newSession } from './createAppSession'
import { NitronodeHost } from './host'
import { rowsOf, type NitronodeState, type SessionRow } from './state'
import type { EmbeddedNitronode, EmbeddedNitronodeOptions, NitronodeAsset } from './types'

/** Second account of the mnemonic that every development chain uses; the recordings were made with it. */
const TEST_ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

const DEFAULT_ASSETS: readonly NitronodeAsset[] = [
  { name: 'USD Coin', symbol: 'usdc', decimals: 6, token: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', chainId: 137 },
  { name: 'Ether', symbol: 'weth', decimals: 18, token: '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', chainId: 137 },
]

/**
 * Makes a nitronode 1.x that lives in this process or page: for tests, demonstrations and static pages. It holds no real
 * funds and knows no chain. Which methods, checks and texts it has is listed in the README beside it, and so is
 * everything that can be made to go wrong.
 * @throws RangeError where a fault makes no sense
 */
export function createEmbeddedNitronode(options: EmbeddedNitronodeOptions = {}): EmbeddedNitronode {
  const setTimer = (callback: () => void, ms: number): unknown => (options.timers ?? globalThis).setTimeout(callback, ms)
  const { clock = Date.now } = options
  const host = new NitronodeHost({
    clock: () => Math.floor(clock()),
    random: options.random ?? cryptoRandom,
    nodeAddress: options.nodeAddress ?? TEST_ADDRESS,
    assets: options.assets ?? DEFAULT_ASSETS,
    latency: options.latency ?? (() => undefined),
    drainsQueue: options.drainsQueue ?? (() => false),
    rateLimit: options.rateLimit ?? { perSecond: 10, burst: 20 },
    setTimer,
  })
  const { state: node, plan } = host
  for (const fault of options.faults?.faults ?? []) plan.add(fault)
  let isDisposed = false

  const connect = (handlers: ConnectionHandlers): EmbeddedConnection => {
    if (isDisposed) throw new RangeError('The node was disposed.')
    return host.connect(handlers)
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
    books: sessionId => node.books(sessionId),
    restart: () => { host.stop(1006) },
    dispose: () => {
      isDisposed = true
      plan.clear()
      host.stop(1001)
    },
  }
}

function fund(node: NitronodeState, sessionId: string, participant: string, asset: string, text: string): void {
  const session = node.sessions.get(sessionId)
  const amount = parseDecimal(text)
  if (!session) throw new RangeError(`There is no session ${sessionId}.`)
  if (!amount || signOf(amount) <= 0) throw new RangeError(`${text} is no amount above zero.`)
  node.deposit(session, participant, asset, amount)
}

function seedSession(node: NitronodeState, seed: SessionSeed): SessionRow {
  const session = newSession({
    application: seed.application,
    participants: seed.participants.map((wallet, index) => ({ wallet, weight: BigInt(seed.weights[index] ?? 0) })),
    quorum: BigInt(seed.quorum),
    nonce: BigInt(seed.nonce ?? node.sessions.size + 1),
  }, seed.sessionData ?? '')
  if (node.sessions.has(session.id)) throw new RangeError(`There is a session ${session.id} already.`)
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

function describe(row: SessionRow | undefined): EmbeddedSession | null {
  return row ? {
    id: row.id,
    application: row.application,
    status: row.status,
    participants: row.participants.map(({ wallet }) => wallet),
    weights: row.participants.map(({ weight }) => Number(weight)),
    quorum: Number(row.quorum),
    version: Number(row.version),
    sessionData: row.sessionData,
    allocations: rowsOf(row.allocations).filter(({ amount }) => signOf(amount) !== 0)
      .map(each => ({ ...each, amount: formatDecimal(each.amount) })),
  } : null
}
