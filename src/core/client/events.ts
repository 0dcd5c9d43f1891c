import type { ClosingSnapshot } from '../closing/types'
import type { ConnectionStatus, FrameEvent, UnmatchedFrame } from '../connection/types'
import type { NitroliteError } from '../errors/errors'
import type { HistoryEntry } from '../history/types'
import type { Balance } from '../sessions/types'
import type { Address, Hex } from '../types'

/** A frame that the node sent on its own. */
export interface PushEvent {
  /** As the node names it: `assets`, `channels`, `bu`, `asu`, … */
  readonly name: string
  readonly params: unknown
  /** Unix milliseconds, the node's clock. */
  readonly ts: number
}

/** Events of a client. */
export interface NitroliteEvents {
  status: (status: ConnectionStatus) => void
  /** Checksummed address of the wallet that is logged in, or null. */
  account: (account: Address | null) => void
  balances: (balances: readonly Balance[]) => void
  /** Something about a session changed; read it again. */
  session: (sessionId: Hex) => void
  closing: (snapshot: ClosingSnapshot) => void
  /** An ended closing is in the history now. */
  history: (entry: HistoryEntry) => void
  /** Whether closings survive a reload or crash, once that is known to be different from what was shown before. */
  durable: (isDurable: boolean) => void
  push: (event: PushEvent) => void
  frame: (event: FrameEvent) => void
  /** Received frames that belong to no request and are no push: late answers, errors without an id, unreadable ones. */
  unmatched: (event: UnmatchedFrame) => void
  /** Something failed that no call was waiting for, for example a reconnect. */
  error: (error: NitroliteError) => void
}
