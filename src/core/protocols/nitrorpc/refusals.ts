import { NitroliteError, type ErrorData, type NitroliteErrorCode } from '../../errors/errors'

/**
 * Texts of the node (ClearNode 0.5.2 and legacy) and the code that each means; what a pattern captures are values
 * of the error. The third place is 1 for texts that come from one of the node's checks before anything is booked:
 * only those prove that a closing was refused and can never land, so they are compared in full.
 */
const TEXTS: readonly (readonly [RegExp, NitroliteErrorCode, 0 | 1])[] = [
  [/^invalid message format$|^message (validation failed|request is empty)$/, 'NODE_FORMAT', 1],
  [/^unknown method: /, 'PROTOCOL_UNSUPPORTED', 1],
  [/^failed to parse auth|^invalid authentication method/, 'AUTH_PARAMETERS_INVALID', 0],
  [/^failed to generate challenge|^authentication failed/, 'AUTH_BUSY', 0],
  [/^invalid JWT/, 'AUTH_JWT_INVALID', 0],
  [/^invalid challenge$/, 'AUTH_CHALLENGE_UNKNOWN', 0],
  [/^invalid (challenge or )?signature$/, 'AUTH_REFUSED', 0],
  [/^failed to generate JWT|^expiration time/, 'AUTH_EXPIRY_INVALID', 0],
  [/^unsupported token: |allowance/, 'AUTH_ALLOWANCE_INVALID', 0],
  [/^session key already exists/, 'SESSION_KEY_EXPIRED', 0],
  [/^signer is already in use/, 'SESSION_KEY_IN_USE', 0],
  [/^authentication required$/, 'AUTH_REQUIRED', 1],
  [/^session expired, please re-authenticate$/, 'AUTH_SESSION_EXPIRED', 1],
  [/^invalid message timestamp$/, 'NODE_STAMP_REFUSED', 1],
  [/^failed to parse parameters$/, 'NODE_FORMAT', 1],
  [/^failed to get (wallets|signers) from RPC message$/, 'NODE_SIGNATURE_UNREADABLE', 1],
  [/^missing required parameters: app_id or allocations$/, 'ALLOCATIONS_EMPTY', 1],
  [/^an open app session not found: record not found$|^virtual app .* is not opened$/, 'SESSION_NOT_OPEN', 1],
  [/^failed to get application session/, 'SESSION_NOT_FOUND', 0],
  [/^signature from unknown participant wallet (?<signer>\S+)$/, 'SESSION_KEY_REPLACED', 1],
  [/quorum not (?:reached|met): (?<have>\d+) \/ (?<need>\d+)$/, 'QUORUM_UNREACHABLE', 1],
  [/^zero weight for signer (?<wallet>\S+)$/, 'SESSION_NOT_PARTICIPANT', 1],
  [/^failed to get session key for signer (?<signer>\S+): .*(?:record not found|session key expired)$/, 'SESSION_KEY_EXPIRED', 1],
  [/^session key application validation failed for signer (?<signer>\S+): session key application mismatch/, 'SESSION_KEY_WRONG_APPLICATION', 1],
  [/^negative allocation: (?<amount>\S+) for asset (?<asset>.+)$/, 'ALLOCATION_NEGATIVE', 1],
  [/^allocation to non-participant (?<participant>\S+)$/, 'ALLOCATION_NON_PARTICIPANT', 1],
  [/^asset (?<asset>.+) not fully redistributed$/, 'ALLOCATION_NOT_REDISTRIBUTED', 1],
  [/^asset (?<asset>.+) is not deposited into the app session\. Please deposit the asset first$/, 'ALLOCATION_UNKNOWN_ASSET', 1],
  [/^allocation references unknown asset (?<asset>.+)$/, 'ALLOCATION_UNKNOWN_ASSET', 1],
  [/^failed to (?:get app session b|get session b|record a ledger|close application)|^an error occurred|^invalid policy type/, 'NODE_STORAGE', 0],
]

/** Longest text that is kept of an error. */
const LONGEST = 500

/** An error of the node, understood. */
export interface NodeRefusal {
  readonly error: NitroliteError
  /** Whether the text proves that the request was refused before anything was booked. */
  readonly isProof: boolean
}

/**
 * Understands an error text of the node.
 * @param data values of the request that the texts of the code mention
 */
export function readRefusal(raw: string, data: ErrorData = {}): NodeRefusal {
  const text = raw.slice(0, LONGEST)
  for (const [pattern, code, proof] of TEXTS) {
    const match = pattern.exec(text)
    if (!match) continue
    return { error: new NitroliteError(code, { ...data, ...match.groups, node: text }), isProof: proof === 1 }
  }
  return { error: new NitroliteError('NODE_UNKNOWN_ERROR', { ...data, node: text }), isProof: false }
}
