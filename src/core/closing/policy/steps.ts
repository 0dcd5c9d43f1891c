import type { ClosingStep } from '../types'
import type { Receipt } from '../../receipts/types'
import type { Action } from './action'
import { isUnsent } from './attempts'
import { attemptsOf, currentSubmission, isClosed, isPaying } from './facts'
import type { Knowledge } from './knowledge'

type Status = ClosingStep['status']

/** The steps of a closing that is under way: checked, then signed, sent and confirmed for each submission, then paid. */
export function stepsOf(k: Knowledge, action: Action): ClosingStep[] {
  const step = (name: ClosingStep['name'], submission: string | null, status: Status): ClosingStep => ({ name, submission, status })
  return [
    step('checked', null, k.plan ? 'done' : action.do === 'plan' || k.trouble ? 'active' : 'waiting'),
    // Until the protocol has planned, the usual single submission is shown.
    ...(k.plan?.submissions ?? ['close']).flatMap(submission => [
      step('signed', submission, signed(k, action, submission)),
      step('sent', submission, sent(k, action, submission)),
      step('confirmed', submission, confirmed(k, submission)),
    ]),
    step('paid', null, isPaying(k) ? 'active' : 'waiting'),
  ]
}

/** The steps of a closing that has ended, or that is held between two submissions: the step under way has failed. */
export const endedSteps = (steps: readonly ClosingStep[], receipt: Receipt | null): ClosingStep[] => steps.map((step) => {
  if (step.name === 'paid' && receipt) return { ...step, status: receipt.result === 'closed' ? 'done' : 'failed' }
  return step.status === 'active' || step.status === 'unknown' ? { ...step, status: receipt ? 'done' : 'failed' } : step
})

/** The draft contains a proposal for this submission. */
const isOfDraft = ({ draft }: Knowledge, submission: string): boolean =>
  draft !== null && draft.proposals.some(proposal => proposal.submission === submission)

function signed(k: Knowledge, action: Action, submission: string): Status {
  if (action.do === 'sign' && action.submission === submission) return 'active'
  const draft = isOfDraft(k, submission) ? k.draft : null
  if (draft?.shared) return 'active'
  if (attemptsOf(k, submission).length > 0 || draft) return 'done'
  const hasFailedHere = currentSubmission(k) === submission && (k.trouble ?? k.person.declined ?? k.person.held) !== null
  return hasFailedHere ? 'active' : 'waiting'
}

function sent(k: Knowledge, action: Action, submission: string): Status {
  const attempts = attemptsOf(k, submission)
  const isSigned = isOfDraft(k, submission) && !k.draft?.shared
  if (isSigned || attempts.some(({ stage }) => stage === 'written')) return 'active'
  if (!attempts.every(isUnsent)) return 'done'
  const isWaitingForSocket = attempts.length > 0 && action.do !== 'sign'
  return isWaitingForSocket ? 'active' : 'waiting'
}

function confirmed(k: Knowledge, submission: string): Status {
  const attempts = attemptsOf(k, submission)
  if (attempts.some(({ stage }) => stage === 'landed') || (isClosed(k) && attempts.length > 0)) return 'done'
  const last = attempts.at(-1)
  if (attempts.every(isUnsent)) return 'waiting'
  if (!last || last.stage === 'written') return attempts.length > 1 ? 'unknown' : 'waiting'
  return last.stage === 'awaited' || last.stage === 'refused' ? 'active' : 'unknown'
}
