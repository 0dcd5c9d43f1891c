import type { ShownProposal } from '../../../composables/types'
import type { DeclineReason } from '../../../core/cosigning/types'
import type { AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import { isSameAccount } from './accounts'

/** A participant whose signature counts, while signatures are collected. */
export interface CollectedSigner {
  readonly participant: Address
  readonly weight: number
  readonly isYou: boolean
  /** `approves`: in a room, and is there now. `refused`: has signed, and the node has refused that signature. */
  readonly status: 'signed' | 'refused' | 'approves' | 'missing' | 'last' | 'declined'
  /** Whether they are in the room now; null if nobody knows that, and for the wallet itself. */
  readonly isPresent: boolean | null
  /** Why they do not sign; null unless they have declined. */
  readonly reason: DeclineReason | null
  /** What they wrote, to be shown as plain text; empty for nothing. */
  readonly note: string
}

/** What the list needs of a proposal. */
type Collected = Pick<ShownProposal, 'signedBy' | 'refusedBy' | 'approvedBy' | 'presentNow' | 'declines'>

/** What is known about the signatures of a session while they are collected. */
export interface CollectedSignatures {
  readonly signers: readonly CollectedSigner[]
  readonly signed: number
  readonly signedWeight: number
  readonly ownWeight: number
}

/**
 * Who has signed, who is missing and who has declined. A participant who is listed twice counts once, with the last weight, as
 * for a ClearNode.
 * @param account the wallet that collects the signatures; it signs last
 */
export function signaturesOf(
  { participants }: Pick<AppSession, 'participants'>, { signedBy, refusedBy, approvedBy, presentNow, declines }: Collected, account: Address | null,
): CollectedSignatures {
  const weights = new Map(participants.map(({ address, weight }) => [address, weight]))
  const signers = [...weights].filter(([, weight]) => weight > 0).map(([participant, weight]): CollectedSigner => {
    const isYou = isSameAccount(participant, account)
    const hasSigned = signedBy.includes(participant)
    const isApproving = approvedBy.includes(participant)
    // A decline ends an approval, so a participant who approves has declined before that.
    const decline = isYou || hasSigned || isApproving ? undefined : declines.find(each => each.participant === participant)
    // A device with the old key still approves after the refusal, so an approval does not hide it.
    const unsigned = decline ? 'declined' : refusedBy.includes(participant) ? 'refused' : isApproving ? 'approves' : 'missing'
    const status = isYou ? 'last' : hasSigned ? 'signed' : unsigned
    const isPresent = isYou || presentNow === null ? null : presentNow.includes(participant)
    return { participant, weight, isYou, status, isPresent, reason: decline?.reason ?? null, note: decline?.note ?? '' }
  })
  const having = signers.filter(({ status }) => status === 'signed')
  return {
    signers,
    signed: having.length,
    signedWeight: having.reduce((sum, { weight }) => sum + weight, 0),
    ownWeight: signers.find(({ isYou }) => isYou)?.weight ?? 0,
  }
}
