import type { NitroliteErrorCode } from './table'

/** What an error is about. */
export type ErrorArea = 'setup' | 'connection' | 'wallet' | 'login' | 'session' | 'amounts' | 'closing' | 'store' | 'node'

/**
 * The area of every code. A new code does not compile until it is placed here, so it never joins a group by its
 * spelling.
 */
export const ERROR_AREAS: Readonly<Record<NitroliteErrorCode, ErrorArea>> = {
  PINIA_MISSING: 'setup',
  PLUGIN_MISSING: 'setup',
  PLUGIN_TWICE: 'setup',
  NO_INJECTION_CONTEXT: 'setup',
  OPTIONS_INVALID: 'setup',
  WEBSOCKET_MISSING: 'setup',
  CLIENT_DISPOSED: 'setup',
  LISTENER_FAILED: 'setup',

  NOT_CONNECTED: 'connection',
  CONNECTION_FAILED: 'connection',
  CONNECTION_LOST: 'connection',
  REQUEST_TIMEOUT: 'connection',
  REQUEST_ABORTED: 'connection',
  FRAME_INVALID: 'connection',
  FRAME_TOO_LARGE: 'connection',
  RESPONSE_UNEXPECTED: 'connection',
  PROTOCOL_CHANGED: 'connection',
  PROTOCOL_UNSUPPORTED: 'connection',

  SIGNER_MISSING: 'wallet',
  SIGNER_UNSUPPORTED: 'wallet',
  SIGNER_MISMATCH: 'wallet',
  SIGNER_CONTRACT: 'wallet',
  WALLET_REJECTED: 'wallet',
  WALLET_PENDING: 'wallet',
  WALLET_FAILED: 'wallet',
  WALLET_NO_ACCOUNT: 'wallet',

  AUTH_REQUIRED: 'login',
  AUTH_SESSION_EXPIRED: 'login',
  AUTH_REFUSED: 'login',
  AUTH_CHALLENGE_UNKNOWN: 'login',
  AUTH_PARAMETERS_INVALID: 'login',
  AUTH_JWT_INVALID: 'login',
  AUTH_EXPIRY_INVALID: 'login',
  AUTH_ALLOWANCE_INVALID: 'login',
  AUTH_BUSY: 'login',
  SESSION_KEY_EXPIRED: 'login',
  SESSION_KEY_IN_USE: 'login',
  SESSION_KEY_REPLACED: 'login',
  SESSION_KEY_WRONG_APPLICATION: 'login',

  SESSION_ID_INVALID: 'session',
  SESSION_NOT_FOUND: 'session',
  SESSION_NOT_OPEN: 'session',
  SESSION_CHANGED: 'session',
  PARTICIPANT_BLOCKS: 'session',
  SESSION_PARTICIPANT_LOWER_CASE: 'session',
  SESSION_NOT_PARTICIPANT: 'session',
  QUORUM_UNREACHABLE: 'session',

  ALLOCATIONS_EMPTY: 'amounts',
  AMOUNT_NOT_TEXT: 'amounts',
  AMOUNT_MALFORMED: 'amounts',
  AMOUNT_TOO_PRECISE: 'amounts',
  ALLOCATION_NEGATIVE: 'amounts',
  ALLOCATION_ABOVE_TOTAL: 'amounts',
  ALLOCATION_SUM_MISMATCH: 'amounts',
  ALLOCATION_NOT_REDISTRIBUTED: 'amounts',
  ALLOCATION_UNKNOWN_ASSET: 'amounts',
  ALLOCATION_ASSET_CASE: 'amounts',
  ALLOCATION_NON_PARTICIPANT: 'amounts',
  ALLOCATION_PARTICIPANT_CASE: 'amounts',
  ALLOCATION_DUPLICATE: 'amounts',
  ALLOCATION_MISSING: 'amounts',

  CLOSING_IN_PROGRESS: 'closing',
  CLOSING_CANCELLED: 'closing',
  CLOSING_SPLIT_AGREED: 'closing',
  CLOSING_UNKNOWN: 'closing',
  CLOSING_SUPERSEDED: 'closing',
  CLOSING_OVERPAID: 'closing',

  JOURNAL_FAILED: 'store',
  JOURNAL_UNAVAILABLE: 'store',
  JOURNAL_DAMAGED: 'store',
  JOURNAL_NEWER: 'store',
  HISTORY_FAILED: 'store',

  NODE_SIGNATURE_INVALID: 'node',
  NODE_FORMAT: 'node',
  NODE_STAMP_REFUSED: 'node',
  NODE_SIGNATURE_UNREADABLE: 'node',
  NODE_STORAGE: 'node',
  NODE_UNKNOWN_ERROR: 'node',
}

