import type { Address, Hex } from '../../core/types'
import type { FaultControl, FaultSchedule } from '../faults/types'
import type { ConnectionHandlers, EmbeddedConnection, EmbeddedNode, EmbeddedSession, JudgedNode, Latency, SessionSeed } from '../network/types'
import type { EmbeddedWebSocketConstructor } from '../network/webSocket'

export interface EmbeddedAsset {
  readonly symbol: string
  readonly decimals: number
  readonly token: Address
  readonly chainId: number
}

export interface EmbeddedClearnodeOptions {
  /** Unix milliseconds. @default Date.now */
  readonly clock?: () => number
  /** Numbers from 0 up to 1 for challenges and tags. @default the runtime's cryptographic source */
  readonly random?: () => number
  /** Makes login challenges (UUIDs), for replaying recorded signatures. @default from `random` */
  readonly challenge?: () => string
  /** Milliseconds, or a promise, to wait at a point; 0 or nothing goes on at once. @default no waiting anywhere */
  readonly latency?: Latency
  /**
   * Asked when a socket dies: are the messages processed too that wait behind the one in process? On the real node
   * this is left to chance. @default never
   */
  readonly drainsQueue?: () => boolean
  /** Seconds after which a stamp is too old (`MSG_EXPIRY_TIME`). @default 60 */
  readonly messageExpiry?: number
  /** Key that signs answers and login tokens. @default a well-known test key, the one of the recordings */
  readonly privateKey?: Hex
  /** @default usdc with 6 and weth with 18 decimals, as in the recordings */
  readonly assets?: readonly EmbeddedAsset[]
  /** @default the runtime's timers, looked up when they are needed */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
  /** What goes wrong, and when. @default nothing */
  readonly faults?: FaultSchedule
}

export interface EmbeddedLedgerRow {
  readonly id: number
  /** Address of a wallet, id of a session, or `opening` for what came from outside. */
  readonly account: string
  readonly wallet: Address
  readonly asset: string
  readonly credit: string
  readonly debit: string
}

export interface EmbeddedTransaction {
  readonly id: number
  readonly type: string
  readonly from: string
  readonly to: string
  readonly asset: string
  readonly amount: string
}

export interface EmbeddedHistoryEntry {
  readonly sender: Address
  readonly requestId: string
  readonly method: string
  /** JSON with sorted keys. */
  readonly params: string
  readonly timestamp: number
  readonly signatures: readonly string[]
  /** The response array as the node gave it. */
  readonly response: string
}

/** A close that was booked. */
export interface EmbeddedClose {
  readonly sessionId: string
  /** Id of the request in decimal, or null where a fault booked it as another device would. */
  readonly requestId: string | null
}

/** A ClearNode 0.5 inside of this process or page. */
export interface EmbeddedClearnode extends EmbeddedNode, JudgedNode {
  /** Address that signs every frame of the node. */
  readonly brokerAddress: Address
  /** A class like the global `WebSocket`, whose sockets end at this node whatever their URL. */
  readonly WebSocket: EmbeddedWebSocketConstructor
  /** The faults of the options, and what is added later. */
  readonly faults: FaultControl
  /**
   * Credits a wallet's unified balance against the opening account; nobody is told.
   * @throws RangeError where the amount is no decimal number above zero
   */
  fund(wallet: Address, asset: string, amount: string): void
  /**
   * Opens a session without signatures. What a participant's unified balance lacks comes from the opening account.
   * @throws RangeError where an amount is no decimal number, or the session exists
   */
  createSession(seed: SessionSeed): { readonly id: Hex }
  /** A connection by direct calls. The first push arrives before this returns. */
  connect(handlers: ConnectionHandlers): EmbeddedConnection
  /** Unified balance. */
  balances(wallet: Address): readonly { readonly asset: string, readonly amount: string }[]
  session(id: string): EmbeddedSession | null
  /** Everything that was booked, oldest first. */
  ledger(): readonly EmbeddedLedgerRow[]
  transactions(): readonly EmbeddedTransaction[]
  /** Every close that was booked, oldest first: more than one of a session means that it was paid more than once. */
  closes(): readonly EmbeddedClose[]
  /** State-changing calls and their answers, in the order in which they were handled. */
  history(): readonly EmbeddedHistoryEntry[]
  /**
   * Stops and starts the node: sockets end with 1006, challenges are forgotten, messages in process are given up where
   * they are (what was booked stays). Tables stay, tokens still log in.
   */
  restart(): void
  /** Ends every connection and takes no new ones. */
  dispose(): void
}
