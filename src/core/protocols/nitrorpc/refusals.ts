import { NitroliteError, type ErrorData, type NitroliteErrorCode } from '../../errors/errors'

/** Whether a text proves that a request was refused before the node changed its ledger. */
type Evidence = 'proof' | 'no proof'

/**
 * Error texts of ClearNode 0.5.2 and of legacy nodes, each with the code that it means. Named groups of a pattern become values of
 * the error.
 *
 * A text is a proof only if it comes from one of the checks that the node makes before it changes its ledger. Only such a text
 * proves that a closing was refused and can never land, so the patterns of proofs are as exact as possible.
 */
const TEXTS: readonly (readonly [RegExp, NitroliteErrorCode, Evidence])[] = [
  [/^invalid message format$|^message (validation failed|request is empty)$/, 'NODE_FORMAT', 'proof'],
  [/^unknown method: /, 'PROTOCOL_UNSUPPORTED', 'proof'],
  [/^failed to parse auth|^invalid authentication method/, 'AUTH_PARAMETERS_INVALID', 'no proof'],
  [/^failed to generate challenge|^authentication failed/, 'AUTH_BUSY', 'no proof'],
  [/^invalid JWT/, 'AUTH_JWT_INVALID', 'no proof'],
  [/^invalid challenge$/, 'AUTH_CHALLENGE_UNKNOWN', 'no proof'],
  [/^invalid (challenge or )?signature$/, 'AUTH_REFUSED', 'no proof'],
  [/^failed to generate JWT|^expiration time/, 'AUTH_EXPIRY_INVALID', 'no proof'],
  [/^unsupported token: |allowance/, 'AUTH_ALLOWANCE_INVALID', 'no proof'],
  [/^session key already exists/, 'SESSION_KEY_EXPIRED', 'no proof'],
  [/^signer is already in use/, 'SESSION_KEY_IN_USE', 'no proof'],
  [/^authentication required$/, 'AUTH_REQUIRED', 'proof'],
  [/^session expired, please re-authenticate$/, 'AUTH_SESSION_EXPIRED', 'proof'],
  [/^invalid message timestamp$/, 'NODE_STAMP_REFUSED', 'proof'],
  [/^failed to parse parameters$/, 'NODE_FORMAT', 'proof'],
  [/^failed to get (wallets|signers) from RPC message$/, 'NODE_SIGNATURE_UNREADABLE', 'proof'],
  [/^missing required parameters: app_id or allocations$/, 'ALLOCATIONS_EMPTY', 'proof'],
  [/^an open app session not found: record not found$|^virtual app .* is not opened$/, 'SESSION_NOT_OPEN', 'proof'],
  [/^failed to get application session/, 'SESSION_NOT_FOUND', 'no proof'],
  [/^signature from unknown participant wallet (?<signer>\S+)$/, 'SESSION_KEY_REPLACED', 'proof'],
  [/quorum not (?:reached|met): (?<have>\d+) \/ (?<need>\d+)$/, 'QUORUM_UNREACHABLE', 'proof'],
  [/^zero weight for signer (?<wallet>\S+)$/, 'SESSION_NOT_PARTICIPANT', 'proof'],
  [/^failed to get session key for signer (?<signer>\S+): .*(?:record not found|session key expired)$/, 'SESSION_KEY_EXPIRED', 'proof'],
  [/^session key application validation failed for signer (?<signer>\S+): session key application mismatch/, 'SESSION_KEY_WRONG_APPLICATION', 'proof'],
  [/^negative allocation: (?<amount>\S+) for asset (?<asset>.+)$/, 'ALLOCATION_NEGATIVE', 'proof'],
  [/^allocation to non-participant (?<participant>\S+)$/, 'ALLOCATION_NON_PARTICIPANT', 'proof'],
  [/^asset (?<asset>.+) not fully redistributed$/, 'ALLOCATION_NOT_REDISTRIBUTED', 'proof'],
  [/^asset (?<asset>.+) is not deposited into the app session\. Please deposit the asset first$/, 'ALLOCATION_UNKNOWN_ASSET', 'proof'],
  [/^allocation references unknown asset (?<asset>.+)$/, 'ALLOCATION_UNKNOWN_ASSET', 'proof'],
  [/^failed to (?:get app session b|get session b|record a ledger|close application)|^an error occurred|^invalid policy type/, 'NODE_STORAGE', 'no proof'],
]

/** How much of the node's text an error keeps, in characters. */
const MAX_TEXT_LENGTH = 500

/** What an error text of the node means. */
export interface NodeRefusal {
  readonly error: NitroliteError
  /** Whether the text proves that the request was refused before the node changed its ledger. */
  readonly isProof: boolean
}

/**
 * Recognises an error text of the node.
 * @param data values of the request that the error's text may mention
 * @returns `NODE_UNKNOWN_ERROR`, which proves nothing, for an unknown text
 */
export function readRefusal(raw: string, data: ErrorData = {}): NodeRefusal {
  const text = raw.slice(0, MAX_TEXT_LENGTH)
  for (const [pattern, code, evidence] of TEXTS) {
    const match = pattern.exec(text)
    if (!match) continue
    return { error: new NitroliteError(code, { ...data, ...match.groups, node: text }), isProof: evidence === 'proof' }
  }
  return { error: new NitroliteError('NODE_UNKNOWN_ERROR', { ...data, node: text }), isProof: false }
}
