import type { JournalAttempt, JournalDraft, JournalRecord } from '../journal/journal'
import type { DraftSignature, SharedDraft } from './policy/attempts'
import type { Knowledge } from './policy/knowledge'
import type { Attempt, ClosingPlan } from './types'

/**
 * The record that says what is known of a closing.
 * @param written attempts that are about to be sent; the record has to be in the journal before
 */
export const recordOf = (k: Knowledge, plan: ClosingPlan, written: readonly Attempt[] = []): JournalRecord => ({
  version: 1,
  closingId: k.id,
  protocol: k.node.protocol,
  node: k.node.url,
  sessionId: k.sessionId,
  plan,
  startedAt: k.startedAt,
  attempts: [...k.attempts.map(({ attempt, outcome }) => ({ attempt, outcome })), ...written.map(attempt => ({ attempt, outcome: null }))],
})

/**
 * The record of a closing that collects signatures and has sent nothing.
 * @param at now, on the clock of `draft.sendUntil`
 * @param now the same moment in Unix milliseconds
 */
export function recordOfDraft(k: Knowledge, plan: ClosingPlan, draft: SharedDraft, at: number, now: number): JournalRecord {
  const { proposals, signatures, sendUntil, shared } = draft
  const kept: JournalDraft = { proposals, signatures, sendUntil: Math.round(now + sendUntil - at), ...shared }
  return { ...recordOf(k, plan), draft: kept }
}

/**
 * The record with one more signature for what its submitter collects. A participant who signs again replaces the earlier
 * signature. Null once its submitter no longer collects for that proposal.
 * @param text the proposal that it signs, as it was shared
 */
export const withSignatureOf = (record: JournalRecord, signature: DraftSignature, text: string): JournalRecord | null => record.draft?.text === text ? {
  ...record,
  draft: { ...record.draft, signatures: [...record.draft.signatures.filter(({ participant }) => participant !== signature.participant), signature] },
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
  const outcomes = new Map(known.map(({ attempt, outcome }) => [attempt.requestId, outcome]))
  return {
    ...record,
    attempts: record.attempts.map(({ attempt, outcome }) => ({ attempt, outcome: outcomes.get(attempt.requestId) ?? outcome })),
  }
}
