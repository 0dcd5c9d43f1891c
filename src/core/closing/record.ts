import type { Timers } from '../connection/types'
import type { JournalAttempt, JournalDraft, JournalRecord } from '../journal/journal'
import { attemptKey } from '../journal/sameRecord'
import { withSignature } from '../cosigning/review/countedSignatures'
import { type DraftSignature, isRefusedAgain, isStillCollected, type SharedDraft } from './policy/attempts'
import type { Knowledge } from './policy/knowledge'
import type { Attempt, ClosingPlan } from './types'
import type { HistoryEntry } from '../history/types'

/** What is about to happen. The record has to be in the journal before. */
interface Intention {
  /** Attempts that are about to be sent, or given to the submitter. */
  readonly written?: readonly Attempt[]
  /** What participants are asked to sign, or what the attempts were made from. */
  readonly draft?: JournalDraft | null
}

/** The record that says what is known of a closing. */
export const recordOf = (k: Knowledge, plan: ClosingPlan, { written = [], draft = null }: Intention = {}): JournalRecord => ({
  version: 1,
  closingId: k.id,
  protocol: k.node.protocol,
  node: k.node.url,
  sessionId: k.sessionId,
  plan,
  startedAt: k.startedAt,
  attempts: [...k.attempts.map(({ attempt, outcome }) => ({ attempt, outcome })), ...written.map(attempt => ({ attempt, outcome: null }))],
  ...draft && { draft },
})

/** A draft as the journal holds it: its times are those of the device's clock. */
export const keptDraft = (
  { proposals, signatures, sendUntil, shared, refused }: SharedDraft, timers: Pick<Timers, 'elapsed' | 'now'>,
): JournalDraft => ({
  proposals, signatures, sendUntil: Math.round(timers.now() + sendUntil - timers.elapsed()), ...shared, ...refused.length > 0 && { refused },
})

/**
 * The record with one more signature for what its submitter collects. A participant who signs again replaces the earlier
 * signature, unless its key ends later. Null once its submitter no longer collects for that proposal.
 * @param text the proposal that it signs, as it was shared
 */
export const withSignatureOf = (record: JournalRecord, signature: DraftSignature, text: string): JournalRecord | null => record.draft?.text === text && isStillCollected(record) && !isRefusedAgain({ refused: record.draft.refused ?? [] }, signature) ? {
  ...record,
  draft: { ...record.draft, signatures: withSignature(record.draft.signatures, signature) },
} : null

/** More is known about what became of an attempt. */
export const hasNewOutcome = (before: Knowledge, after: Knowledge): boolean =>
  before.attempts.some(({ outcome }, at) => outcome !== after.attempts[at]?.outcome)

/**
 * The record with newer outcomes of its attempts. A record without them is safe too: its attempts count as sent. Only outcomes
 * are changed, so an attempt that was written in the meantime stays.
 * @param known attempts and what is known of them; an outcome that is null changes nothing
 */
export function withOutcomes(record: JournalRecord, known: readonly JournalAttempt[]): JournalRecord {
  const outcomes = new Map(known.map(({ attempt, outcome }) => [attemptKey(attempt), outcome]))
  return {
    ...record,
    attempts: record.attempts.map(({ attempt, outcome }) => ({ attempt, outcome: outcomes.get(attemptKey(attempt)) ?? outcome })),
  }
}

/** How a closing ended, for the history. */
export type KnownEnding = Pick<HistoryEntry, 'state' | 'receipt' | 'error'>

/**
 * What the history keeps of a closing that has ended.
 * @param endedAt Unix milliseconds, this device's clock
 * @returns null for a closing that ended before it was planned, because nothing is known of it
 */
export function historyEntryOf(k: Knowledge, ending: KnownEnding, endedAt: number): HistoryEntry | null {
  if (!k.plan) return null
  const { session, wallet, allocations } = k.plan
  return {
    version: 1, closingId: k.id, sessionId: k.sessionId, node: k.node.url, protocol: k.node.protocol, application: session.application, wallet,
    requested: allocations, attempts: k.attempts.length, isResumed: k.request === null, startedAt: k.startedAt, endedAt,
    ...ending,
  }
}
