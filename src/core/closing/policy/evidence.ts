import type { NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import type { Removal } from '../../journal/closingRecord'
import type { JournalRecord } from '../../journal/journal'
import type { PayoutVerdict } from '../../receipts/payouts'
import type { Attempt, AttemptOutcome, ClosingPlan, ClosingSnapshot } from '../types'
import type { Receipt } from '../../receipts/types'
import type { Address } from '../../types'
import type { Action } from './action'
import type { Draft, DraftSignature } from './attempts'

/** Something that was found out. Actions yield evidence; some of it comes by itself, at any time. */
export type Evidence =
  /** Whose turn it is. */
  | { readonly kind: 'turn', readonly isOurs: boolean }
  /** It was the turn of this client, and others may have taken it meanwhile: the page stood still. */
  | { readonly kind: 'turn lost' }
  /** Another client reports where the closing stands. */
  | { readonly kind: 'heard', readonly snapshot: ClosingSnapshot }
  | { readonly kind: 'planned', readonly plan: ClosingPlan }
  /** This client signed a proposal. */
  | { readonly kind: 'signed', readonly draft: Draft }
  /** The complete list of those who approve the proposal and are there now. */
  | { readonly kind: 'ready', readonly participants: readonly Address[] }
  /**
   * The session was read while approvals or signatures are missing. `isUnchanged`: it is still the one that the participants approve
   * or sign.
   */
  | { readonly kind: 'session checked', readonly begunAt: number, readonly isUnchanged: boolean }
  /** The participants in the room know that the proposal is given up, or could not be told in time. */
  | { readonly kind: 'others told' }
  /** The bytes that several participants sign are made. */
  | { readonly kind: 'stamped', readonly draft: Draft }
  /** The journal holds the draft with the signatures it had when the write began. */
  | { readonly kind: 'draft kept', readonly draft: Draft }
  /** The journal holds the first record, and the wallet has no other record for the session. */
  | { readonly kind: 'slot taken' }
  /** The draft could not be written, since another client has changed or removed our record. */
  | { readonly kind: 'draft overtaken' }
  /** Another participant signed the draft. */
  | { readonly kind: 'co-signed', readonly signature: DraftSignature }
  /** Our signatures are being given to the submitter, who may send them from now on. */
  | { readonly kind: 'offered', readonly attempts: readonly Attempt[] }
  /** The attempts are in the journal. */
  | { readonly kind: 'written', readonly attempts: readonly Attempt[] }
  /** The attempts could not be written, since another client has changed or removed our record. */
  | { readonly kind: 'overtaken', readonly attempts: readonly Attempt[] }
  /** The attempts could not be written, since the journal holds the record of another closing of the session. */
  | { readonly kind: 'taken', readonly attempts: readonly Attempt[] }
  | { readonly kind: 'sent', readonly attempt: Attempt }
  /** The answer to an attempt is late. It may still come. */
  | { readonly kind: 'overdue', readonly attempt: Attempt }
  /** The node's answer; or an unknown outcome, because the connection ended before an answer. */
  | { readonly kind: 'answered', readonly attempt: Attempt, readonly outcome: AttemptOutcome }
  /** The witness has a connection. */
  | { readonly kind: 'witness reached' }
  /**
   * The session's status, how its ledger shows that it was paid out (null if it does not), and what the node remembers of
   * attempts by their request ids.
   */
  | {
    readonly kind: 'looked'
    readonly begunAt: number
    readonly isClosed: boolean
    readonly payout: PayoutVerdict['result'] | null
    readonly outcomes: ReadonlyMap<number, AttemptOutcome>
  }
  /** Which attempts the node can no longer start, by their request ids. */
  | { readonly kind: 'probed', readonly fenced: ReadonlySet<number>, readonly expectedAt: number, readonly canRevoke: boolean }
  /** The client logged in again. */
  | { readonly kind: 'renewed' }
  /** The closing stops between two submissions. */
  | { readonly kind: 'agreed', readonly error: NitroliteError }
  /** The second submission is taken up after a stop. */
  | { readonly kind: 'continued' }
  /** Another client says that it has written to the record. */
  | { readonly kind: 'record changed' }
  /** The record as the journal holds it now; null when there is none. */
  | { readonly kind: 'record', readonly record: JournalRecord | null }
  | { readonly kind: 'payouts', readonly verdict: PayoutVerdict }
  /** How another client ended the closing; null if the history does not say. */
  | { readonly kind: 'ending', readonly entry: HistoryEntry | null }
  /** The history holds this result of the closing, or could not be written in time. */
  | { readonly kind: 'ending kept', readonly result: Receipt['result'] }
  | { readonly kind: 'removed', readonly how: Removal }
  /** The person asked to give the closing up. */
  | { readonly kind: 'stopped' }
  /** The person decided to leave the session open with its new split. */
  | { readonly kind: 'left open' }
  /** The person asked to continue. */
  | { readonly kind: 'resumed' }
  /** The person asked to archive the closing, because its node speaks another protocol now. */
  | { readonly kind: 'archive wanted' }
  /** The history says that the closing was archived, or could not be written in time. */
  | { readonly kind: 'archived' }
  /** The node or another participant says that the session has changed, which proves nothing. */
  | { readonly kind: 'hint' }
  /** The session key was ended. */
  | { readonly kind: 'key revoked' }
  /** The node speaks the protocol of this closing, or another one. */
  | { readonly kind: 'protocol', readonly isOther: boolean }
  | { readonly kind: 'failed', readonly action: Action, readonly error: NitroliteError }
