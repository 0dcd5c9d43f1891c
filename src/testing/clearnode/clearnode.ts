import { NodeConnection, type ConnectionSettings } from './connection'
import { formatDecimal } from './decimal'
import { cryptoRandom, uuidFrom } from './random'
import { fundWallet, seedSession } from './seeding'
import { createNodeSigner } from './signing'
import { ClearnodeState } from './state'
import type {
  ConnectionHandlers, EmbeddedAsset, EmbeddedClearnode, EmbeddedClearnodeOptions, EmbeddedSession,
} from './types'
import { createWebSocketClass } from './webSocket'

/** First account of the mnemonic that every development chain uses; the recordings were made with it. */
const TEST_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

const DEFAULT_ASSETS: readonly EmbeddedAsset[] = [
  { token: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', chainId: 137, symbol: 'usdc', decimals: 6 },
  { token: '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', chainId: 137, symbol: 'weth', decimals: 18 },
]

/**
 * Makes a ClearNode 0.5 that lives in this process or page: for tests, demonstrations and static pages. It holds no
 * real funds and knows no chain. Which methods, checks and texts it has is listed in the README beside it.
 */
export function createEmbeddedClearnode(options: EmbeddedClearnodeOptions = {}): EmbeddedClearnode {
  const { clock = Date.now, random = cryptoRandom, messageExpiry = 60, assets = DEFAULT_ASSETS } = options
  const { latency, drainsQueue = () => false } = options
  const setTimer = (callback: () => void, ms: number): unknown => (options.timers ?? globalThis).setTimeout(callback, ms)
  const state = new ClearnodeState({
    clock,
    random,
    challenge: options.challenge ?? (() => uuidFrom(random)),
    messageExpiry,
    signer: createNodeSigner(options.privateKey ?? TEST_KEY),
    assets,
  })
  const wait: ConnectionSettings['wait'] = (point, call) => {
    const pause = latency?.(point, call)
    if (pause === undefined || pause === 0) return null
    return typeof pause === 'number' ? new Promise((resolve) => { setTimer(resolve, pause) }) : pause
  }
  let connections = 0
  let isDisposed = false

  const connect = (handlers: ConnectionHandlers): NodeConnection => {
    if (isDisposed) throw new RangeError('The node was disposed.')
    return new NodeConnection(state, ++connections, { wait, drainsQueue }, handlers)
  }

  return {
    brokerAddress: state.signer.address,
    WebSocket: createWebSocketClass(connect, setTimer),
    connect,
    fund: (wallet, asset, amount) => { fundWallet(state, wallet, asset, amount) },
    createSession: seed => ({ id: seedSession(state, seed) }),
    balances: wallet => state.ledger.balances(wallet, wallet)
      .map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
    session: id => describeRow(state, id),
    ledger: () => state.ledger.rows.map(({ id, account, wallet, asset, credit, debit }) =>
      ({ id, account, wallet, asset, credit: formatDecimal(credit), debit: formatDecimal(debit) })),
    transactions: () => state.ledger.transactions.map(({ id, type, from, to, asset, amount }) =>
      ({ id, type, from, to, asset, amount: formatDecimal(amount) })),
    history: () => state.history.rows.map(({ sender, requestId, method, params, timestamp, signatures, response }) =>
      ({ sender, requestId: requestId.toString(), method, params, timestamp: Number(timestamp), signatures, response })),
    restart: () => {
      state.stop()
      state.hub.closeAll(1006)
    },
    dispose: () => {
      isDisposed = true
      state.stop()
      state.hub.closeAll(1001)
    },
  }
}

function describeRow(state: ClearnodeState, id: string): EmbeddedSession | null {
  const row = state.sessions.find(id)
  if (!row) return null
  return {
    id: row.id,
    application: row.application,
    status: row.status,
    participants: row.participants,
    weights: row.weights.map(Number),
    quorum: Number(row.quorum),
    version: Number(row.version),
    sessionData: row.sessionData,
    allocations: row.participants.flatMap(participant => state.ledger.balances(id, participant)
      .filter(({ amount }) => amount.units !== 0n)
      .map(({ asset, amount }) => ({ participant, asset, amount: formatDecimal(amount) }))),
  }
}
