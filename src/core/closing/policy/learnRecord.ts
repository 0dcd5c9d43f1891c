import type { Removal } from '../../journal/closingRecord'
import type { JournalRecord } from '../../journal/journal'
import { isCertain, isShared, mergeAttempts, mergeDraft } from './attempts'
import { isPaying } from './facts'
import { NO_FAILURES, NO_LOOKS, withNode, withPerson, withStore, type Knowledge } from './knowledge'
import { attemptsOrDraft } from './signers'

export function learnTurn(k: Knowledge, isOurs: boolean): Knowledge {
  if (!isOurs) return { ...k, turn: 'theirs' }
  // The client that worked on the closing may have changed the record. A client that has attempts of its own had lost its turn.
  const mayHaveChanged = k.heard !== null || (k.store.record === 'kept' && k.attempts.some(attempt => attempt.isOurs))
  return mayHaveChanged ? withStore({ ...k, turn: 'ours', heard: null }, { record: 'overtaken' }) : { ...k, turn: 'ours' }
}

/**
 * Another client may work on the closing until it is our turn again, and end it. So an earlier look-up of the ending says nothing any
 * more. Actions that failed before are tried again then.
 */
export const learnTurnLost = (k: Knowledge): Knowledge => k.turn !== 'ours' ? k : withStore(
  { ...k, turn: 'not asked', trouble: null },
  { lookups: { ...k.store.lookups, count: 0 }, ...k.store.record === 'kept' && { record: 'overtaken' } },
)

/** The record was read. Other clients may have written to it. */
export function learnRecord(k: Knowledge, record: JournalRecord, at: number): Knowledge {
  const known = { hasSent: k.hasSent || record.attempts.length > 0, draft: mergeDraft(k.draft, record), attempts: mergeAttempts(k.attempts, record, at) }
  return withStore(withNode({ ...k, ...known, trouble: null }, { looks: NO_LOOKS, doubtSince: at }),
    { record: 'kept', isDoubted: false, isRefreshed: k.ledger.verdict !== null, readAt: at, failures: NO_FAILURES })
}

/**
 * A client removes a record only once it has found out that no attempt in it can land any more. It may have sent an attempt
 * that this client only wrote, so what became of the session is looked up at the node.
 */
export function learnRecordGone(k: Knowledge, at: number): Knowledge {
  return withStore(
    { ...k, hasSent: true, draft: isShared(k.draft) ? null : k.draft, attempts: attemptsOrDraft(k, at).map(known => isCertain(known) ? known : { ...known, stage: 'void' }) },
    { record: 'gone', isRefreshed: true, failures: NO_FAILURES, lookups: { count: 0, at } })
}

/** The record was removed, or could not be. */
export function learnRemoval(k: Knowledge, how: Removal, at: number): Knowledge {
  // Something newer is known about the record.
  if (k.store.record !== 'kept') return k
  if (how === 'removed' || (isPaying(k) && k.person.archive === 'not wanted')) return withStore(k, { record: 'removed', failures: NO_FAILURES, lookups: { count: 0, at } })
  if (how === 'gone') return learnRecordGone(k, at)
  return withPerson(
    withStore({ ...k, hasSent: true, trouble: null }, { record: 'overtaken', failures: NO_FAILURES }), { hasStopped: false, declined: null, archive: 'not wanted' })
}
