import { isSameAddress } from '../../sessions/participants'
import type { Address } from '../../types'
import { checksumAddress } from '../../wallet/address'
import type { SessionKeyPolicy } from '../../wallet/types'
import type { KeyGrant, NodeRules } from './facts'

/** Latest end of a key that can be a time in JavaScript, in Unix seconds. */
const LATEST_END = 8_640_000_000_000

/**
 * What a policy allows its session key. The policy is foreign data: every value of it may be wrong.
 * @param wallet who must have signed the policy, EIP-55 checksummed
 * @returns null unless the policy is for this wallet, and the wallet signed it
 */
export function readKeyPolicy(policy: SessionKeyPolicy, wallet: Address, { proof }: NodeRules): KeyGrant | null {
  const { sessionKey, application, expiresAt } = policy
  const isReadable = checksumAddress(sessionKey) !== null
    && Number.isInteger(expiresAt) && expiresAt >= 0 && expiresAt <= LATEST_END
    && isSameAddress(policy.wallet, wallet)
  if (!isReadable || proof.policySigner(policy) !== wallet) return null
  return { wallet, key: sessionKey, applications: [application], sessionIds: [], endsAt: expiresAt * 1000 }
}
