import { expect, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
import type { Hex } from '../../src/core'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from './people'
import {
  createEmbeddedClearnode, type EmbeddedClearnode, type EmbeddedClearnodeOptions, type EmbeddedWebSocket,
  type EmbeddedWebSocketConstructor, type LatencyPoint,
} from '../../src/testing'

export { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, split } from './people'

/** Starts a ClearNode that ends with the test. */
export function startNode(options: EmbeddedClearnodeOptions = {}): EmbeddedClearnode {
  const node = createEmbeddedClearnode(options)
  onTestFinished(() => { node.dispose() })
  return node
}

export const URL_OF_NODE = 'ws://embedded.test'

/** Opens a socket to a node. */
export const openSocket = (node: EmbeddedClearnode) => new node.WebSocket(URL_OF_NODE)

/** A request that a client sent, as text and in parts. */
export interface SentFrame {
  readonly raw: string
  /** The text of the signed array, byte for byte. */
  readonly text: string
  readonly id: number
  readonly method: string
  readonly params: Record<string, unknown>
  readonly ts: number
  readonly signatures: readonly Hex[]
}

/** Splits the frame of a request into its parts. */
export function readSent(raw: string): SentFrame {
  const { req, sig } = JSON.parse(raw) as { req: [number, string, Record<string, unknown>, number], sig?: Hex[] }
  const text = raw.slice('{"req":'.length, raw.lastIndexOf(',"sig":'))
  const [id, method, params, ts] = req
  return { raw, text, id, method, params, ts, signatures: sig ?? [] }
}

/** A WebSocket class of a node that records what is sent, and can be cut. */
export interface RecordedSocket {
  readonly WebSocket: EmbeddedWebSocketConstructor
  readonly sent: SentFrame[]
  /** Closes the latest socket. The node finishes the message in process. */
  cut(): void
}

/** Creates a WebSocket class that records everything that is sent to a node. */
export function recordSocket(node: EmbeddedClearnode): RecordedSocket {
  const sent: SentFrame[] = []
  const sockets: EmbeddedWebSocket[] = []
  class RecordingSocket extends node.WebSocket {
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }

    override send(data: string): void {
      // A client that has met garbage asks in the other protocol too, which has no such frames.
      if (data.startsWith('{"req":')) sent.push(readSent(data))
      super.send(data)
    }
  }
  return { WebSocket: RecordingSocket as EmbeddedWebSocketConstructor, sent, cut: () => sockets.at(-1)?.close() }
}

/** Makes the closes of a node wait at a point until the test opens the gate. */
export function gateCloses(at: LatencyPoint) {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => { open = resolve })
  let held = 0
  const latency: NonNullable<EmbeddedClearnodeOptions['latency']> = (point, { method }) => {
    if (point !== at || method !== 'close_app_session') return undefined
    held += 1
    return opened
  }
  return { latency, open: () => { open() }, get held() { return held } }
}

/** Starts a client of a node that ends with the test. */
export function startClient(node: EmbeddedClearnode, options: Partial<NitroliteClientOptions> = {}): NitroliteClient {
  const client = createNitroliteClient({
    url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket,
    reconnect: { initialDelay: 1, maxDelay: 5, jitter: 0 },
    // Each client needs its own journal, because sessions of different tests have the same ids.
    journal: createMemoryJournal(),
    ...options,
  })
  onTestFinished(() => { client.dispose() })
  return client
}

/** Creates a session of Alice and Bob that holds 1 usdc of Alice. Alice alone has the quorum. */
export function seedSession(node: EmbeddedClearnode, seed: Partial<Parameters<EmbeddedClearnode['createSession']>[0]> = {}): Hex {
  return node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    ...seed,
  }).id
}

/** The payouts of a session in the node's ledger, row by row, oldest first. */
export const paidOut = (node: EmbeddedClearnode, sessionId: Hex) => node.transactions()
  .filter(row => row.type === 'app_withdrawal' && row.from === sessionId)
  .map(row => [row.to, row.asset, row.amount])

/** Expects that credits and debits of the double-entry ledger cancel out in every asset. */
export function expectBalancedLedger(node: EmbeddedClearnode): void {
  const sums = new Map<string, bigint>()
  const units = (text: string): bigint => {
    const [whole = '0', fraction = ''] = text.split('.')
    return BigInt(whole + fraction.padEnd(36, '0'))
  }
  for (const { asset, credit, debit } of node.ledger()) {
    sums.set(asset, (sums.get(asset) ?? 0n) + units(credit) - units(debit))
  }
  expect([...sums.values()].every(sum => sum === 0n)).toBe(true)
}
