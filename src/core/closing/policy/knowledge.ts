import type { NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import type { JournalRecord } from '../../journal/journal'
import type { PayoutVerdict } from '../../receipts/payouts'
import type { Receipt } from '../../receipts/types'
import type { Address, Hex } from '../../types'
import type { ComputedCloseRequest } from '../request'
import type { ClosingPlan, ClosingSnapshot } from '../types'
import { draftFrom, isSource, mergeAttempts, type Draft, type KnownAttempt, type SharedDraft } from './attempts'

/** What the person wants. */
export interface PersonKnowledge {
  /** The person asked to give the closing up. */
  readonly hasStopped: boolean
  /** The error with which the wallet declined after something was sent. The client then asks the wallet again only if the person wants that. */
  readonly declined: NitroliteError | null
  /** The closing has stopped between two submissions; null while it has not. */
  readonly held: Held | null
  /** Whether the person archives the closing, and whether the history says so already. Nothing is sent or read any more for a closing that is archived. */
  readonly archive: 'not wanted' | 'wanted' | 'in history'
}

/** A closing that stopped between two submissions. */
export interface Held {
  /** Why it stopped. */
  readonly error: NitroliteError
  readonly at: number
  /** When the person decided to leave the session open; null until then. */
  readonly leaveAt: number | null
  /** The person decided to continue. */
  readonly isContinuing: boolean
}

/** The node's rules, and what it was found to say. */
export interface NodeKnowledge {
  readonly url: string
  readonly protocol: string
  /** When an attempt without an answer may be sent again. */
  readonly resending: 'when the earlier one is void' | 'at once'
  /** Two attempts of one closing can both be paid. */
  readonly canPayTwice: boolean
  /** The longest time that the node works on a request it has started, in milliseconds. */
  readonly settle: number
  /** How long a closing with nothing on its way waits for a connection before it gives up, in milliseconds. */
  readonly patience: number
  /** The session as it was read last; null before the first reading. */
  readonly session: SessionReading | null
  readonly looks: Looks
  /**
   * The last reading of a session whose approvals or signatures are missing. Before the first of these readings, the moment when the
   * session was planned; `-Infinity` for a closing from the journal.
   */
  readonly checked: { readonly begunAt: number, readonly endedAt: number }
  /** When somebody has last said that the session has changed. */
  readonly hintedAt: number
  /** When the newest doubt about an attempt arose. */
  readonly doubtSince: number
  /** Refusals of attempts before this index no longer count. */
  readonly excusedAttempts: number
  /** The request id of the refused attempt after which the client logged in again. */
  readonly renewedFor: number | null
  /** The node speaks another protocol now than the one this closing was begun with. */
  readonly hasOtherProtocol: boolean
}

/** One reading of the session. */
export interface SessionReading {
  /** The node lists the session as closed, or its ledger shows that it was paid out. */
  readonly isClosed: boolean
  /** The session was paid out, and the node lists it as open all the same. */
  readonly isOpenAgain: boolean
  /** When the session was first seen to be closed. */
  readonly closedSince: number
  readonly begunAt: number
  readonly endedAt: number
}

/** How often the node was asked since the attempts in question changed. */
export interface Looks {
  readonly count: number
  /** Failures in a row. */
  readonly failures: number
  /** How many of the last looks in a row found that the node does not know the session. */
  readonly misses: number
  readonly endedAt: number
  /** The witness has a connection. */
  readonly isReached: boolean
  /** The attempts were probed since the last look. */
  readonly isProbed: boolean
  /** When the node is expected to refuse the attempts for their age. */
  readonly expectedAt: number
  /** Ending the session key would end the wait. */
  readonly canRevoke: boolean
}

/** What the journal and the history hold. */
export interface StoreKnowledge {
  /**
   * - `none`: nothing was written
   * - `kept`: our record, as we last wrote or read it; or one that may have been written
   * - `removed`: this client has removed the record
   * - `overtaken`: another client has written to the record
   * - `gone`: our record is not in the journal, and this client did not remove it
   */
  readonly record: 'none' | 'kept' | 'removed' | 'overtaken' | 'gone'
  /** The first record of the closing may have been written, but the journal has not confirmed it. */
  readonly isDoubted: boolean
  /** The record was read again after the payout, to see what others wrote. */
  readonly isRefreshed: boolean
  /** When the record was read last; the start of the closing before. */
  readonly readAt: number
  /** Failures of the journal in a row, and when it failed last. */
  readonly failures: { readonly count: number, readonly at: number }
  /** How the closing ended according to the history, which another client or an earlier page has written; null if that is not known. */
  readonly ending: HistoryEntry | null
  /** How often the history was looked up for that ending, and when last. */
  readonly lookups: { readonly count: number, readonly at: number }
  /** The result that the history holds for this closing; null while it holds none. */
  readonly keptResult: Receipt['result'] | null
}

/** What the node's ledger was found to hold. */
export interface LedgerKnowledge {
  readonly reads: number
  /** Readings in which payouts were missing. */
  readonly incomplete: number
  /** Failed readings in a row. */
  readonly failures: number
  readonly endedAt: number
  readonly verdict: PayoutVerdict | null
  /** When the payouts were first taken as final: complete, or missing in too many readings; null before. */
  readonly paidAt: number | null
  /** The payouts were read once more after the time in which an earlier attempt could have been paid too. */
  readonly isCertain: boolean
}

/** An action failed. */
export interface Trouble {
  readonly error: NitroliteError
  readonly at: number
  /** When the first of the failures in a row happened. */
  readonly since: number
  /** Trying again cannot help. */
  readonly isFinal: boolean
}

/**
 * Everything that is known of one closing, as plain data. The next action follows from this and the moment alone.
 * Times are milliseconds of a clock that never jumps, unless they say otherwise.
 */
export interface Knowledge {
  readonly id: string
  readonly sessionId: Hex
  /** Unix milliseconds, this device's clock. */
  readonly startedAt: number
  /** What the caller asked for; null for a closing that was found in the journal. */
  readonly request: ComputedCloseRequest | null
  /** Whose turn it is to work on the closing, among the clients that share a journal. */
  readonly turn: 'not asked' | 'ours' | 'theirs'
  /** What the client that works on it reported last; null while this client works on it. */
  readonly heard: ClosingSnapshot | null
  readonly plan: ClosingPlan | null
  /** The other participants who approve the proposal and are there now. Empty if approving is signing. */
  readonly ready: readonly Address[]
  /** The participants in the room know that the proposal is given up, as far as they could be told. */
  readonly hasToldOthers: boolean
  readonly draft: Draft | null
  /** The draft that the last attempt of a submitter was made from. If the node refuses one signature, the others are still of use. */
  readonly collected: SharedDraft | null
  readonly attempts: readonly KnownAttempt[]
  /** Something may have been sent, by this client or by one that shares the record. */
  readonly hasSent: boolean
  /** The last action that failed, until one succeeds. */
  readonly trouble: Trouble | null
  readonly person: PersonKnowledge
  readonly node: NodeKnowledge
  readonly store: StoreKnowledge
  readonly ledger: LedgerKnowledge
}

export const NO_LOOKS: Looks = {
  count: 0, failures: 0, misses: 0, endedAt: -Infinity, isReached: false, isProbed: false, expectedAt: -Infinity, canRevoke: false,
}

/** A reading that began and ended at the same moment. */
export const checkedAt = (at: number): NodeKnowledge['checked'] => ({ begunAt: at, endedAt: at })

export const NO_FAILURES: StoreKnowledge['failures'] = { count: 0, at: -Infinity }

const NO_READINGS: LedgerKnowledge = {
  reads: 0, incomplete: 0, failures: 0, endedAt: -Infinity, verdict: null, paidAt: null, isCertain: false,
}

export const withPerson = (k: Knowledge, person: Partial<PersonKnowledge>): Knowledge => ({ ...k, person: { ...k.person, ...person } })
export const withNode = (k: Knowledge, node: Partial<NodeKnowledge>): Knowledge => ({ ...k, node: { ...k.node, ...node } })
export const withStore = (k: Knowledge, store: Partial<StoreKnowledge>): Knowledge => ({ ...k, store: { ...k.store, ...store } })
export const withLedger = (k: Knowledge, ledger: Partial<LedgerKnowledge>): Knowledge => ({ ...k, ledger: { ...k.ledger, ...ledger } })

/** The facts a closing begins with. */
export interface KnownAtStart extends Pick<Knowledge, 'id' | 'sessionId' | 'startedAt' | 'request'> {
  /** Unix milliseconds, this device's clock. */
  readonly now: number
  readonly node: Pick<NodeKnowledge, 'url' | 'protocol' | 'resending' | 'canPayTwice' | 'settle' | 'patience'>
}

/** Where several participants sign, the first record is written before there is anything to send. */
const mayHaveSent = ({ attempts, plan }: JournalRecord): boolean => attempts.length > 0 || !plan.together

/**
 * The knowledge at the start. A record from the journal is knowledge like any other, so resuming needs no code of its own.
 * @param record null for a new closing
 */
export function knowledgeAtStart({ id, sessionId, startedAt, request, node, now }: KnownAtStart, record: JournalRecord | null, at: number): Knowledge {
  const draft = record?.draft ? draftFrom(record.draft, at, now) : null
  const isSent = draft !== null && isSource(draft, record?.attempts ?? [])
  return {
    id, sessionId, startedAt, request,
    turn: 'not asked', heard: null, plan: record?.plan ?? null, ready: [], hasToldOthers: false, draft: isSent ? null : draft, collected: isSent ? draft : null,
    attempts: record ? mergeAttempts([], record, at) : [], hasSent: record !== null && mayHaveSent(record), trouble: null,
    person: { hasStopped: false, declined: null, held: null, archive: 'not wanted' },
    node: { ...node, session: null, looks: NO_LOOKS, checked: checkedAt(record ? -Infinity : at), hintedAt: -Infinity, doubtSince: at, excusedAttempts: 0, renewedFor: null, hasOtherProtocol: false },
    store: { record: record ? 'kept' : 'none', isDoubted: false, isRefreshed: false, readAt: at, failures: NO_FAILURES, ending: null, lookups: { count: 0, at: 0 }, keptResult: null },
    ledger: NO_READINGS,
  }
}
