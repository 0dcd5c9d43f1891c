/** The callbacks of a direct connection. The node calls both synchronously. */
export interface ConnectionHandlers {
  onMessage(text: string): void
  /** Called once, whichever side ended the connection. */
  onClose(code: number, reason: string): void
}

/** A connection without a socket. */
export interface EmbeddedConnection {
  /** The same number as in `EmbeddedCall.connection`. */
  readonly number: number
  /** Hands a frame to the node. The node processes the frames of one connection one at a time, in order. */
  receive(text: string): void
  /**
   * Ends the connection from the client's side. The node finishes the message in process and drops those that wait.
   * @param code a WebSocket close code. @default 1005
   */
  close(code?: number, reason?: string): void
}

/** A node that accepts connections. */
export interface EmbeddedNode {
  connect(handlers: ConnectionHandlers): EmbeddedConnection
}

/** An amount of a participant. */
export interface EmbeddedAmount {
  readonly participant: string
  readonly asset: string
  /** Decimal text. */
  readonly amount: string
}

/** An amount that was paid into a session. */
export interface EmbeddedDeposit extends EmbeddedAmount {
  /** Unix milliseconds by the `clock` option, which faults do not move. */
  readonly at: number
}

/** Amounts that were paid out of a session together. */
export interface EmbeddedPayment {
  readonly by: 'close' | 'withdrawal'
  /** Id of the request in decimal; null if a fault acted in the name of another device or participant. */
  readonly requestId: string | null
  /** Unix milliseconds by the `clock` option, which faults do not move. */
  readonly at: number
  readonly rows: readonly EmbeddedAmount[]
}

/** What the node's ledger says about one session. */
export interface EmbeddedSessionLedger {
  readonly status: 'open' | 'closed'
  /** Everything that was ever paid in, oldest first. */
  readonly deposits: readonly EmbeddedDeposit[]
  /** Every close and withdrawal that was committed, oldest first. */
  readonly payments: readonly EmbeddedPayment[]
  /** Everything that was ever paid out, oldest first. */
  readonly payouts: readonly EmbeddedAmount[]
  /**
   * Committed closes, oldest first.
   * @property requestId decimal; null if a fault closed the session in the name of another device or participant
   */
  readonly closes: readonly { readonly requestId: string | null }[]
}

/** A node whose ledger can be judged. */
export interface JudgedNode {
  /** @throws RangeError if the node does not have the session */
  sessionLedger(sessionId: string): EmbeddedSessionLedger
}

/**
 * Points at which the processing of a message can wait:
 * - `received`: taken from the connection's queue. Nothing is checked yet, not even the age of the timestamp
 * - `verified`: the session is open, signatures and quorum are valid. No balance is read yet
 * - `checked`: every check has passed, nothing is committed. A ClearNode 0.5 pays two closes that wait here both; a
 *   nitronode refuses the second one
 * - `committed`: written to the ledger. Nobody has been told yet
 *
 * Reads and refused requests only pass `received`.
 */
export type LatencyPoint = 'received' | 'verified' | 'checked' | 'committed'

/** The message in process. */
export interface EmbeddedCall {
  /** Empty if the frame cannot be read. */
  readonly method: string
  /** Request id in decimal; `0` where the frame cannot be read. */
  readonly id: string
  /** Number of the connection, counted from 1 since the node was created. */
  readonly connection: number
}

/** How long a message waits at a point: milliseconds, or until a promise settles. 0 or undefined does not wait. */
export type Latency = (point: LatencyPoint, call: EmbeddedCall) => number | Promise<void> | undefined

/** A session for `createSession` of an embedded node. */
export interface SessionSeed {
  readonly participants: readonly string[]
  /** One for each participant, in the same order. */
  readonly weights: readonly number[]
  readonly quorum: number
  /** What each participant holds in the session at first. */
  readonly allocations: readonly EmbeddedAmount[]
  readonly application: string
  /** @default none */
  readonly sessionData?: string
  /** @default one that is not in use yet */
  readonly nonce?: number
}

/** A session as the node's tables have it. */
export interface EmbeddedSession {
  readonly id: `0x${string}`
  readonly application: string
  readonly status: 'open' | 'closed'
  readonly participants: readonly string[]
  /** One for each participant, in the same order. */
  readonly weights: readonly number[]
  readonly quorum: number
  readonly version: number
  readonly sessionData: string
  /** What each participant holds in the session now, without zeros. */
  readonly allocations: readonly EmbeddedAmount[]
}
