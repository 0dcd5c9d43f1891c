/** What a direct connection calls back. Both are called synchronously. */
export interface ConnectionHandlers {
  onMessage(text: string): void
  /** Called once, whichever side ended the connection. */
  onClose(code: number, reason: string): void
}

/** A connection without a socket. */
export interface EmbeddedConnection {
  /** As in `EmbeddedCall.connection`. */
  readonly number: number
  /** Hands a frame to the node; frames of one connection are processed one at a time, in order. */
  receive(text: string): void
  /** The client's end is gone: what is being processed completes, what waits is dropped. @param code default 1005 */
  close(code?: number, reason?: string): void
}

/** A node that takes connections. */
export interface EmbeddedNode {
  connect(handlers: ConnectionHandlers): EmbeddedConnection
}

/** A row of money. Amounts are decimal text. */
export interface EmbeddedAmount {
  readonly participant: string
  readonly asset: string
  readonly amount: string
}

/** What a node's own books say of a session, whatever a client believes. */
export interface EmbeddedBooks {
  readonly status: 'open' | 'closed'
  /** Everything that was ever paid in, oldest first. */
  readonly deposits: readonly EmbeddedAmount[]
  /** Everything that was ever paid out, oldest first. */
  readonly payouts: readonly EmbeddedAmount[]
  /** Closes that were booked, oldest first. @property requestId decimal; null where another device closed, as a fault */
  readonly closes: readonly { readonly requestId: string | null }[]
}

/** A node whose books can be judged. */
export interface JudgedNode {
  /** @throws RangeError where there is no such session */
  books(sessionId: string): EmbeddedBooks
}

/**
 * Where the processing of a message can be held up:
 * - `received`: taken from the connection's queue, nothing judged yet, not even the age of its stamp
 * - `verified`: session is open, signatures and quorum are good, no balance read yet
 * - `checked`: every check passed, nothing booked. Two closes held here are both paid by a ClearNode 0.5; of a nitronode
 *   the second one is refused
 * - `booked`: booked, nobody told yet
 *
 * Reads and refused requests pass `received` only.
 */
export type LatencyPoint = 'received' | 'verified' | 'checked' | 'booked'

/** The message that is being processed. */
export interface EmbeddedCall {
  /** Empty where the frame cannot be read. */
  readonly method: string
  /** Request id in decimal, `0` where the frame cannot be read. */
  readonly id: string
  /** Number of the connection, counted from 1 since the node was made. */
  readonly connection: number
}

/** Milliseconds, or a promise, to wait at a point; 0 or nothing goes on at once. */
export type Latency = (point: LatencyPoint, call: EmbeddedCall) => number | Promise<void> | undefined

export interface SessionSeed {
  readonly participants: readonly string[]
  readonly weights: readonly number[]
  readonly quorum: number
  readonly allocations: readonly { readonly participant: string, readonly asset: string, readonly amount: string }[]
  readonly application: string
  /** @default none */
  readonly sessionData?: string
  /** @default one that was not used yet */
  readonly nonce?: number
}

export interface EmbeddedSession {
  readonly id: `0x${string}`
  readonly application: string
  readonly status: 'open' | 'closed'
  readonly participants: readonly string[]
  readonly weights: readonly number[]
  readonly quorum: number
  readonly version: number
  readonly sessionData: string
  /** What each participant holds in the session now, zeros left out. */
  readonly allocations: readonly { readonly participant: string, readonly asset: string, readonly amount: string }[]
}
