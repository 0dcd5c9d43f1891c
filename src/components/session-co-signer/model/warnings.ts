import type { ProposalReview } from '../../../core/cosigning/review/reviewProposal'
import type { Address } from '../../../core/types'
import type { TogetherLabels } from '../../../texts/togetherLabels'

/** Something that a person has to look at before signing. */
export interface ReviewWarning {
  readonly kind: 'unproven creator' | 'look-alike' | 'strange submitter' | 'data erased' | 'data changed' | 'can split' | 'may split' | 'signed elsewhere'
  readonly text: string
}

/** Pairs of addresses that look alike, each pair once. */
function lookAlikePairs({ participants }: ProposalReview): (readonly [Address, Address])[] {
  const seen = new Set<Address>()
  return participants.flatMap(({ address, lookAlikes }) => {
    seen.add(address)
    return lookAlikes.filter(other => !seen.has(other)).map(other => [address, other] as const)
  })
}

/**
 * What a person has to look at, the most dangerous first.
 * @param labelOf name or shortened address of a participant
 */
export function warningsOf(review: ProposalReview, labels: TogetherLabels, labelOf: (address: Address) => string): readonly ReviewWarning[] {
  const { submitter, sessionData: { change }, quorum: { canSplit }, foreignKeys, creator } = review
  const all: (ReviewWarning | false)[] = [
    ...lookAlikePairs(review).map(([one, other]): ReviewWarning => ({ kind: 'look-alike', text: labels.lookAlike(one, other) })),
    !submitter.isParticipant && { kind: 'strange submitter', text: labels.strangeSubmitter(labelOf(submitter.address)) },
    change === 'erased' && { kind: 'data erased', text: labels.dataErased },
    change === 'changed' && { kind: 'data changed', text: labels.dataChanged },
    canSplit === 'yes' && { kind: 'can split', text: labels.canSplit },
    canSplit === 'unknown' && { kind: 'may split', text: labels.maySplit },
    foreignKeys.length > 0 && { kind: 'signed elsewhere', text: labels.signedElsewhere },
    creator === null && { kind: 'unproven creator', text: labels.unprovenCreator },
  ]
  return all.filter(warning => warning !== false)
}
