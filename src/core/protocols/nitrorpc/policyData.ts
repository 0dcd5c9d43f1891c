import type { SessionKeyPolicy, TypedData } from '../../wallet/types'

/** A policy as the EIP-712 typed data that the wallet signs. Its domain has only a name: the application (ClearNode 0.5.2). */
export const policyData = (policy: Omit<SessionKeyPolicy, 'signature'>): TypedData => ({
  domain: { name: policy.application },
  primaryType: 'Policy',
  types: {
    Policy: [
      { name: 'challenge', type: 'string' },
      { name: 'scope', type: 'string' },
      { name: 'wallet', type: 'address' },
      { name: 'session_key', type: 'address' },
      { name: 'expires_at', type: 'uint64' },
      { name: 'allowances', type: 'Allowance[]' },
    ],
    Allowance: [{ name: 'asset', type: 'string' }, { name: 'amount', type: 'string' }],
  },
  message: {
    challenge: policy.challenge,
    scope: policy.scope,
    wallet: policy.wallet,
    session_key: policy.sessionKey,
    expires_at: policy.expiresAt,
    allowances: [],
  },
})
