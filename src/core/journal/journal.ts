import type { Attempt, AttemptOutcome, ClosingPlan, ClosingState } from '../closing/types'
import type { Hex } from '../types'

/** What is known of one attempt. */
export interface JournalAttempt {
  readonly attempt: Attempt
  /** Null until something is known. An attempt without outcome counts as sent, whoever reads the record. */
  readonly outcome: AttemptOutcome | null
}

/** One closing, written down before its first byte leaves. Plain JSON; holds no secret. */
export interface JournalRecord {
  /** Version of the form of this record. */
  readonly version: 1
  readonly closingId: string
  readonly protocol: string
  readonly node: string
  readonly sessionId: Hex
  readonly plan: ClosingPlan
  readonly attempts: readonly JournalAttempt[]
  readonly state: ClosingState
  /** Unix milliseconds, this device's clock. */
  readonly startedAt: number
}

/** A stored record and what to name when replacing it. */
export interface JournalEntry {
  readonly record: JournalRecord
  readonly revision: string
}

/** A stored record that cannot be used. Its session stays blocked, so that nothing is sent beside it. */
export interface UnusableRecord {
  /**
   * - `damaged`: cannot be read any more; its bytes were set aside
   * - `newer`: written by a later version of the library; left alone
   */
  readonly kind: 'damaged' | 'newer'
  /** Key that it names, unproven; null where that cannot be read. */
  readonly key: string | null
  /** Where its bytes are now. */
  readonly place: string
  /** What is wrong with it, or of which version it is. */
  readonly reason: string
}

/**
 * Where closings are written down. Any store can be one that can do these two things atomically: create only
 * if absent, and replace only if unchanged. A promise that resolves means that the record is safe; a store that
 * cannot keep that promise must reject: with `JOURNAL_UNAVAILABLE` where nothing was written for certain, with anything
 * else where it may have been.
 */
export interface Journal {
  /** @returns the new revision, or null when there is a record for the key already */
  create(key: string, record: JournalRecord): Promise<string | null>
  /** @returns the new revision, or null when the record was changed since `revision` */
  replace(key: string, record: JournalRecord, revision: string): Promise<string | null>
  /** @returns whether it was removed; false when the record was changed since `revision` */
  remove(key: string, revision: string): Promise<boolean>
  read(key: string): Promise<JournalEntry | null>
  list(): Promise<readonly (JournalEntry & { readonly key: string })[]>
  /**
   * Whether what is written survives the end of the page or process. Asked for after the first call.
   * @default true
   */
  readonly isDurable?: boolean
  /** Records that cannot be used, as far as they were met with. @default none */
  readonly unusable?: readonly UnusableRecord[]
}

/** What the keys of all closings of a node begin with. */
export const journalPrefix = (node: string): string => `${new URL(node).href}#`

/** The key under which the closing of a session is kept: one at a time per node and session. */
export const journalKey = (node: string, sessionId: Hex): string => `${journalPrefix(node)}${sessionId}`
