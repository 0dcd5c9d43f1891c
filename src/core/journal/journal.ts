import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../closing/types'
import { shownUrl } from '../connection/shownUrl'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isNothingRecorded } from '../errors/groups'
import type { AppSession } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'

/** One attempt, and what is known about it. */
export interface JournalAttempt {
  readonly attempt: Attempt
  /** Null until something is known. Every reader must treat an attempt without an outcome as sent. */
  readonly outcome: AttemptOutcome | null
}

/** Bytes that several participants sign, and their signatures so far. Only the submitter has them. */
export interface JournalDraft {
  readonly proposals: readonly Proposal[]
  /** The proposal as it is shared. */
  readonly text: string
  /** With this value and its session key, the submitter opens the replies again after a reload. */
  readonly boxSalt: Hex
  readonly signatures: readonly {
    readonly participant: Address
    /** The address that the signature recovers to. */
    readonly signer: Address
    /** One for each proposal. */
    readonly signatures: readonly Hex[]
    readonly policy: SessionKeyPolicy | null
    /** When the key ends, in Unix milliseconds. Null if it does not end, or the policy says when. */
    readonly endsAt: number | null
  }[]
  /** Participants whose signature of these bytes the node has refused, and the address that it recovers to. @default none */
  readonly refused?: readonly { readonly participant: Address, readonly signer: Address }[]
  /** Until when the submitter can send the signatures, Unix milliseconds by the clock of this device. */
  readonly sendUntil: number
}

/** What a person has approved before it is signed. */
export interface JournalApproval {
  readonly meaning: Hex
  /** What the session was when the person read the proposal. */
  readonly reading: Pick<AppSession, 'status' | 'version' | 'sessionData' | 'assets' | 'allocations'>
  /** Unix milliseconds, by the node's clock. */
  readonly at: number
  /** Session keys of other devices that the person was warned of. @default none */
  readonly foreignKeys?: readonly Address[]
}

/** A session key that a client has made to sign for one session. */
export interface JournalOwnKey {
  readonly key: Address
  /** When the key has ended, Unix milliseconds by this device's clock. */
  readonly until: number
}

/** How old an approval may be when the client signs, in milliseconds. */
export const APPROVAL_LIMIT = 15 * 60_000

/** One closing, written before its first byte is sent. Plain JSON without secrets. */
export interface JournalRecord {
  /** Version of the format of this record. */
  readonly version: 1
  readonly closingId: string
  readonly protocol: string
  readonly node: string
  readonly sessionId: Hex
  readonly plan: ClosingPlan
  readonly attempts: readonly JournalAttempt[]
  /**
   * What the submitter of a closing collects signatures for. If there are attempts, the last one was made from it: the rest of its
   * signatures are needed again if the node refuses one of them. Absent for everybody else.
   */
  readonly draft?: JournalDraft
  /** What a person has approved in a room, and not signed yet. Such a record does not count as a slot, and no closing is resumed from it. */
  readonly approval?: JournalApproval
  /** A session key that signs for the session, or has signed. Such a record does not count as a slot, and no closing is resumed from it. */
  readonly ownKey?: JournalOwnKey
  /** Unix milliseconds, this device's clock. */
  readonly startedAt: number
}

/** A stored record, and the revision that replaces or removes it. */
export interface JournalEntry {
  readonly record: JournalRecord
  readonly revision: string
}

/** A stored record that cannot be used. Its session stays blocked, so that nothing is sent that it may already describe. */
export interface UnusableRecord {
  /**
   * - `damaged`: it can no longer be read; its text was set aside if the store allowed it
   * - `newer`: a later version of the library wrote it; it was left alone
   */
  readonly kind: 'damaged' | 'newer'
  /** The key that it seems to belong to; null if that is unknown. */
  readonly key: string | null
  /** Where its text is now. */
  readonly place: string
  /** What is wrong with it, or which version it has. */
  readonly reason: string
}

/**
 * What `markEnded` found.
 * - `never written`: no record of the closing was ever stored, and none can be stored any more
 * - `not there`: there is no record of the closing now, and none can be stored any more. Somebody else may have removed one
 * - `still there`: the journal holds a record of the closing, and nothing was changed
 */
export type EndedMark = 'never written' | 'not there' | 'still there'

