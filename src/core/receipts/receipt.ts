import type { Attempt, AttemptOutcome, ClosingPlan } from '../closing/types'
import type { Receipt } from './types'
import type { PayoutVerdict } from './payouts'

/** What a receipt is made from. */
interface ReceiptParts {
  /** Name of the protocol, for example `nitrorpc/0.5`. */
  readonly protocol: string
  /** WebSocket address of the node. */
  readonly url: string
  readonly plan: ClosingPlan
  /** The attempt of the submission that closes the session. */
  readonly attempt: Attempt
  /** The node's answer to the attempt, or null if the outcome is known only from the node's ledger. */
  readonly outcome: Extract<AttemptOutcome, { kind: 'landed' }> | null
  readonly verdict: PayoutVerdict & { readonly result: Receipt['result'] }
  readonly by: Receipt['by']
  readonly isOpenAgain: boolean
}

/** Whether each signer is a participant, or a session key with a policy in the receipt. */
function areSignersBound({ plan, attempt }: ReceiptParts): boolean {
  const participants = new Set(plan.session.participants.map(({ address }) => address))
  return attempt.signers.every(signer => participants.has(signer) || attempt.policy?.sessionKey === signer)
}

/** Makes the receipt of a closing whose payouts have been read. */
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
    payable: verdict.payable,
    by: parts.by,
    isOpenAgain: parts.isOpenAgain,
    differences: verdict.differences,
    unproven: [...areSignersBound(parts) ? [] : ['policy'], ...signature ? [] : ['response']],
    closedAt: verdict.payouts.at(-1)?.createdAt ?? '',
  }
}
