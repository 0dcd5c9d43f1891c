import type { Access, PlanBasis } from '../protocols/protocol'
import type { Attempt, ClosingPlan, Proposal } from './types'
import type { Draft } from './policy/attempts'

/** What a closing needs to ask other participants for their signatures. `core/cosigning` provides it. */
export interface SubmitterPart {
  readonly role: 'submitter'
  /** @throws why the session cannot be closed together */
  check(basis: PlanBasis, access: Access): void
  /** Makes the bytes that everybody signs. Nothing is shared before the closing has written them into the journal. */
  stamp(access: Access, plan: ClosingPlan): Promise<Draft>
}

/** What a closing needs to sign what another participant has proposed. `core/cosigning` provides it. */
export interface CoSignerPart {
  readonly role: 'co-signer'
  /** The bytes to sign, made by this client from the amounts that the person has approved. */
  readonly proposal: Proposal
  /** Checks the proposal against what the node says now. @throws why it must not be signed */
  check(basis: PlanBasis, access: Access): Promise<void> | void
  /** Takes the attempt with our signature to its submitter. The journal holds it already. */
  deliver(attempt: Attempt): void
}

export type CosigningPart = SubmitterPart | CoSignerPart
