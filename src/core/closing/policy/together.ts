import { NitroliteError } from '../../errors/errors'
import type { ClosingPlan } from '../types'
import type { Action } from './action'
import { isShared } from './attempts'
import type { Knowledge } from './knowledge'
import { giveUp, wait, type Moment } from './moves'
import { attemptsOf, currentSubmission, landedAttempts } from './facts'
import { attemptsFrom, canRepeat, isOwnMissing, missingWeight } from './signers'

/** Several participants sign: each of them sends nothing but its signature, and one of them sends the attempt. */
export function together(k: Knowledge, now: Moment): Action | null {
  switch (k.plan?.together?.role) {
    case 'submitter': return gathering(k, now, k.plan)
    case 'co-signer': return coSigning(k, now, k.plan)
    case undefined: return null
  }
}

/** Collects the signatures of the others, signs last, and sends. The draft is in the journal before anybody is asked. */
function gathering(k: Knowledge, now: Moment, plan: ClosingPlan): Action | null {
  const draft = isShared(k.draft) ? k.draft : null
  const last = attemptsOf(k, currentSubmission(k)).at(-1)
  // The others may be signing a later proposal already once the time of this one is over.
  if ((draft?.sendUntil ?? Infinity) <= now.at) return giveUp(k, now, new NitroliteError('PROPOSAL_SIGNING_LEFT'))
  if (last?.stage === 'written') return { do: 'send', attempt: last.attempt }
  if (!draft) {
    // The bytes are made once: the others may have signed them already.
    if (k.attempts.length === 0 && k.store.record === 'none') return { do: 'stamp' }
    const isExcused = last !== undefined && k.attempts.indexOf(last) < k.node.excusedAttempts
    const isLeft = !canRepeat(k) || last === undefined || (last.stage === 'void' && !isExcused)
    return isLeft ? giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED')) : null
  }
  if (!draft.isKept) return { do: 'keep draft', draft }
  if (missingWeight(plan, draft) > 0) return { do: 'collect', draft, until: draft.sendUntil }
  if (!isOwnMissing(plan, draft)) return { do: 'write', attempts: attemptsFrom(plan, draft) }
  return now.isLoggedIn ? { do: 'sign', submission: plan.submissions[0] ?? 'close', isFresh: false } : wait(draft.sendUntil)
}

/** Signs the bytes of the submitter once. The signatures are in the journal before the submitter receives them. */
function coSigning(k: Knowledge, now: Moment, plan: ClosingPlan): Action {
  const written = k.attempts.filter(({ stage }) => stage === 'written').map(({ attempt }) => attempt)
  if (written.length > 0) return { do: 'offer', attempts: written }
  // The new split stands, unless the second step was refused because somebody has agreed on another one.
  const isSplitAgreed = landedAttempts(k).length > 0 && k.attempts.at(-1)?.stage === 'void'
  if (isSplitAgreed) return giveUp(k, now, new NitroliteError('CLOSING_SPLIT_AGREED'))
  if (k.attempts.length > 0) return giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED'))
  return k.draft ? { do: 'write', attempts: attemptsFrom(plan, k.draft) } : { do: 'sign', submission: plan.submissions[0] ?? 'close', isFresh: false }
}
