import { endsAgreedSplit, isCancellation } from '../../errors/groups'
import { NitroliteError } from '../../errors/errors'
import { describeSplit } from '../../sessions/allocations'
import type { ClosingRecovery } from '../types'
import type { Action } from './action'
import { isBetween } from './facts'
import type { Knowledge } from './knowledge'
import type { KnownAttempt } from './attempts'
import { doubling, FAILED_LOOK_PAUSES, JOURNAL_PAUSES, MOST_JOURNAL_FAILURES, RECORD_PAUSE } from './pauses'

/** What is true at this moment. It changes by itself, so it is not remembered. */
export interface Moment {
  /** Milliseconds of a clock that never jumps. */
  readonly at: number
  /** The wallet of this closing is logged in. */
  readonly isLoggedIn: boolean
  /** When the wallet logged in on the socket that it uses now; -Infinity while it is not logged in. */
  readonly readyAt: number
  /** On the wallet's connection, a request that may move money has no answer. */
  readonly isStuck: boolean
  /** The node has sent something on the socket of the wallet's connection since the newest doubt about an attempt arose. */
  readonly isAnswering: boolean
  /** The app wants to be connected with a wallet, so a login that is missing will probably come back. */
  readonly isLoginExpected: boolean
  /** Nobody would see what is read now. */
  readonly isAway: boolean
}

/** The closing cannot succeed. Its record is removed first, unless another client continues with it. */
export function giveUp(k: Knowledge, now: Moment, error: NitroliteError): Action {
  // A co-signer cannot continue with the second step, so there is nothing to decide.
  const canContinue = isBetween(k) && k.plan?.together?.role !== 'co-signer'
  if (canContinue && !k.person.held && !endsAgreedSplit(error.code)) return { do: 'agree', error }
  if (k.store.record === 'kept') return lookWhileRecordStays(k, now) ?? waitForJournal(k, now) ?? { do: 'remove record' }
  // A client that found the record before it was removed may have ended the closing.
  if (k.store.record === 'removed' && k.store.lookups.count === 0) return { do: 'look up ending' }
  // A client that has written no record has not shown the proposal.
  if (k.plan?.together?.rounds && k.store.record !== 'none' && k.turn === 'ours' && !k.hasToldOthers) return { do: 'tell others' }
  const isLeft = error.code === 'CLOSING_SPLIT_AGREED' || (k.store.record === 'gone' && isBetween(k))
  if (isLeft) return { do: 'end', as: { state: 'cancelled', error: splitAgreed(k) } }
  return { do: 'end', as: { state: isCancellation(error.code) ? 'cancelled' : 'failed', error } }
}

/** The closing ends between its two submissions. */
export const splitAgreed = ({ plan }: Knowledge): NitroliteError =>
  new NitroliteError('CLOSING_SPLIT_AGREED', { split: describeSplit(plan?.allocations ?? []) })

/** When the record is read again while this client can do nothing: another client may write to it, or finish the closing. */
export const recordDueAt = ({ store: { readAt, failures } }: Knowledge): number =>
  Math.max(readAt + RECORD_PAUSE, failures.at + doubling(JOURNAL_PAUSES, failures.count))

/** Waits until a time. `phase` and `expectedAt` are for people. */
export const wait = (until: number, phase: ClosingRecovery['phase'] | null = null, expectedAt: number | null = null): Action =>
  ({ do: 'wait', until, phase, expectedAt })

/** Waits until a time; afterwards the action applies, or the next rule. */
export function waitOr<A extends Action | null>(until: number, now: Moment, action: A, phase: ClosingRecovery['phase'] | null = null): Action | A {
  return now.at < until ? wait(until, phase, phase ? until : null) : action
}

/** The journal has failed: it is left alone for a while. */
export const waitForJournal = ({ store: { failures } }: Knowledge, now: Moment): Action | null =>
  waitOr(failures.at + doubling(JOURNAL_PAUSES, failures.count), now, null, 'retrying')

/** The wallet's own connection can read most. The witness reads while that connection is missing or stuck. */
export const readerNow = ({ isLoggedIn, isStuck }: Moment): 'wallet' | 'witness' => isLoggedIn && !isStuck ? 'wallet' : 'witness'

/**
 * The wallet has logged in on a new socket since the last look. Failures on an earlier socket say nothing about the new one, so the
 * session is read at once.
 */
export const hasNewSocket = ({ node: { looks } }: Knowledge, { readyAt }: Moment): boolean => readyAt > looks.endedAt

/** Reads the session and the outcomes of attempts. After a failure, the witness reads. */
export const look = (k: Knowledge, now: Moment, at: readonly KnownAttempt[]): Action => ({
  do: 'look', attempts: at.map(({ attempt }) => attempt), by: k.node.looks.failures === 0 || hasNewSocket(k, now) ? readerNow(now) : 'witness',
})

/** A look at a session that nothing of this closing can close any more. Attempts that were given up as lost may have closed it. */
export const lookForOthers = (k: Knowledge, now: Moment): Action => look(k, now, k.attempts.filter(({ stage }) => stage === 'void'))

/**
 * The record cannot be removed, perhaps because another process has taken the journal over. That process may have closed the session,
 * so the session is read after each failure but the first ones. A closing without an attempt is left out: it could not have a receipt.
 */
const lookWhileRecordStays = (k: Knowledge, now: Moment): Action | null => {
  const { store: { failures }, node: { looks } } = k
  return k.attempts.length > 0 && failures.count >= MOST_JOURNAL_FAILURES && looks.endedAt < failures.at ? lookForOthers(k, now) : null
}

/** Looks until the node has answered. */
export function lookAgain(k: Knowledge, now: Moment, at: readonly KnownAttempt[]): Action {
  const { endedAt, failures } = k.node.looks
  const pause = hasNewSocket(k, now) ? 0 : doubling(FAILED_LOOK_PAUSES, failures)
  return waitOr(endedAt + pause, now, look(k, now, at))
}

/** A socket that has swallowed an attempt, or the answer to a first submission that has landed, would swallow the next attempt too. */
export const isSwallowing = (k: Knowledge, { isAnswering, isStuck }: Moment): boolean =>
  !isAnswering && ((isBetween(k) && isStuck) || k.attempts.some(isWithoutAnswer))

/** The node gave no answer to the attempt that decides it. */
const isWithoutAnswer = ({ stage, outcome }: KnownAttempt): boolean =>
  (stage === 'doubtful' || stage === 'void' || stage === 'fenced') && outcome === null

/** Nothing is on its way, and the connection is missing. Waits for it, but only as long as the caller allows (`patience`). */
export function waitForConnection(k: Knowledge, now: Moment, since: number, error: NitroliteError): Action | null {
  const until = since + k.node.patience
  if (!now.isLoginExpected || now.at >= until) return giveUp(k, now, error)
  return now.isLoggedIn || !k.plan ? null : wait(until)
}
