import { p256 } from '@noble/curves/p256'
import type { Hex } from '../../src/core'
import type { RequestMessage } from '../../src/core/cosigning/codec/messageCodec'
import { meaningOf, proposalIdOf } from '../../src/core/cosigning/meaning'
import type { CloseProposal, ProposalStamp } from '../../src/core/cosigning/types'

/** A private key that everybody knows. */
const KNOWN_KEY = 1n

/**
 * The public key of a proposal whose replies everybody can open, and whose requests everybody can prove: the base point of P-256.
 */
export const KNOWN_BOX: Hex = `0x${p256.ProjectivePoint.BASE.toHex(true)}`

/**
 * A request for signatures of a proposal, in the name of its submitter. Its proof is right only if the proposal has the known box:
 * a submitter can ask for anything, and nobody else can.
 * @param approvals ids that were heard in the room
 */
export function requestByAnybody(proposal: CloseProposal, stamp: ProposalStamp, approvals: readonly Hex[]): RequestMessage {
  const proposalId = proposalIdOf({ ...proposal, stamp })
  const text = new TextEncoder().encode(['vue-nitrolite request for signatures 2', proposalId, ...approvals].join('\n'))
  const proof: Hex = `0x${p256.sign(text, KNOWN_KEY, { prehash: true }).toCompactHex()}`
  return { type: 'stamp', meaning: meaningOf(proposal), stamp, proposalId, approvals, proof }
}
