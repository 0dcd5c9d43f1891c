import { NitroliteError } from '../../errors/errors'
import type { ClosingPlan } from '../types'
import type { Action } from './action'
import { isShared } from './attempts'
import type { Knowledge } from './knowledge'
import { giveUp, wait, type Moment } from './moves'
import { attemptFrom, isOwnMissing, missingWeight } from './signers'

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
  const { attempts } = k
  const draft = isShared(k.draft) ? k.draft : null
  const written = attempts.find(({ stage }) => stage === 'written')
  // The others may be signing a later proposal already once the time of this one is over.
  if ((draft?.sendUntil ?? Infinity) <= now.at) return giveUp(k, now, new NitroliteError('PROPOSAL_SIGNING_LEFT'))
  if (written) return { do: 'send', attempt: written.attempt }
  // The bytes are made once: the others may have signed them already.
  if (!draft) return attempts.length > 0 || k.store.record !== 'none' ? giveUp(k, now, new NitroliteError('PROPOSAL_LAPSED')) : { do: 'stamp' }
  if (!draft.isKept) return { do: 'keep draft', draft }
  if (missingWeight(plan, draft) > 0) return { do: 'collect', draft, until: draft.sendUntil }
  if (!isOwnMissing(plan, draft)) return { do: 'write', attempt: attemptFrom(plan, draft) }
  return now.isLoggedIn ? { do: 'sign', submission: draft.proposal.submission, isFresh: false } : wait(draft.sendUntil)
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
