import type { FinalClosingState, Receipt } from '../closing/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { Allocation } from '../sessions/types'
import type { Address, Hex } from '../types'

/** One ended closing, as plain JSON. */
export interface HistoryEntry {
  /** Version of the form of this entry. */
  readonly version: 1
  readonly closingId: string
  readonly sessionId: Hex
  readonly node: string
  /** Protocol of the node, for example `nitrorpc/0.5`. */
  readonly protocol: string
  readonly application: string
  /** The wallet that closed. */
  readonly wallet: Address
  readonly state: FinalClosingState
  /** What was asked: every participant × every asset. */
  readonly requested: readonly Allocation[]
  readonly receipt: Receipt | null
  readonly error: NitroliteErrorInfo | null
  /** How often it was sent. */
  readonly attempts: number
  /** Whether it was gone on with after a reload, a crash, or the end of another tab. */
  readonly isResumed: boolean
  /** Unix milliseconds, this device's clock. */
  readonly startedAt: number
  readonly endedAt: number
}

/** Which entries. */
export interface HistoryQuery {
  /**
   * Words, all of which must occur: in the ids of session, closing and transactions, in the application, the addresses,
   * assets and amounts, in the state or the code of the error. Upper and lower case are the same.
   * @default every entry
   */
  readonly text?: string
  /** @default the client's node */
  readonly node?: string
  /** @default every session */
  readonly sessionId?: Hex | string
  /** @default every wallet */
  readonly wallet?: Address | string
  /** @default every state */
  readonly states?: readonly FinalClosingState[]
  /** Ended at this time or later, Unix milliseconds. */
  readonly from?: number
  /** Ended before this time, Unix milliseconds. */
  readonly until?: number
  /** How many to leave out from the newest on. @default 0 */
  readonly skip?: number
  /** How many to give at most. @default 100 */
  readonly limit?: number
}

/** Where ended closings are kept. */
export interface ClosingHistory {
  /** Keeps an entry. Of one closing the entry with a receipt is kept, or else the latest. */
  put(entry: HistoryEntry): Promise<void>
  /** Entries that fit, the latest end first. */
  find(query?: HistoryQuery): Promise<readonly HistoryEntry[]>
}
