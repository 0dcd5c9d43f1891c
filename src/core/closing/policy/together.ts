import { NitroliteError } from '../../errors/errors'
import type { ClosingPlan } from '../types'
import type { Action } from './action'
import { isShared, type KnownAttempt, type SharedDraft } from './attempts'
import type { Knowledge } from './knowledge'
import { giveUp, recordDueAt, wait, waitOr, type Moment } from './moves'
import { attemptsOf, currentSubmission, isCollecting, landedAttempts } from './facts'
import { CHECK_PAUSE, HINTED_CHECK_PAUSE, LAST_CHECK_AGE, ROUND_PAUSE } from './pauses'
import { attemptsFrom, canRepeat, isOwnMissing, missingWeight, missingWithout, nextStepWithSpares } from './signers'

/** Several participants sign: each of them sends nothing but its signature, and one of them sends the attempt. */
export function together(k: Knowledge, now: Moment): Action | null {
  switch (k.plan?.together?.role) {
    case 'submitter': return gathering(k, now, k.plan)
    case 'co-signer': return coSigning(k, now, k.plan)
    case undefined: return null
  }
}

/** The node has refused one signature of the second step, and the others that the submitter has are enough. */
export function spareSignatures(k: Knowledge): Action | null {
  const attempt = nextStepWithSpares(k)
  return attempt && { do: 'write', attempts: [attempt] }
}

/** Collects the signatures of the others, signs last, and sends. The draft is in the journal before anybody is asked. */
function gathering(k: Knowledge, now: Moment, plan: ClosingPlan): Action | null {
  const draft = isShared(k.draft) ? k.draft : null
  const last = attemptsOf(k, currentSubmission(k)).at(-1)
  const isWritten = last?.stage === 'written'
  const isOver = draft !== null && draft.sendUntil <= now.at
  // The others may be signing a later proposal already once the time of this one is over.
  if (isOver && (isWritten || !plan.together?.rounds)) return giveUp(k, now, new NitroliteError('PROPOSAL_SIGNING_LEFT'))
  if (isWritten) return { do: 'send', attempt: last.attempt }
  if (isOver) return waitOr(draft.sendUntil + k.node.settle + ROUND_PAUSE, now, null) ?? stamping(k, now, plan)
  if (!draft) return k.attempts.length > 0 && !isCollecting(k) ? repeating(k, now, last) : stamping(k, now, plan)
  if (!draft.isKept) return { do: 'keep draft', draft }
  if (missingWeight(plan, draft) > 0) return collect(k, now, draft)
  // Where participants approve first, the session was read when the bytes were made.
  if (!plan.together?.rounds && now.isLoggedIn && now.at >= k.node.checked.endedAt + LAST_CHECK_AGE) return { do: 'check session' }
  if (!isOwnMissing(plan, draft)) return { do: 'write', attempts: attemptsFrom(plan, draft) }
  return now.isLoggedIn ? { do: 'sign', submission: plan.submissions[0] ?? 'close', isFresh: false } : wait(draft.sendUntil)
}

/** An attempt without a draft: the signatures were sent already, and can only be sent again. */
function repeating(k: Knowledge, now: Moment, last: KnownAttempt | undefined): Action | null {
  const isExcused = last !== undefined && k.attempts.indexOf(last) < k.node.excusedAttempts
  const isLeft = !canRepeat(k) || last === undefined || (last.stage === 'void' && !isExcused)
  return isLeft ? giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED')) : null
}

/**
 * Makes the bytes to sign. Where approving is signing, that happens once, because the others may have signed them already. Else
 * it happens in each round, as soon as enough participants are ready.
 */
function stamping(k: Knowledge, now: Moment, plan: ClosingPlan): Action {
  const { record } = k.store
  const isRepeatable = plan.together?.rounds !== undefined && record === 'kept'
  if (record !== 'none' && !isRepeatable) return giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED'))
  if (!plan.together?.rounds) return { do: 'stamp' }
  if (record === 'none') return { do: 'take slot' }
  if (missingWithout(plan, k.ready) > 0) return gather(k, now)
  return now.isLoggedIn ? { do: 'stamp' } : wait(Infinity)
}

/**
 * Waits for approvals. The record is read from time to time, because another tab that cannot speak to this one may begin a round and
 * send. The session is read too, because somebody may have changed or closed it.
 */
function gather(k: Knowledge, now: Moment): Action {
  const recordDue = recordDueAt(k)
  if (now.at >= recordDue) return { do: 'read record' }
  const checkDue = checkDueAt(k, now)
  return now.at < checkDue ? { do: 'gather', until: Math.min(recordDue, checkDue) } : { do: 'check session' }
}

/** Waits for signatures. The session is read from time to time, because somebody may have changed or closed it. */
function collect(k: Knowledge, now: Moment, draft: SharedDraft): Action {
  const checkDue = checkDueAt(k, now)
  return now.at < checkDue ? { do: 'collect', draft, until: Math.min(draft.sendUntil, checkDue) } : { do: 'check session' }
}

/** When the session is read again; `Infinity` while this client cannot read it, or nobody would see the result. */
function checkDueAt({ node: { checked: { begunAt }, hintedAt } }: Knowledge, { isLoggedIn, isAway }: Moment): number {
  if (!isLoggedIn || isAway) return Infinity
  return begunAt + (hintedAt >= begunAt ? HINTED_CHECK_PAUSE : CHECK_PAUSE)
}

/**
 * Signs the bytes of the submitter once. The journal says so before anything is signed, so that the wallet signs nothing else
 * meanwhile, and holds the signatures before the submitter receives them.
 */
function coSigning(k: Knowledge, now: Moment, plan: ClosingPlan): Action {
  const written = k.attempts.filter(({ stage }) => stage === 'written').map(({ attempt }) => attempt)
  if (written.length > 0) return { do: 'offer', attempts: written }
  // The new split stands, unless the second step was refused because somebody has agreed on another one.
  const isSplitAgreed = landedAttempts(k).length > 0 && k.attempts.at(-1)?.stage === 'void'
  if (isSplitAgreed) return giveUp(k, now, new NitroliteError('CLOSING_SPLIT_AGREED'))
  if (k.attempts.length > 0) return giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED'))
  if (k.request !== null && k.store.record === 'none') return { do: 'take slot' }
  // Nothing was signed. A person approves a proposal on one page only.
  if (k.request === null || k.store.record !== 'kept') return giveUp(k, now, new NitroliteError('CLOSING_CANCELLED'))
  return k.draft ? { do: 'write', attempts: attemptsFrom(plan, k.draft) } : { do: 'sign', submission: plan.submissions[0] ?? 'close', isFresh: false }
}
