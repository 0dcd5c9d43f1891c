import type { Hex } from '../types'
import type { Approval } from './review/checkAtSigning'
import { isSameReading } from './review/reading'
import type { ProposalReview } from './review/reviewProposal'

/** What a person approves who has seen a review. @param at Unix milliseconds, by the node's clock */
export const approvalOf = (meaning: Hex, { reading, foreignKeys }: ProposalReview, at: number): Approval =>
  ({ meaning, reading, at, ...foreignKeys.length > 0 && { foreignKeys: foreignKeys.map(({ key }) => key) } })

/** Whether a person who approved was warned of all session keys of other devices. */
export const isWarned = ({ foreignKeys: seen = [] }: Approval, { foreignKeys }: Pick<ProposalReview, 'foreignKeys'>): boolean =>
  foreignKeys.every(({ key }) => seen.includes(key))

/** Whether an approval is for the proposal as a review shows it now. */
export const isApprovalOf = (approval: Approval, meaning: Hex, review: ProposalReview): boolean =>
  approval.meaning === meaning && isSameReading(approval.reading, review.reading) && isWarned(approval, review)
