import { NitroliteError } from '../../errors/errors'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { recoverDigestSigner } from '../../wallet/signature'
import type { CloseProposal, ProposalOrigin } from '../types'
import { isGrantedFor, type NodeRules } from './facts'
import { readKeyPolicy } from './keyPolicy'

/** Whether the creator signed, or a session key that the creator's wallet allowed for this session. */
function isSignedByCreator(
  { signature, policy }: ProposalOrigin, creator: Address, digest: Hex, session: AppSession, rules: NodeRules,
): boolean {
  const signer = recoverDigestSigner(digest, signature)
  if (!policy) return signer === creator
  const grant = readKeyPolicy(policy, creator, rules)
  return grant !== null && signer !== null && isSameAddress(grant.key, signer) && isGrantedFor(grant, session, rules)
}

/**
 * Checks who made a proposal: a participant or its submitter. A proposal without an origin passes, because people can compare its
 * code by voice. A key of the creator may have ended since: a proposal can be reviewed long after it was made.
 * @param digest what the creator must have signed
 * @throws `PROPOSAL_ORIGIN_INVALID`
 */
export function checkOrigin({ origin, submitter }: CloseProposal, session: AppSession, rules: NodeRules, digest: Hex): void {
  if (!origin) return
  const creator = checksumAddress(origin.creator)
  const isKnown = creator !== null
    && [submitter, ...session.participants.map(({ address }) => address)].some(address => isSameAddress(address, creator))
  if (isKnown && isSignedByCreator(origin, creator, digest, session, rules)) return
  throw new NitroliteError('PROPOSAL_ORIGIN_INVALID', { creator: creator ?? undefined })
}
