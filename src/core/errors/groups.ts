import { ERROR_AREAS, type ErrorArea, type NitroliteErrorCode } from './table'

/** Tells whether a code belongs to a group. An error that is not ours has no code (undefined) and belongs to no group. */
export type CodeGroup = (code: NitroliteErrorCode | undefined) => boolean

/** Makes a group of the codes listed. */
export const isOneOf = (...codes: readonly NitroliteErrorCode[]): CodeGroup => {
  const group: ReadonlySet<NitroliteErrorCode | undefined> = new Set(codes)
  return code => group.has(code)
}

const isInArea = (area: ErrorArea): CodeGroup => code => code !== undefined && code in ERROR_AREAS[area]

const isLoginError = isInArea('login')

const isSessionKeyError = isOneOf(
  'SESSION_KEY_EXPIRED', 'SESSION_KEY_IN_USE', 'SESSION_KEY_LIMIT', 'SESSION_KEY_REPLACED', 'SESSION_KEY_WRONG_APPLICATION',
)

/** The wallet did not sign, or cannot. */
export const isWalletError: CodeGroup = isInArea('wallet')

/** The node does not accept the login, for a reason that waiting does not cure. */
export const isLoginRefused: CodeGroup = code => isLoginError(code) && code !== 'AUTH_BUSY'

/** The node or its server has too much to do. The client waits and tries again. */
export const isNodeBusy: CodeGroup = isOneOf('AUTH_BUSY', 'CONNECTION_RATE_LIMITED', 'CONNECTION_UNAVAILABLE')

const isConnectingRefused = isOneOf(
  'CONNECTION_UNAUTHORIZED', 'CERTIFICATE_UNTRUSTED', 'PROTOCOL_UNSUPPORTED', 'OPTIONS_INVALID', 'WEBSOCKET_MISSING',
  'PAGE_OUTDATED',
)

/** A journal that rejects with one of these has certainly not written anything. */
export const isNothingRecorded: CodeGroup = isOneOf('JOURNAL_UNAVAILABLE', 'PAGE_OUTDATED', 'ROOM_TAKEN_OVER')

/** A journal that rejects with this may have written the record all the same. */
export const isPerhapsRecorded: CodeGroup = isOneOf('JOURNAL_FAILED')

/** The journal holds a record of the session that this version cannot use. It may describe a request that was sent. */
export const isRecordUnusable: CodeGroup = isOneOf('JOURNAL_DAMAGED', 'JOURNAL_NEWER')

/** Trying to connect again cannot help: a person or the app has to act first. */
export const isReconnectingUseless: CodeGroup = code =>
  isWalletError(code) || isLoginRefused(code) || isConnectingRefused(code)

/** The node cannot be asked at the moment. */
export const isUnreachable: CodeGroup = isOneOf('NOT_CONNECTED', 'CONNECTION_LOST', 'REQUEST_TIMEOUT')

/** Says only that there is no connection or login yet, which the status of the client shows already. */
export const isShownByStatus: CodeGroup = isOneOf('NOT_CONNECTED')

/** The session key no longer signs for its wallet. */
export const isKeyOver: CodeGroup = isOneOf('SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED')

/** The node refuses one signer of a message, whom its text names. With other signatures it may accept the same bytes. */
export const isSignerRefused: CodeGroup = isOneOf('SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED', 'SESSION_KEY_WRONG_APPLICATION')

const isLoginForgotten = isOneOf('AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED')

/** The node no longer knows the login of the connection, or the key of that login. Logging in again helps. */
export const isLoginOver: CodeGroup = code => isKeyOver(code) || isLoginForgotten(code)

/** An answer to `auth_request`, `auth_verify`, or to a call that needs a login. */
export const isAuthenticationError: CodeGroup = code => isLoginError(code) && !isSessionKeyError(code)

/** A closing that ended this way may not leave its login to the next one: that one has to log in anew. */
export const isLoginSpent: CodeGroup = code => isKeyOver(code) || isAuthenticationError(code)

/** The node found nothing that this closing could close any more. */
export const isNothingToClose: CodeGroup = isOneOf('SESSION_NOT_OPEN', 'SESSION_CHANGED', 'ALLOCATION_UNKNOWN_ASSET')

const isRoundOver = isOneOf('PROPOSAL_LAPSED', 'PROPOSAL_TOO_LATE', 'PROPOSAL_CONFLICT')

/** A co-signer's signature was given, and can no longer be used. The session is open. */
export const isSignatureOver: CodeGroup = isOneOf('PROPOSAL_LAPSED', 'CLOSING_SPLIT_AGREED')

/** Nobody can find out how a closing with this error ends, so the person may archive it. */
export const isArchivable: CodeGroup = isOneOf('PROTOCOL_CHANGED', 'CLOSING_SESSION_MISSING')

/** Only one round of signatures was missed. The approval of the participant still holds, and the submitter asks again. */
export const isRoundMissed: CodeGroup = code => isUnreachable(code) || isRoundOver(code)

/** The closing was given up on purpose, by a person or the app. */
export const isCancellation: CodeGroup = isOneOf('CLOSING_CANCELLED', 'CLOSING_SPLIT_AGREED', 'WALLET_REJECTED')

/** A closing whose split is agreed cannot continue after one of these. After any other error it can. */
export const endsAgreedSplit: CodeGroup = isOneOf(
  'SESSION_CHANGED', 'SESSION_NOT_FOUND', 'SESSION_NOT_OPEN', 'SESSION_NOT_PARTICIPANT',
  'CLOSING_IN_PROGRESS', 'CLOSING_SPLIT_AGREED',
)
