import type { RunningClosing } from '../closing/runningClosing'
import type { Attempt } from '../closing/types'
import type { AppSession } from '../sessions/types'
import type { ForeignKeys } from './foreignKeys'
import type { Address } from '../types'
import type { Approval, StampedProposal } from './review/checkAtSigning'
import type { ProposalReview } from './review/reviewProposal'
import type { SignatureEnd } from './signatureEnd'
import type { RoomPeople } from './transport'
import type { CloseProposal, Decline } from './types'

/** The room in which the submitter asks for the signature. */
export interface Room {
  readonly people: RoomPeople
  /**
   * Tells the others that this participant approves, and repeats that while the participant is there.
   * @throws `PROPOSAL_CONFLICT` while another proposal of this client is being signed
   */
  approve(approval: Approval): void
  /** Tells the others that this participant does not sign. */
  decline(decline: Decline): void
}

/** What a review of a proposal is made of. */
export interface CoSigningParts {
  readonly proposal: CloseProposal
  /** As the proposal was opened. */
  readonly review: ProposalReview
  readonly foreignKeys: ForeignKeys
  readonly session: AppSession
  readonly wallet: Address
  /** Null when the reply is taken to the submitter by hand. */
  readonly room: Room | null
  /** The node's clock in Unix milliseconds; null while the wallet is not logged in. */
  nodeTime(): number | null
  /** When a signature of these bytes ends. */
  endOf(proposal: StampedProposal): SignatureEnd
  /** Waits no longer than the client lives. @throws `CLIENT_DISPOSED`, and what the work throws */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
  /** Starts the closing that signs. @throws `PROPOSAL_CONFLICT` */
  start(proposal: StampedProposal, approval: Approval | null, deliver: (attempts: readonly Attempt[]) => void): RunningClosing
}
