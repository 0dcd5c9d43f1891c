import type { PayoutVerdict } from './payouts'
import type { Attempt, AttemptOutcome, ClosingPlan, Receipt } from '../closing/types'

/** What a receipt is made of. */
export interface ReceiptParts {
  readonly protocol: string
  readonly url: string
  readonly plan: ClosingPlan
  /** The attempt of the submission that closed the session. */
  readonly attempt: Attempt
  /** What the node answered; null where it was learned from its books only. */
  readonly outcome: Extract<AttemptOutcome, { kind: 'landed' }> | null
  readonly verdict: PayoutVerdict & { readonly result: Receipt['result'] }
}

/** Whether the signatures prove by themselves, or with a kept policy, that participants asked for this. */
function isBoundToParticipants(parts: ReceiptParts): boolean {
  const participants = new Set(parts.plan.session.participants.map(each => each.address))
  return parts.attempt.signers.every(signer =>
    participants.has(signer) || parts.attempt.policy?.sessionKey === signer)
}

/** Puts the receipt of an ended closing together. */
export function makeReceipt(parts: ReceiptParts): Receipt {
  const { plan, attempt, outcome, verdict } = parts
  const signature = outcome?.responseSignatures[0]
  const { session } = plan
  return {
    version: 1,
    result: verdict.result,
    protocol: parts.protocol,
    node: { url: parts.url, broker: plan.broker },
    session: {
      id: session.id,
      application: session.application,
      participants: session.participants,
      quorum: session.quorum,
    },
    requested: plan.allocations,
    request: {
      text: attempt.text,
      digest: attempt.digest,
      signatures: attempt.signatures,
      signers: attempt.signers,
    },
    policies: attempt.policy ? [attempt.policy] : [],
    response: outcome && signature ? { text: outcome.responseText, signature } : null,
    payouts: verdict.payouts,
    differences: verdict.differences,
    unproven: [...isBoundToParticipants(parts) ? [] : ['policy'], ...signature ? [] : ['response']],
    closedAt: verdict.payouts.at(-1)?.createdAt ?? '',
  }
}
