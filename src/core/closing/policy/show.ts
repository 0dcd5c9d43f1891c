import { describeError, type NitroliteErrorInfo } from '../../errors/errors'
import { isUnreachable } from '../../errors/groups'
import { makeReceipt } from '../../receipts/receipt'
import { errorOf } from '../states'
import type { ClosingRecovery, ClosingSnapshot, ClosingState } from '../types'
import type { Receipt } from '../../receipts/types'
import type { Action } from './action'
import { attemptsOf, currentSubmission, deadlinesOf, isBetween, isCollecting, cutOffOf, isPaying, isRecordDue, landedAttempts, openAttempts, resultOf, watchedUntil } from './facts'
import type { Knowledge, Trouble } from './knowledge'
import { isUnsent, type KnownAttempt } from './attempts'
import { LATE_READINGS } from './pauses'
import { endedSteps, stepsOf } from './steps'

/** The receipt of a closing whose payouts are known; null while nothing is known to have been sent. */
export function receiptOf(k: Knowledge): Receipt | null {
  const { plan, ledger: { verdict }, node } = k
  const closing = landedAttempts(k).find(({ attempt }) => attempt.submission === plan?.submissions.at(-1)) ?? k.attempts.at(-1)
  const result = resultOf(k)
  if (!plan || !verdict || !result || !closing) return null
  return makeReceipt({
    protocol: node.protocol, url: node.url, plan, attempt: closing.attempt,
    verdict: { ...verdict, result },
    outcome: closing.outcome?.kind === 'landed' ? closing.outcome : null,
    by: result === 'superseded' || canOnlyBeOthers(k) ? 'others' : isConfirmed(closing) ? 'this request' : 'unknown',
    isOpenAgain: node.session?.isOpenAgain ?? false,
  })
}

/** No attempt that this closing has sent can have been paid. A co-signer sends none. */
const canOnlyBeOthers = ({ attempts, plan }: Knowledge): boolean =>
  plan?.together?.role === 'co-signer' || attempts.every(({ stage }) => stage === 'refused' || stage === 'void' || stage === 'written')

/** The node has said that it took this attempt. The state of the session proves less, because others may ask for the same state. */
const isConfirmed = ({ outcome }: KnownAttempt): boolean => outcome?.kind === 'landed' && outcome.isInferred !== true

/**
 * Where a closing stands, for people and stores. Pure. `recovery.until` and `watchedUntil` are times of `Timers.elapsed`.
 * @param before the state that is shown until now
 */
export function show(k: Knowledge, action: Action, before: ClosingState | null = null): ClosingSnapshot {
  if (k.heard) return { ...k.heard, isResumed: true, isElsewhere: true }
  const ending = shownEndingOf(k, action)
  const state = ending?.state ?? (isShownAsAgreed(k, action, before) ? 'agreed' : stateOf(k, action))
  const steps = stepsOf(k, action)
  const isAtRest = ending !== null || state === 'agreed'
  return {
    id: k.id, sessionId: k.sessionId, startedAt: k.startedAt, isResumed: k.request === null, isElsewhere: false,
    state, allocations: k.plan?.allocations ?? [],
    steps: isAtRest ? endedSteps(steps, ending?.receipt ?? null) : steps,
    error: ending ? ending.error : errorFor(k, state, action),
    receipt: ending?.receipt ?? null,
    recovery: isAtRest ? null : recoveryOf(k, action),
    watchedUntil: ending?.receipt ? watchedUntil(k) : null,
  }
}

type ShownEnding = Pick<ClosingSnapshot, 'error' | 'receipt' | 'state'>

/** How the closing ended, as far as that may be shown; null while it is under way. */
function shownEndingOf(k: Knowledge, action: Action): ShownEnding | null {
  if (isAnnounced(k, action)) {
    const receipt = receiptOf(k)
    return receipt && { state: receipt.result, error: errorOf(receipt), receipt }
  }
  if (action.do !== 'end') return null
  const { as } = action
  switch (as.state) {
    case 'as in history': return { state: as.entry.state, error: as.entry.error, receipt: as.entry.receipt }
    case 'failed':
    case 'cancelled': return { state: as.state, error: as.error.info, receipt: null }
    // Shown above, and the snapshot that was heard is shown as it is.
    case 'paid':
    case 'as heard': return null
  }
}

/** A paid closing is announced at its end, or once the history holds its result while it is watched for a second payment. */
const isAnnounced = (k: Knowledge, action: Action): boolean => action.do === 'end'
  ? action.as.state === 'paid'
  : isPaying(k) && k.store.keptResult !== null && watchedUntil(k) !== null && !isRecordDue(k)

function stateOf(k: Knowledge, action: Action): ClosingState {
  if (!k.plan) return 'planning'
  if (isPaying(k)) return 'paying'
  // The person leaves the session open, unless somebody has closed it in the meantime: that is being read.
  if (k.person.held && k.person.held.leaveAt !== null) return 'confirming'
  if (k.turn === 'not asked' && k.hasSent) return 'confirming'
  const ofCurrent = attemptsOf(k, currentSubmission(k)).filter(known => k.attempts.indexOf(known) >= k.node.excusedAttempts)
  if (ofCurrent.at(-1)?.stage === 'offered') return 'collecting'
  // A co-signer gives nothing away before the journal confirms that it has the signature.
  if (k.plan.together?.role === 'co-signer' && k.draft !== null && ofCurrent.length === 0) return 'signing'
  // A co-signer sends nothing.
  if (k.plan.together?.role === 'co-signer' && ofCurrent.some(({ stage }) => stage !== 'written')) return 'confirming'
  // Nothing may be shared before the journal holds it. A proposal that is given up has no record any more.
  if (isCollecting(k) && isRecorded(k)) return 'collecting'
  if (ofCurrent.some(isUncertain) || (k.hasSent && !isBetween(k) && ofCurrent.length === 0)) return 'confirming'
  const isSent = ofCurrent.some(known => known.stage !== 'written' && !isUnsent(known))
  return isSent || action.do === 'send' ? 'submitting' : 'signing'
}

