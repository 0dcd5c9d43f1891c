import type { Address } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { keyStateDigest, recoverMessageSigner, type KeyState } from './digests'

/** The first state of a key; the one that ends it is the second. */
export const FIRST = 1

/** A policy as the state of a key that a wallet has signed. */
export const keyStateOf = (
  { wallet, sessionKey, application, expiresAt }: Omit<SessionKeyPolicy, 'signature'>, version = FIRST,
): KeyState => ({ wallet, key: sessionKey, application, expiresAt, version })

/** Who signed a delegation; null for a malformed signature, and for one that says more than is signed here. */
export const policySigner = (policy: SessionKeyPolicy): Address | null => policy.scope === '' && policy.challenge === ''
  ? recoverMessageSigner(keyStateDigest(keyStateOf(policy)), policy.signature)
  : null
