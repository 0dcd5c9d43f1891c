import type { NitroliteErrorCode } from '../../../core/errors/errors'
import type { Remedy } from '../../../core/errors/errorText'
import { ERROR_TABLE } from '../../../core/errors/table'

/** Ways out of an error. Each is also the name of its button's text. */
export type NextStep = 'tryAgain' | 'reconnect' | 'readAgain' | 'backToEditing' | 'reload'

/** The button for each remedy. Where only a developer can help, trying again does no harm. */
const STEPS: Readonly<Record<Remedy, NextStep>> = {
  connect: 'reconnect',
  edit: 'backToEditing',
  readAgain: 'readAgain',
  tryAgain: 'tryAgain',
  reload: 'reload',
  changeApp: 'tryAgain',
}

/** The step that is most likely to help. */
export function nextStepOf(code: NitroliteErrorCode, during: 'reading' | 'closing'): NextStep {
  const step = STEPS[ERROR_TABLE[code].remedy]
  // A session that could not be read has no form to go back to.
  return during === 'reading' && step !== 'reconnect' && step !== 'reload' ? 'readAgain' : step
}
