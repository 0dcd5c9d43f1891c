import { NitroliteError } from '../../errors/errors'
import { isSameAddress } from '../../sessions/participants'
import { readSessionId } from '../../sessions/sessionId'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { recoverDigestSigner } from '../../wallet/signature'
import type { CloseProposal, ProposalOrigin } from '../types'
import { isGrantedFor, type KeyGrant, type NodeRules } from './facts'
import type { SessionKeyPolicy } from '../../wallet/types'

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

/** Latest end of a key that can be a time in JavaScript, in Unix seconds. */
const LATEST_END = 8_640_000_000_000

/**
 * What a policy allows its session key. The policy is foreign data: every value of it may be wrong.
 * @param wallet who must have signed the policy, EIP-55 checksummed
 * @returns null unless the policy is for this wallet, and the wallet signed it
 */
export function readKeyPolicy(policy: SessionKeyPolicy, wallet: Address, { proof, keyScope }: NodeRules): KeyGrant | null {
  const { sessionKey, application, scope, expiresAt } = policy
  const isReadable = checksumAddress(sessionKey) !== null
    && Number.isInteger(expiresAt) && expiresAt >= 0 && expiresAt <= LATEST_END
    && isSameAddress(policy.wallet, wallet)
  if (!isReadable || proof.policySigner(policy) !== wallet) return null
  // On a ClearNode, a scope names what a key may do, and not a session.
  const sessionId = keyScope === 'session' ? readSessionId(scope) : null
  return { wallet, key: sessionKey, applications: [application], sessionIds: sessionId === null ? [] : [sessionId], endsAt: expiresAt * 1000 }
}
