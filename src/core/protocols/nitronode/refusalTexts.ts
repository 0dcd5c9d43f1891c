import type { NitroliteErrorCode } from '../../errors/errors'

/**
 * Error texts of nitronode 1.4.1, each with the code that it means. Named groups of a pattern become values of the error.
 *
 * A text about an outdated version means `SESSION_CHANGED`, not that a closing has failed: this very closing may have changed
 * the version.
 */
export const NITRONODE_TEXTS: readonly (readonly [RegExp, NitroliteErrorCode])[] = [
  [/^invalid message format$/, 'NODE_FORMAT'],
  [/^unknown method: /, 'PROTOCOL_UNSUPPORTED'],
  [/^app session is already closed$/, 'SESSION_NOT_OPEN'],
  [/^app session not found(: record not found)?$/, 'SESSION_NOT_FOUND'],
  [/^invalid app session version: expected \d+, got \d+$|concurrent modification detected/, 'SESSION_CHANGED'],
  [/^close intent (missing allocation|requires allocations to match|contains unexpected allocation)/, 'SESSION_CHANGED'],
  [/^operate intent (missing allocations?|allocation mismatch) for (participant (?<participant>[^,\s]+), )?asset (?<asset>[^\s:]+)/, 'ALLOCATION_NOT_REDISTRIBUTED'],
  [/^quorum not met: achieved (?<have>\d+), required (?<need>\d+)$/, 'QUORUM_UNREACHABLE'],
  [/^signature from non-participant: (?<wallet>\S+)$/, 'SESSION_NOT_PARTICIPANT'],
  [/^failed to recover user wallet: no active session key found(?: for key (?<signer>0x[\da-fA-F]{40}))?/, 'SESSION_KEY_EXPIRED'],
  [/^no signatures provided$|^quorum_sigs count|^failed to decode signature|^empty signature after decode|^failed to recover user wallet: (invalid signature|failed to recover )/, 'NODE_SIGNATURE_UNREADABLE'],
  [/^session_data exceeds maximum length/, 'OPTIONS_INVALID'],
  [/^allocation to non-participant (?<participant>\S+)$/, 'ALLOCATION_NON_PARTICIPANT'],
  [/^negative allocation: (?<amount>\S+) for asset (?<asset>.+)$/, 'ALLOCATION_NEGATIVE'],
  [/^duplicate allocation for participant (?<participant>[^,\s]+), asset (?<asset>\S+)$/, 'ALLOCATION_DUPLICATE'],
  [/^invalid amount for allocation with asset (?<asset>\S+) and participant \S+: amount exceeds maximum decimal precision: max (?<scale>\d+) decimals allowed/, 'AMOUNT_TOO_PRECISE'],
  [/^failed to issue release state for participant (?<participant>[^:\s]+): (?:cannot issue|.*lock is still ongoing)/, 'PARTICIPANT_BLOCKS'],
  [/^failed to get asset decimals: asset '(?<asset>[^']+)' is not supported$/, 'ALLOCATION_UNKNOWN_ASSET'],
  [/^app session not found: |^failed to (?:count|create|get|issue|lock|look up|process|record|recover|retrieve|store|update) /, 'NODE_STORAGE'],
  [/^invalid_session_key_state: user has reached the session key limit of (?<limit>\d+)$/, 'SESSION_KEY_LIMIT'],
  [/^invalid_session_key_state: .*\bexpires_at\b/, 'AUTH_EXPIRY_INVALID'],
  [/^invalid_session_key_state: .*(?:_sig\b|signature|signer)/, 'AUTH_REFUSED'],
  [/^invalid_session_key_state: /, 'AUTH_PARAMETERS_INVALID'],
  [/^failed to parse|^failed to pack|^invalid intent: |^deposit intent must use|^either app_session_id or participant|^invalid (app_session_id|participant: |session_key|status: |user_address)/, 'NODE_FORMAT'],
]
