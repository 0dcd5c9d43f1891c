import { NitroliteError } from '../../errors/errors'
import type { ClosingPlan } from '../types'
import type { Action } from './action'
import { isShared } from './attempts'
import type { Knowledge } from './knowledge'
import { giveUp, wait, waitOr, type Moment } from './moves'
import { ROUND_PAUSE } from './pauses'
import { attemptFrom, isOwnMissing, missingWeight, missingWithout } from './signers'

/** Several participants sign: each of them sends nothing but its signature, and one of them sends the attempt. */
export function together(k: Knowledge, now: Moment): Action | null {
  switch (k.plan?.together?.role) {
    case 'submitter': return gathering(k, now, k.plan)
    case 'co-signer': return coSigning(k, now, k.plan)
    case undefined: return null
  }
}

/** Collects the signatures of the others, signs last, and sends. The draft is in the journal before anybody is asked. */
function gathering(k: Knowledge, now: Moment, plan: ClosingPlan): Action {
  const draft = isShared(k.draft) ? k.draft : null
  const written = k.attempts.find(({ stage }) => stage === 'written')
  const isOver = draft !== null && draft.sendUntil <= now.at
  // The others may be signing a later proposal already once the time of this one is over.
  if (isOver && (written || !plan.together?.rounds)) return giveUp(k, now, new NitroliteError('PROPOSAL_SIGNING_LEFT'))
  if (written) return { do: 'send', attempt: written.attempt }
  if (isOver) return waitOr(draft.sendUntil + k.node.settle + ROUND_PAUSE, now, null) ?? stamping(k, now, plan)
  if (!draft) return stamping(k, now, plan)
  if (!draft.isKept) return { do: 'keep draft', draft }
  if (missingWeight(plan, draft) > 0) return { do: 'collect', draft, until: draft.sendUntil }
  if (!isOwnMissing(plan, draft)) return { do: 'write', attempt: attemptFrom(plan, draft) }
  return now.isLoggedIn ? { do: 'sign', submission: draft.proposal.submission, isFresh: false } : wait(draft.sendUntil)
}

/**
/**
 * Makes the bytes to sign. Where approving is signing, that happens once, because the others may have signed them already. Else
 * it happens in each round, as soon as enough participants are ready.
 */
function stamping(k: Knowledge, now: Moment, plan: ClosingPlan): Action {
  const { attempts, store: { record } } = k
  const isRepeatable = plan.together?.rounds !== undefined && record === 'kept'
  if (attempts.length > 0 || (record !== 'none' && !isRepeatable)) return giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED'))
  if (!plan.together?.rounds) return { do: 'stamp' }
  if (record === 'none') return { do: 'take slot' }
  if (missingWithout(plan, k.ready) > 0) return { do: 'gather' }
  return now.isLoggedIn ? { do: 'stamp' } : wait(Infinity)
}

/**
 * Signs the bytes of the submitter once. The journal says so before anything is signed, so that the wallet signs nothing else
 * meanwhile, and holds the signature before the submitter receives it.
 */
function coSigning(k: Knowledge, now: Moment, plan: ClosingPlan): Action {
  const written = k.attempts.find(({ stage }) => stage === 'written')
  if (written) return { do: 'offer', attempt: written.attempt }
  if (k.attempts.length > 0) return giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED'))
  if (k.request !== null && k.store.record === 'none') return { do: 'take slot' }
  // Nothing was signed. A person approves a proposal on one page only.
  if (k.request === null || k.store.record !== 'kept') return giveUp(k, now, new NitroliteError('CLOSING_CANCELLED'))
  return k.draft ? { do: 'write', attempt: attemptFrom(plan, k.draft) } : { do: 'sign', submission: plan.submissions[0] ?? 'close', isFresh: false }
}
