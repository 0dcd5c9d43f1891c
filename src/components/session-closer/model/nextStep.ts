import type { NitroliteErrorCode } from '../../../core/errors/errors'

/** Ways out of an error. Each is also the name of its button's text. */
export type NextStep = 'tryAgain' | 'reconnect' | 'readAgain' | 'backToEditing'

const RECONNECT = /^(NOT_CONNECTED|CONNECTION_|AUTH_|SESSION_KEY_|SIGNER_|WALLET_NO_ACCOUNT|SESSION_NOT_PARTICIPANT|NODE_SIGNATURE_INVALID)/
const EDIT = /^(AMOUNT_|ALLOCATION|QUORUM_|CLOSING_CANCELLED|SESSION_PARTICIPANT_LOWER_CASE)/
const READ = /^(SESSION_NOT_OPEN|SESSION_NOT_FOUND|CLOSING_IN_PROGRESS)/

/** The step that is most likely to help. */
export function nextStepOf(code: NitroliteErrorCode, during: 'reading' | 'closing'): NextStep {
  if (RECONNECT.test(code)) return 'reconnect'
  if (during === 'reading' || READ.test(code)) return 'readAgain'
  return EDIT.test(code) ? 'backToEditing' : 'tryAgain'
}
