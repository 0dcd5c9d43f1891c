import type { NitroliteErrorCode } from '../../../core/errors/errors'
import { isCuredByConnecting, isCuredByEditing, isCuredByReading } from '../../../core/errors/groups'

/** What a person can do next after an error. */
export type NextStep = 'tryAgain' | 'reconnect' | 'readAgain' | 'backToEditing'

/** The step that is most likely to help. */
export function nextStepOf(code: NitroliteErrorCode, during: 'reading' | 'closing'): NextStep {
  if (isCuredByConnecting(code)) return 'reconnect'
  if (during === 'reading' || isCuredByReading(code)) return 'readAgain'
  return isCuredByEditing(code) ? 'backToEditing' : 'tryAgain'
}
