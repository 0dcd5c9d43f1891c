import type { Address, Hex } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { keyStateDigest, recoverMessageSigner, type KeyState } from './digests'

/** Version of a key when it is registered. The version after it ends the key. */
export const FIRST_VERSION = 1

const isSessionId = (text: string): text is Hex => /^0x[\da-f]{64}$/.test(text)

/** The state that a wallet signs when it lets a key act for it: for one application, or for the one session in `scope`. */
export const keyStateOf = (
  { wallet, sessionKey, application, scope, expiresAt }: Omit<SessionKeyPolicy, 'signature'>, version = FIRST_VERSION,
): KeyState => ({
  wallet, key: sessionKey, expiresAt, version,
  applications: application === '' ? [] : [application],
  sessionIds: isSessionId(scope) ? [scope] : [],
})

/**
 * The wallet that signed a policy. Null for a malformed signature, and for a policy with a challenge or with a scope that is not
 * the id of a session: nitronode signatures cover neither.
 */
export const policySigner = (policy: SessionKeyPolicy): Address | null => policy.challenge === '' && (policy.scope === '' || isSessionId(policy.scope))
  ? recoverMessageSigner(keyStateDigest(keyStateOf(policy)), policy.signature)
  : null
