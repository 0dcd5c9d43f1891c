import type { ProposalReview } from '../../../core/cosigning/review/reviewProposal'
import type { Address } from '../../../core/types'
import { isSameAccount } from '../../session-closer/model/accounts'

/** Another participant, as a co-signer in a room sees them. */
export interface PersonInRoom {
  readonly participant: Address
  readonly isPresent: boolean
  /** Whether they collect the signatures. */
  readonly isSubmitter: boolean
}

/**
 * Who else is in the room, with the submitter first. Without a proposal, only those who are there are listed.
 * @param presentNow null if nobody knows who is there; nobody is listed then
 */
export function peopleInRoom(review: Pick<ProposalReview, 'participants' | 'submitter'> | null, presentNow: readonly Address[] | null): readonly PersonInRoom[] {
  if (presentNow === null) return []
  if (!review) return presentNow.map(participant => ({ participant, isPresent: true, isSubmitter: false }))
  const others = review.participants.filter(({ isMe }) => !isMe).map(({ address }): PersonInRoom => ({
    participant: address, isPresent: presentNow.includes(address), isSubmitter: isSameAccount(address, review.submitter.address),
  }))
  return [...others.filter(({ isSubmitter }) => isSubmitter), ...others.filter(({ isSubmitter }) => !isSubmitter)]
}
