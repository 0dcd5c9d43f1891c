import type { Address, Hex } from '../../core/types'
import type { ConnectionHandlers, EmbeddedConnection, EmbeddedNode, EmbeddedSession, JudgedNode, Latency, SessionSeed } from '../embedded/types'
import type { MistakeChoice } from '../embedded/refusal'
import type { EmbeddedWebSocketConstructor } from '../embedded/webSocket'
import type { FaultControl, FaultSchedule } from '../faults/types'

export interface EmbeddedAsset {
  readonly symbol: string
  readonly decimals: number
  readonly token: Address
  readonly chainId: number
}

export interface EmbeddedClearnodeOptions {
  /** Unix milliseconds. @default Date.now */
  readonly clock?: () => number
  /** Gives numbers from 0 up to 1 for challenges and tags. @default the runtime's cryptographic source */
  readonly random?: () => number
  /** Makes login challenges (UUIDs), to replay recorded signatures. @default from `random` */
  readonly challenge?: () => string
  /** How long messages wait at the points of their processing. @default they never wait */
  readonly latency?: Latency
  /**
   * Called when a socket dies: whether the messages behind the one in process are processed too. On a real node either
   * can happen. @default never
   */
  readonly drainsQueue?: () => boolean
  /** Seconds after which a timestamp is too old (`MSG_EXPIRY_TIME`). @default 60 */
  readonly messageExpiry?: number
  /** Private key that signs answers and login tokens. @default the well-known test key of the recordings */
  readonly privateKey?: Hex
  /** @default usdc with 6 decimals and weth with 18, as in the recordings */
  readonly assets?: readonly EmbeddedAsset[]
  /** Chooses which of several mistakes of a request a refusal names. A real node names any one of them. @default the first one */
  readonly chooseMistake?: MistakeChoice
  /** Timers for waiting. @default the runtime's timers at the time of the call */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
  /** Faults to inject. @default none */
  readonly faults?: FaultSchedule
}

export interface EmbeddedLedgerRow {
  readonly id: number
  /** Address of a wallet, id of a session, or `opening` for funds that came from outside. */
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
  /** The response array as the node sent it. */
  readonly response: string
}

/** A committed close. */
export interface EmbeddedClose {
  readonly sessionId: string
  /** Id of the request in decimal; null if a fault closed the session in the name of another device or participant. */
  readonly requestId: string | null
}

/** A ClearNode 0.5 in this process or page. */
export interface EmbeddedClearnode extends EmbeddedNode, JudgedNode {
  /** Address that signs every frame of the node. */
  readonly brokerAddress: Address
  /** A class like the global `WebSocket`. Its sockets connect to this node, whatever their URL. */
  readonly WebSocket: EmbeddedWebSocketConstructor
  /** The faults of the options, and those that are added later. */
  readonly faults: FaultControl
  /**
   * Credits a wallet's unified balance from the opening account, without a push.
   * @throws RangeError if the amount is not a decimal number above zero
   */
  fund(wallet: Address, asset: string, amount: string): void
  /**
   * Opens a session without signatures. If a unified balance is too small, the rest comes from the opening account.
   * @throws RangeError if an amount is not a decimal number, or the session already exists
   */
  createSession(seed: SessionSeed): { readonly id: Hex }
  /** Opens a connection without a socket. The first push arrives before this returns. */
  connect(handlers: ConnectionHandlers): EmbeddedConnection
  /** The unified balance of a wallet. */
  balances(wallet: Address): readonly { readonly asset: string, readonly amount: string }[]
  /** The session, or null if there is none. */
  session(id: string): EmbeddedSession | null
  /** Every row of the ledger, oldest first. */
  ledger(): readonly EmbeddedLedgerRow[]
  /** Every transaction, oldest first. */
  transactions(): readonly EmbeddedTransaction[]
  /** Every committed close, oldest first. A session with more than one was paid more than once. */
  closes(): readonly EmbeddedClose[]
  /** The calls that change something and their answers, in the order in which they were processed. */
  history(): readonly EmbeddedHistoryEntry[]
  /**
   * Stops and starts the node. Sockets end with 1006, and challenges and messages in process are lost. The tables stay,
   * including everything that was committed, and tokens still log in.
   */
  restart(): void
  /** Ends every connection and accepts no new ones. */
  dispose(): void
}
