import type { FinalClosingState } from '../closing/types'
import type { Receipt } from '../receipts/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { Allocation } from '../sessions/types'
import type { Address, Hex } from '../types'

/** One ended closing, as plain JSON. */
export interface HistoryEntry {
  /** Version of the format of this entry. */
  readonly version: 1
  readonly closingId: string
  readonly sessionId: Hex
  /** Address of the node. */
  readonly node: string
  /** Protocol of the node, for example `nitrorpc/0.5`. */
  readonly protocol: string
  readonly application: string
  /** The wallet that closed. */
  readonly wallet: Address
  readonly state: FinalClosingState
  /** The requested allocations: one row for every participant and asset. */
  readonly requested: readonly Allocation[]
  /** Null if the closing failed or was cancelled. */
  readonly receipt: Receipt | null
  /** Null if the session was closed as requested. */
  readonly error: NitroliteErrorInfo | null
  /** How often the closing was sent. */
  readonly attempts: number
  /** Whether the closing was resumed after a reload, after a crash, or from another tab. */
  readonly isResumed: boolean
  /** Unix milliseconds by the clock of the device that closed. */
  readonly startedAt: number
  /** Unix milliseconds by the clock of the device that closed. */
  readonly endedAt: number
}

/** Which entries of the history to return. */
export interface HistoryQuery {
  /**
   * Words that must all occur in the entry: in the ids of the session, the closing and the transactions, the node, the
   * application, the addresses, assets and amounts, the state, or the code of the error. Case does not matter.
   * @default every entry
   */
  readonly text?: string
  /** @default the client's node */
  readonly node?: string
  /** In upper or lower case. @default every session */
  readonly sessionId?: Hex | string
  /** In upper or lower case. @default every wallet */
  readonly wallet?: Address | string
  /** @default every state */
  readonly states?: readonly FinalClosingState[]
  /** Only closings that ended at this time or later, in Unix milliseconds. @default no lower limit */
  readonly from?: number
  /** Only closings that ended before this time, in Unix milliseconds. @default no upper limit */
  readonly until?: number
  /** How many matching entries to skip, those that ended latest first. @default 0 */
  readonly skip?: number
  /** The most entries to return. @default 100 */
  readonly limit?: number
}

/** Where ended closings are kept. */
export interface ClosingHistory {
  /** Keeps an entry. Only one entry is kept for each closing: the latest, except that one with a receipt stays. */
  put(entry: HistoryEntry): Promise<void>
  /** The matching entries, those that ended latest first. */
  find(query?: HistoryQuery): Promise<readonly HistoryEntry[]>
}