/** The journal holds the closing, or has held it. */
const isRecorded = ({ store: { record, isDoubted } }: Knowledge): boolean =>
  !isDoubted && (record === 'kept' || record === 'overtaken' || record === 'removed')

/** Nobody can say whether the attempt landed. A `void` one was given up as lost; an earlier client may have sent the others. */
const isUncertain = ({ stage, isOurs }: KnownAttempt): boolean => stage === 'doubtful' || stage === 'offered' || stage === 'fenced' || stage === 'void'
  || (!isOurs && stage !== 'refused')

/** Whether the person can decide now what happens to the open session. */
function isShownAsAgreed(k: Knowledge, action: Action, before: ClosingState | null): boolean {
  const { held } = k.person
  if (!held || held.leaveAt !== null || held.isContinuing || isPaying(k)) return false
  if (action.do === 'hold') return true
  // The buttons for the decision must not vanish for a moment whenever something is read again.
  if (before === 'agreed') return action.do === 'look' || action.do === 'read record' || action.do === 'take turn'
  return action.do === 'look' && k.node.looks.endedAt > -Infinity
}

/** A closing that has failed cannot end while its record is in the journal: another client could still continue with the record. */
const isEndBlocked = (k: Knowledge, { do: name }: Action): boolean => k.store.record === 'kept' && k.store.failures.count > 0
  // The session is read between two tries to remove the record.
  && (name === 'remove record' || name === 'wait' || (name === 'look' && openAttempts(k).length === 0))

/** Nothing that was sent can land, and the next attempt could not be prepared. A missing connection is not shown here, because its status is. */
const isTriedAgain = (k: Knowledge, { error, isFinal }: Trouble): boolean =>
  !isFinal && k.attempts.length > 0 && openAttempts(k).length === 0 && !isUnreachable(error.code)

function errorFor(k: Knowledge, state: ClosingState, action: Action): NitroliteErrorInfo | null {
  const cutOff = cutOffOf(k)
  if (cutOff) return describeError(cutOff, { sessionId: k.sessionId })
  if (k.trouble && isEndBlocked(k, action)) return k.trouble.error.info
  if (state === 'agreed') return k.person.held?.error.info ?? null
  if (isPaying(k)) {
    const isLate = k.ledger.reads >= LATE_READINGS && k.ledger.paidAt === null
    return isLate ? describeError('CLOSING_UNKNOWN', { reason: 'payouts' }) : null
  }
  const isUnknown = k.attempts.some(({ stage }) => stage === 'doubtful' || stage === 'fenced' || stage === 'void')
  // The person may be able to end the trouble, for example by making room on the disk.
  if (k.trouble && !isUnknown && isTriedAgain(k, k.trouble)) return k.trouble.error.info
  if (state !== 'confirming' || k.person.held || !isUnknown) return null
  return describeError('CLOSING_UNKNOWN', { node: nodeTextOf(k) })
}

/** What the node has said last about an attempt whose outcome is unknown. */
function nodeTextOf({ attempts }: Knowledge): string | undefined {
  const texts = attempts.flatMap(({ stage, outcome }) => {
    const isUnknown = stage === 'doubtful' || stage === 'fenced' || stage === 'void'
    return isUnknown && outcome?.kind === 'unknown' && outcome.error.data.node ? [String(outcome.error.data.node)] : []
  })
  return texts.at(-1)
}

function recoveryOf(k: Knowledge, action: Action): ClosingRecovery | null {
  const waited = k.attempts.at(-1)?.stage === 'offered' ? null : waitedFor(k, action)
  if (!waited) return null
  return { ...waited, attempts: k.attempts.length, canRevoke: waited.phase === 'fencing' && k.node.looks.canRevoke }
}

/** What the client waits for. A look between two waits shows the same as the waits. */
function waitedFor(k: Knowledge, action: Action): Pick<ClosingRecovery, 'phase' | 'until'> | null {
  if (action.do === 'wait' && action.phase) return { phase: action.phase, until: action.expectedAt }
  // The wallet is asked for a new login, and may not answer for long.
  if (action.do === 'renew' && action.reason === 'the login is over') return { phase: 'authorizing', until: null }
  // The record is read between two waits for the login.
  if (action.do === 'read record' && k.store.record === 'kept' && !isPaying(k)) return { phase: 'authorizing', until: null }
  // Between two waits, the next attempt is prepared once more, or the session is read.
  if (k.trouble && isTriedAgain(k, k.trouble) && !isPaying(k)) return { phase: 'retrying', until: null }
  const isLooking = action.do === 'look' || action.do === 'probe' || action.do === 'wait'
  if (!isLooking || openAttempts(k).length === 0 || isPaying(k)) return null
  const { looks, session, resending } = k.node
  if (action.do === 'look' && action.by === 'witness' && !looks.isReached) return { phase: 'connecting', until: null }
  if (looks.count === 0 || resending === 'at once') return { phase: 'reading', until: null }
  const deadlines = deadlinesOf(k)
  if (session?.isClosed) return { phase: 'settling', until: deadlines.closed }
  if (deadlines.settle < Infinity) return { phase: 'settling', until: deadlines.settle }
  return { phase: 'fencing', until: deadlines.fence < Infinity ? deadlines.fence : null }
}