/**
 * Where closings are recorded before they are sent. A journal does two things atomically: it creates a record only if there
 * is none, and it replaces or removes a record only if it is unchanged. To keep a journal in your own database, pass a
 * `JournalStore` to `createStoreJournal`.
 *
 * A promise resolves only when the change is safe. If it cannot be made safe, the promise rejects: with
 * `JOURNAL_UNAVAILABLE` if nothing was written for certain, and with any other error if the change may have been made.
 *
 * A write can reach the store late, or twice, when a connection breaks. So a removal should leave a marker that refuses
 * records of the same closing for a day. The journals of this library all leave one.
 */
export interface Journal {
  /**
   * @returns the new revision, or null if there already is a record for the key, or if the closing of the record has been
   * removed or marked as ended
   */
  create(key: string, record: JournalRecord): Promise<string | null>
  /** @returns the new revision, or null if the record was changed after `revision` */
  replace(key: string, record: JournalRecord, revision: string): Promise<string | null>
  /** @returns whether it was removed; false if the record was changed after `revision` */
  remove(key: string, revision: string): Promise<boolean>
  /** @returns null if there is no record that can be used */
  read(key: string): Promise<JournalEntry | null>
  /**
   * Leaves the marker of a removal for a closing whose record is not there, so that a write of it that is still on its way
   * fails. Called when a write has failed in a way that leaves open whether it arrives later.
   * @default a write that arrives late is found by the next client that lists the records
   */
  markEnded?(key: string, closingId: string): Promise<EndedMark>
  /** Every record that can be used. */
  list(): Promise<readonly (JournalEntry & { readonly key: string })[]>
  /**
   * Whether records survive the end of the page or process. The client reads it again after every call, because a journal
   * may only know after the first one.
   * @default true
   */
  readonly isDurable?: boolean
  /** Records that cannot be used, as far as calls have found them. @default none */
  readonly unusable?: readonly UnusableRecord[]
}

/** A journal that leaves markers of ended closings, as all journals of this library do. */
export interface MarkingJournal extends Journal {
  markEnded(key: string, closingId: string): Promise<EndedMark>
}

/** The error for a session that an unusable record blocks: `JOURNAL_DAMAGED` or `JOURNAL_NEWER`. */
export const unusableError = ({ kind, place, reason }: UnusableRecord): NitroliteError =>
  new NitroliteError(kind === 'damaged' ? 'JOURNAL_DAMAGED' : 'JOURNAL_NEWER', { place, reason })

/**
 * The error of a write that may have been made. `JOURNAL_UNAVAILABLE` and `PAGE_OUTDATED` would say that it was not, so what
 * another call has thrown becomes `JOURNAL_FAILED`.
 */
export function uncertainError(thrown: unknown): NitroliteError {
  const error = toNitroliteError(thrown, 'JOURNAL_FAILED')
  return isNothingRecorded(error.code) ? new NitroliteError('JOURNAL_FAILED', error.info.data, { cause: thrown }) : error
}

/** The beginning of the keys of all closings of a node. @param node its URL, with or without a token */
export const journalPrefix = (node: string): string => `${new URL(shownUrl(node)).href}#`

/** The key of the closing that a wallet sends, alone or for several participants. There is at most one for each node and session. */
export const journalKey = (node: string, sessionId: Hex): string => `${journalPrefix(node)}${sessionId}`

/** The key of the signature that a wallet gives to a submitter. Each of the wallets that share a journal has one for each session. */
export const coSignerKey = (node: string, sessionId: Hex, wallet: Address): string => `${journalKey(node, sessionId)}/${wallet.toLowerCase()}`

/** The key of what a person has approved in a room. @param proposalHash of the proposal as the room shows it */
export const approvalKey = (node: string, sessionId: Hex, wallet: Address, proposalHash: Hex): string =>
  `${coSignerKey(node, sessionId, wallet)}/approved/${proposalHash}`

/** The key of the note that a client has made a session key for a session. */
export const ownKeyKey = (node: string, sessionId: Hex, wallet: Address, key: Address): string =>
  `${coSignerKey(node, sessionId, wallet)}/key/${key.toLowerCase()}`

const isOfCoSigner = ({ plan: { together } }: JournalRecord): boolean => together?.role === 'co-signer'

/** The key that a record is stored under. */
export const keyOfRecord = (node: string, record: JournalRecord): string =>
  isOfCoSigner(record) ? coSignerKey(node, record.sessionId, record.plan.wallet) : journalKey(node, record.sessionId)

/** The other key under which the wallet of a record may have a record for the same session. Only one of the two may be used. */
export const rivalKeyOf = (node: string, record: JournalRecord): string =>
  isOfCoSigner(record) ? journalKey(node, record.sessionId) : coSignerKey(node, record.sessionId, record.plan.wallet)
