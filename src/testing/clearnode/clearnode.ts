import { firstMistake } from '../embedded/refusal'
import type { ConnectionHandlers, EmbeddedConnection } from '../embedded/types'
import { createWebSocketClass } from '../embedded/webSocket'
import { formatDecimal } from '../formats/decimal'
import { Cluster } from './cluster'
import { readSession, readSessionLedger } from './sessionReads'
import { fundWallet, seedSession } from './seeding'
import { createNodeSigner } from './signing'
import type { EmbeddedAsset, EmbeddedClearnode, EmbeddedClearnodeOptions } from './types'

/** The first account of the mnemonic that all development chains use. The recordings were made with it. */
const TEST_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

const DEFAULT_ASSETS: readonly EmbeddedAsset[] = [
  { token: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', chainId: 137, symbol: 'usdc', decimals: 6 },
  { token: '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', chainId: 137, symbol: 'weth', decimals: 18 },
]

/**
 * Creates a ClearNode 0.5 in this process or page, for tests, demonstrations and static pages. It holds no real funds and
 * has no chain. `src/testing/README.md` lists its methods, checks and texts, and the faults that can be injected.
 * @throws RangeError if a fault is invalid
 */
export function createEmbeddedClearnode(options: EmbeddedClearnodeOptions = {}): EmbeddedClearnode {
  const { random = cryptoRandom } = options
  const setTimer = (callback: () => void, ms: number): unknown => (options.timers ?? globalThis).setTimeout(callback, ms)
  const cluster = new Cluster({
    clock: () => Math.floor((options.clock ?? Date.now)()),
    random,
    challenge: options.challenge ?? (() => uuidFrom(random)),
    messageExpiry: options.messageExpiry ?? 60,
    signer: createNodeSigner(options.privateKey ?? TEST_KEY),
    assets: options.assets ?? DEFAULT_ASSETS,
    chooseMistake: options.chooseMistake ?? firstMistake,
    latency: options.latency ?? (() => undefined),
    drainsQueue: options.drainsQueue ?? (() => false),
    setTimer,
  })
  const { main: state, plan } = cluster
  for (const fault of options.faults?.faults ?? []) plan.add(fault)
  let isDisposed = false

  const connect = (handlers: ConnectionHandlers): EmbeddedConnection => {
    if (isDisposed) throw new RangeError('The node was disposed.')
    return cluster.connect(handlers)
  }

  return {
    brokerAddress: state.signer.address,
    WebSocket: createWebSocketClass(connect, setTimer),
    faults: plan,
    connect,
    fund: (wallet, asset, amount) => { fundWallet(state, wallet, asset, amount) },
    createSession: seed => ({ id: seedSession(state, seed) }),
    balances: wallet => state.ledger.balances(wallet, wallet)
      .map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
    session: id => readSession(state, id),
    ledger: () => state.ledger.rows.map(({ id, account, wallet, asset, credit, debit }) =>
      ({ id, account, wallet, asset, credit: formatDecimal(credit), debit: formatDecimal(debit) })),
    transactions: () => state.ledger.transactions.map(({ id, type, from, to, asset, amount }) =>
      ({ id, type, from, to, asset, amount: formatDecimal(amount) })),
    closes: () => state.payments.rows.filter(({ by }) => by === 'close').map(({ sessionId, requestId }) => ({ sessionId, requestId })),
    sessionLedger: sessionId => readSessionLedger(state, sessionId),
    history: () => state.history.rows.map(({ sender, requestId, method, params, timestamp, signatures, response }) =>
      ({ sender, requestId: requestId.toString(), method, params, timestamp: Number(timestamp), signatures, response })),
    restart: () => { cluster.stop(1006) },
    dispose: () => {
      isDisposed = true
      plan.clear()
      cluster.stop(1001)
    },
  }
}

/** A number from 0 up to 1 from the runtime's cryptographic source. */
function cryptoRandom(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word / 2 ** 32
}

/** A random UUID. Not `crypto.randomUUID`, which exists on secure origins only and takes no source. */
function uuidFrom(random: () => number): string {
  const bytes = Array.from({ length: 16 }, (_, index) => {
    const byte = Math.floor(random() * 256)
    if (index === 6) return (byte & 0x0f) | 0x40
    return index === 8 ? (byte & 0x3f) | 0x80 : byte
  })
  const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
