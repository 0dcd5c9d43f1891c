import { isUnreachable } from '../../errors/groups'
import { NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import type { Attempt } from '../types'
import type { Action } from './action'
import { attemptsOf, currentSubmission, deadlinesOf, hasJournal, isBetween, isCollecting, isPaying, isRecordDue, isRecordWatched, landedAttempts, openAttempts, resultOf, startableAttempts, watchedUntil } from './facts'
import type { Knowledge } from './knowledge'
import { giveUp, hasNewSocket, isSwallowing, look, lookAgain, lookForOthers, readerNow, recordDueAt, splitAgreed, wait, waitForConnection, waitForJournal, waitOr, type Moment } from './moves'
import {
  doubling, ENDING_PAUSE, FAILED_LOOK_PAUSES, HOLD_PAUSE, LONGEST_REPEAT_PAUSE, LOOK_PAUSES,
  MOST_INCOMPLETE_READINGS, PAYOUT_PAUSES, RECONNECT_PAUSE, RETRY_PAUSE, TROUBLE_LOOK_PAUSE,
} from './pauses'
import { isStampRefusal, refusalsOf, refused } from './refused'
import { attemptsFrom, canRepeat } from './signers'
import { spareSignatures, together } from './together'

/**
 * The policy of a closing: the first rule that applies decides what to do. Pure.
 *
 * The order carries the promise. While an attempt may still land, `doubtful` decides alone. It signs and sends again only
 * on nodes that accept at most one of several attempts (`resending`).
 */
export const next = (k: Knowledge, now: Moment): Action =>
  turn(k, now) ?? archived(k, now) ?? others(k, now) ?? paying(k, now) ?? stopped(k, now) ?? troubled(k, now) ?? planning(k)
  ?? doubtful(k, now) ?? held(k, now) ?? spareSignatures(k) ?? refused(k, now) ?? together(k, now) ?? submitting(k, now)

/** One client at a time works on the closing of a session. */
function turn(k: Knowledge, now: Moment): Action | null {
  if (k.turn === 'theirs') return k.heard ? { do: 'end', as: { state: 'as heard' } } : giveUp(k, now, new NitroliteError('CLOSING_IN_PROGRESS'))
  if (k.turn === 'ours') return null
  if (k.hasSent) return { do: 'take turn' }
  return stopped(k, now) ?? (k.trouble ? giveUp(k, now, k.trouble.error) : { do: 'take turn' })
}

/**
 * The person archives a closing whose outcome nobody can find out any more. It is in the history before its record leaves the
 * journal. Another client may have found out how it ended: then it ends like that.
 */
function archived(k: Knowledge, now: Moment): Action | null {
  const { person: { archive }, store: { record, ending } } = k
  if (archive === 'not wanted' || record === 'overtaken') return null
  if (archive === 'wanted' && !ending) return { do: 'archive' }
  if (record === 'kept') return waitForJournal(k, now) ?? { do: 'remove record' }
  return { do: 'end', as: ending ? { state: 'as in history', entry: ending } : { state: 'failed', error: new NitroliteError('CLOSING_ARCHIVED') } }
}

/**
 * The closing has ended, and its record is still in the journal: it could not be removed, or the payouts are still watched. If the
 * session turns out to be paid, `paying` continues that watch.
 */
function leftBehind(k: Knowledge, now: Moment, ending: HistoryEntry): Action {
  const isPerhapsWatched = ending.receipt !== null && k.node.canPayTwice && k.node.session === null
  if (isPerhapsWatched && k.node.looks.failures === 0) return lookAgain(k, now, [])
  return waitForJournal(k, now) ?? { do: 'remove record' }
}

/** A client that shares the journal has written to the record, or has ended the closing. */
function others(k: Knowledge, now: Moment): Action | null {
  const { record, ending, lookups } = k.store
  if (ending && (record === 'gone' || !isPaying(k))) {
    return record === 'kept' && hasJournal(k) ? leftBehind(k, now, ending) : { do: 'end', as: { state: 'as in history', entry: ending } }
  }
  if (record === 'overtaken') return waitForJournal(k, now) ?? { do: 'read record' }
  if (record !== 'gone' || !k.hasSent) return null
  if (lookups.count === 0) return { do: 'look up ending' }
  if (lookups.count === 1) return waitOr(lookups.at + ENDING_PAUSE, now, { do: 'look up ending' })
  // A receipt belongs to an attempt. A client that knows no attempt can only say that the session is closed.
  if (isPaying(k)) return k.attempts.length > 0 ? null : giveUp(k, now, new NitroliteError('SESSION_NOT_OPEN', { sessionId: k.sessionId }))
  // A client removes a record only when none of its attempts can land. The session was still open if a look that began
  // after the last look-up says so.
  if ((k.node.session?.begunAt ?? -Infinity) >= lookups.at) return giveUp(k, now, reasonOf(k))
  return lookAgain(k, now, k.attempts)
}

/** Why this closing ends after another client has removed its record. */
function reasonOf(k: Knowledge): NitroliteError {
  if (k.person.hasStopped) return new NitroliteError('CLOSING_CANCELLED')
  return k.person.declined ?? k.trouble?.error ?? refusalOf(k) ?? new NitroliteError('CLOSING_IN_PROGRESS')
}

/** Why the node has refused the last attempt. */
function refusalOf({ attempts }: Knowledge): NitroliteError | null {
  const { outcome } = attempts.at(-1) ?? {}
  return outcome?.kind === 'refused' ? new NitroliteError(outcome.error.code, outcome.error.data) : null
}

/** Nothing is left to submit. The node's ledger decides whether the session was paid as requested, not the node's answer. */
function paying(k: Knowledge, now: Moment): Action | null {
  if (!isPaying(k)) return null
  const { verdict, incomplete, failures, reads, endedAt } = k.ledger
  // The wallet has logged in on a new socket since the reading failed. That failure says nothing about the new socket.
  const isNewSocket = failures > 0 && now.readyAt > endedAt
  const pause = isNewSocket ? 0 : doubling(PAYOUT_PAUSES, reads)
  const read = waitOr(endedAt + pause, now, { do: 'read payouts', by: isNewSocket || failures % 2 === 0 ? readerNow(now) : 'witness' })
  if (!verdict || (verdict.result === 'incomplete' && incomplete < MOST_INCOMPLETE_READINGS)) return read
  // The money is paid, so a journal that fails does not hold up the result. A record that stays is found again later.
  if (!k.store.isRefreshed && hasJournal(k)) return waitForJournal(k, now) ?? { do: 'read record' }
  // The ending enters the history before it is shown and before the record leaves the journal, so no crash loses it.
  const result = resultOf(k)
  if (result && k.store.keptResult !== result) return { do: 'keep ending', result }
  if (isRecordDue(k)) return waitForJournal(k, now) ?? { do: 'remove record' }
  const until = watchedUntil(k)
  // Without a record, the watch ends when the person leaves.
  const isWatching = until !== null && (isRecordWatched(k) || now.isLoginExpected)
  return isWatching ? waitOr(until, now, read) : { do: 'end', as: { state: 'paid' } }
}

function planning(k: Knowledge): Action | null {
  return k.plan ? null : { do: 'plan' }
}

/** Cancels the closing if no attempt can land. The cancellation is final only once the record has left the journal. */
function stopped(k: Knowledge, now: Moment): Action | null {
  return k.person.hasStopped && openAttempts(k).length === 0 ? giveUp(k, now, new NitroliteError('CLOSING_CANCELLED')) : null
}

/**
 * An action that sent nothing failed. That proves nothing about earlier attempts, so it is tried again once there are any.
 * Before that, only a connection that is missing is waited for. If the connection ended before the wallet had logged in again, the
 * refusal that made the login necessary says why nothing was paid: "nothing was sent" would be wrong.
 */
function troubled(k: Knowledge, now: Moment): Action | null {
  if (!k.trouble) return null
  const { error, at, since, isFinal } = k.trouble
  if (!k.hasSent || isBetween(k) || isCollecting(k)) {
    if (!isUnreachable(error.code)) return giveUp(k, now, error)
    // The approvals and signatures of the others stay usable until the connection is back.
    if (k.draft?.shared || k.plan?.together?.rounds) return waitOr(at + RECONNECT_PAUSE, now, null)
    return waitForConnection(k, now, since, error) ?? waitOr(at + RECONNECT_PAUSE, now, null)
  }
  if (openAttempts(k).length === 0) {
    if (isFinal) return giveUp(k, now, isUnreachable(error.code) ? refusalOf(k) ?? error : error)
    // The action may never succeed, because another process has taken the journal over. That process may have closed the session.
    if (k.attempts.length > 0 && now.at >= k.node.looks.endedAt + TROUBLE_LOOK_PAUSE) return lookForOthers(k, now)
  }
  return waitOr(at + RETRY_PAUSE, now, null, 'retrying')
}

/**
 * The wallet has to log in before anything can be signed. Another client that has the wallet may have finished the closing
 * meanwhile, so the record is read from time to time.
 */
function waitForLogin(k: Knowledge, now: Moment, until: number): Action {
  const due = recordDueAt(k)
  return now.at < due ? wait(Math.min(until, due), 'authorizing') : { do: 'read record' }
}

/** While an attempt may land, nothing is sent that the node could pay in addition. */
function doubtful(k: Knowledge, now: Moment): Action | null {
  const open = openAttempts(k)
  if (open.length === 0) return null
  if (open.some(({ stage }) => stage === 'awaited')) return { do: 'await answer' }
  const { looks, session } = k.node
  const { endedAt } = looks
  if (hasNewSocket(k, now)) return look(k, now, open)
  const deadlines = deadlinesOf(k)
  const pauseEnd = endedAt + (looks.failures > 0 ? doubling(FAILED_LOOK_PAUSES, looks.failures) : doubling(LOOK_PAUSES, looks.count))
  // A deadline brings the next look forward, but a look that failed is never repeated without its pause.
  const until = looks.failures > 0
    ? pauseEnd
    : Math.min(pauseEnd, Math.max(endedAt, deadlines.settle), Math.max(endedAt, deadlines.closed), deadlines.fence)
  if (now.at >= until) return look(k, now, open)
  if (looks.failures > 0) return wait(until)
  // Nobody can say yet who closed the session: an attempt that has started may still be the one.
  if (session?.isClosed) return wait(until, 'settling', deadlines.closed)
  const startable = startableAttempts(k).map(({ attempt }) => attempt)
  if (k.node.resending === 'at once' && canSendMore(k, startable)) return resending(k, now, until)
  if (startable.length > 0 && !looks.isProbed) return { do: 'probe', attempts: startable, by: readerNow(now) }
  return deadlines.settle < Infinity
    ? wait(until, 'settling', deadlines.settle)
    : wait(until, 'fencing', deadlines.fence < Infinity ? deadlines.fence : null)
}

/** A co-signer never sends, and a submitter has no other signatures than those whose keys have ended. */
const canSendMore = ({ plan }: Knowledge, startable: readonly Attempt[]): boolean =>
  plan?.together?.role === undefined || (plan.together.role === 'submitter' && startable.length > 0)

/** The node accepts at most one of several attempts, so another one is sent after a time without an answer. */
function resending(k: Knowledge, now: Moment, until: number): Action {
  const sent = k.attempts.filter(({ stage }) => stage !== 'written').length
  const isBegun = k.draft !== null || attemptsOf(k, currentSubmission(k)).some(({ stage }) => stage === 'written')
  // The wait grows, so an attempt that the node keeps refusing without a proof is not sent often. An attempt that is signed or
  // written already is sent without another wait.
  if (!isBegun && now.at < k.node.doubtSince + Math.min(LONGEST_REPEAT_PAUSE, LOOK_PAUSES.first * 2 ** sent)) return wait(until)
  if (k.person.declined) return wait(until, 'authorizing')
  if (!now.isLoggedIn) return waitForLogin(k, now, until)
  // When many closings share a socket, an unanswered close does not mean that the socket is stuck. A socket that answers other requests works.
  if (!now.isStuck || now.isAnswering) return submitting(k, now)
  return now.at < k.node.doubtSince + k.node.settle ? wait(until) : { do: 'renew', reason: 'the socket is stuck' }
}

/** The new split is agreed and the session still open. Nothing is sent until the person decides. */
function held(k: Knowledge, now: Moment): Action | null {
  const { person: { held }, node: { session, looks } } = k
  if (!held) return null
  // A wallet that was only not connected need not be asked again: it is enough that it is back.
  if (held.isContinuing || (held.error.code === 'AUTH_REQUIRED' && now.isLoggedIn && held.leaveAt === null)) return { do: 'continue' }
  // The person wants to leave the session open. Somebody may have closed it, so it is read once more,
  // even if the page is hidden.
  if (held.leaveAt !== null) {
    return (session?.begunAt ?? -Infinity) >= held.leaveAt ? giveUp(k, now, splitAgreed(k)) : lookAgain(k, now, landedAttempts(k))
  }
  // The person is shown that the session is open, so that is checked at once if the wallet is logged in.
  const isDue = looks.count + looks.failures === 0 && now.isLoggedIn
  const until = isDue ? now.at : Math.max(looks.endedAt, held.at) + HOLD_PAUSE
  if (now.at >= until && (isDue || !now.isAway)) return look(k, now, landedAttempts(k))
  return { do: 'hold', until: Math.max(until, now.at + (now.isAway ? HOLD_PAUSE : 0)) }
}

/**
 * A record that was found in the journal may be older than what has happened. The client that announced the ending may have failed to
 * remove it, or a backup of the journal was restored. So nothing is sent before the history and the node were asked.
 */
function checkResumed(k: Knowledge, now: Moment): Action | null {
  if (k.request !== null) return null
  if (k.store.lookups.count === 0) return { do: 'look up ending' }
  return k.node.session ? null : lookAgain(k, now, [])
}

/** Sign, write down, send: one step further than the last one that is known. */
function submitting(k: Knowledge, now: Moment): Action {
  const ofCurrent = attemptsOf(k, currentSubmission(k))
  const written = ofCurrent.find(({ stage }) => stage === 'written')
  if (written) return { do: 'send', attempt: written.attempt }
  const check = checkResumed(k, now)
  if (check) return check
  if (k.draft && k.plan) return { do: 'write', attempts: attemptsFrom(k.plan, k.draft) }
  if (k.person.declined) return giveUp(k, now, k.person.declined)
  const isFirst = k.attempts.length === 0 && k.request !== null
  if (!isFirst && !now.isLoggedIn) {
    if (!isBetween(k)) return waitForLogin(k, now, Infinity)
    const landedAt = Math.max(...landedAttempts(k).map(({ since }) => since))
    return waitForConnection(k, now, landedAt, new NitroliteError('AUTH_REQUIRED')) ?? wait(Infinity)
  }
  if (isSwallowing(k, now)) return { do: 'renew', reason: 'the socket is stuck' }
  const last = ofCurrent.at(-1)
  if (last && canRepeat(k)) return { do: 'write', attempts: [last.attempt] }
  return { do: 'sign', submission: currentSubmission(k) ?? 'close', isFresh: refusalsOf(k).some(isStampRefusal) }
}
