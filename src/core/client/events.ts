import type { ClosingSnapshot } from '../closing/types'
import type { ConnectionStatus, FrameEvent, UnmatchedFrame } from '../connection/types'
import type { NitroliteError } from '../errors/errors'
import type { HistoryEntry } from '../history/types'
import type { EndedSessionKey } from '../protocols/protocol'
import type { Balance } from '../sessions/types'
import type { Address, Hex } from '../types'

/** A message that the node sent without being asked. */
export interface PushEvent {
  /** Name that the node gives to the message: `assets`, `channels`, `bu`, `asu`, … */
  readonly name: string
  readonly params: unknown
  /** Unix milliseconds by the node's clock. */
  readonly ts: number
}

/** Events of a client. */
export interface NitroliteEvents {
  status: (status: ConnectionStatus) => void
  /** Checksummed address of the wallet that is logged in, or null. */
  account: (account: Address | null) => void
  balances: (balances: readonly Balance[]) => void
  /** Something about a session has changed. Read it again. */
  session: (sessionId: Hex) => void
  /** A closing has begun or changed. */
  closing: (snapshot: ClosingSnapshot) => void
  /** An ended closing has been added to the history. */
  history: (entry: HistoryEntry) => void
  /** `isDurable` has changed: whether closings survive a reload or crash. */
  durability: (isDurable: boolean) => void
  push: (event: PushEvent) => void
  /**
   * A session key of the wallet was ended to make room for another one: a nitronode allows a wallet 100 keys. No open session
   * needed it. A process that still has the key makes a new one when it signs the next time.
   */
  keyEnded: (ended: EndedSessionKey) => void
  /** A frame was sent or received. Login tokens are masked. */
  frame: (event: FrameEvent) => void
  /**
   * A received frame is neither a push nor the answer to a pending request: a late answer, an error without an id, or a
   * frame that could not be read.
   */
  unmatchedFrame: (event: UnmatchedFrame) => void
  /** Something failed that no call was waiting for, for example a reconnect; or a try of `connect()` that is repeated. */
  error: (error: NitroliteError) => void
}
