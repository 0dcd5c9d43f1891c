import type { Address } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { keyStateDigest, recoverMessageSigner, type KeyState } from './digests'

/** Version of a key when it is registered. The version after it ends the key. */
export const FIRST_VERSION = 1

/** The state that a wallet signs when it lets a key act for it. */
export const keyStateOf = (
  { wallet, sessionKey, application, expiresAt }: Omit<SessionKeyPolicy, 'signature'>, version = FIRST_VERSION,
): KeyState => ({ wallet, key: sessionKey, application, expiresAt, version })

/**
 * The wallet that signed a policy. Null for a malformed signature, and for a policy with a scope or a challenge: nitronode
 * signatures cover neither.
 */
export const policySigner = (policy: SessionKeyPolicy): Address | null => policy.scope === '' && policy.challenge === ''
  ? recoverMessageSigner(keyStateDigest(keyStateOf(policy)), policy.signature)
  : null