/** Tells whether a code belongs to a group. An undefined code, as of an error of somebody else, belongs to none. */
export type CodeGroup = (code: NitroliteErrorCode | undefined) => boolean

/** Makes a group of the codes listed. */
export const isOneOf = (...codes: readonly NitroliteErrorCode[]): CodeGroup => {
  const group: ReadonlySet<NitroliteErrorCode | undefined> = new Set(codes)
  return code => group.has(code)
}

const isInArea = (area: ErrorArea): CodeGroup => code => code !== undefined && ERROR_AREAS[code] === area

const isLoginError = isInArea('login')

const isSessionKeyError = isOneOf(
  'SESSION_KEY_EXPIRED', 'SESSION_KEY_IN_USE', 'SESSION_KEY_REPLACED', 'SESSION_KEY_WRONG_APPLICATION',
)

/** The wallet did not sign, or cannot. */
export const isWalletError: CodeGroup = isInArea('wallet')

/** The node does not accept the login, for a reason that waiting does not cure. */
export const isLoginRefused: CodeGroup = code => isLoginError(code) && code !== 'AUTH_BUSY'

/** Trying to connect again cannot help: a person or the app has to act first. */
export const isReconnectingUseless: CodeGroup = code =>
  isWalletError(code) || isLoginRefused(code) || code === 'PROTOCOL_UNSUPPORTED'

/** The node cannot be asked at the moment. */
export const isUnreachable: CodeGroup = isOneOf('NOT_CONNECTED', 'CONNECTION_LOST', 'REQUEST_TIMEOUT')

/** The session key no longer signs for its wallet. */
export const isKeyOver: CodeGroup = isOneOf('SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED')

const isLoginForgotten = isOneOf('AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED')

/** The node no longer knows the login of the connection, or the key of that login. Logging in again helps. */
export const isLoginOver: CodeGroup = code => isKeyOver(code) || isLoginForgotten(code)

/** An answer to `auth_request`, `auth_verify`, or to a call that needs a login. */
export const isAuthenticationError: CodeGroup = code => isLoginError(code) && !isSessionKeyError(code)

/** A closing that ended this way may not leave its login to the next one: that one has to log in anew. */
export const isLoginSpent: CodeGroup = code => isKeyOver(code) || isAuthenticationError(code)

/** The node found nothing that this closing could close any more. */
export const isNothingToClose: CodeGroup = isOneOf('SESSION_NOT_OPEN', 'SESSION_CHANGED', 'ALLOCATION_UNKNOWN_ASSET')

/** The closing was given up on purpose, by a person or the app. */
export const isCancellation: CodeGroup = isOneOf('CLOSING_CANCELLED', 'CLOSING_SPLIT_AGREED', 'WALLET_REJECTED')

/** A closing whose split is agreed cannot continue after one of these. After any other error it can. */
export const endsAgreedSplit: CodeGroup = isOneOf(
  'SESSION_CHANGED', 'SESSION_NOT_FOUND', 'SESSION_NOT_OPEN', 'SESSION_NOT_PARTICIPANT',
  'CLOSING_IN_PROGRESS', 'CLOSING_SPLIT_AGREED',
)

const isConnectionOrWalletMissing = isOneOf(
  'NOT_CONNECTED', 'CONNECTION_FAILED', 'CONNECTION_LOST',
  'SIGNER_MISSING', 'SIGNER_UNSUPPORTED', 'SIGNER_MISMATCH', 'SIGNER_CONTRACT', 'WALLET_NO_ACCOUNT',
  'SESSION_NOT_PARTICIPANT', 'NODE_SIGNATURE_INVALID',
)

/** Connecting again, perhaps with another wallet, is most likely to help. */
export const isCuredByConnecting: CodeGroup = code => isLoginError(code) || isConnectionOrWalletMissing(code)

/** Reading the session again is most likely to help. */
export const isCuredByReading: CodeGroup = isOneOf('SESSION_NOT_OPEN', 'SESSION_NOT_FOUND', 'CLOSING_IN_PROGRESS')

const isAmountError = isInArea('amounts')

const isLeftToThePerson = isOneOf('QUORUM_UNREACHABLE', 'CLOSING_CANCELLED', 'SESSION_PARTICIPANT_LOWER_CASE')

/** The person has to change the allocations, or to decide again. */
export const isCuredByEditing: CodeGroup = code => isAmountError(code) || isLeftToThePerson(code)
