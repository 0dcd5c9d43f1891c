import { expect, it } from 'vitest'
import type { NitroliteErrorCode } from '../../../core/errors/errors'
import { nextStepOf, type NextStep } from './nextStep'

it.each<[NitroliteErrorCode, NextStep]>([
  ['NOT_CONNECTED', 'reconnect'],
  ['CONNECTION_LOST', 'reconnect'],
  ['AUTH_BUSY', 'reconnect'],
  ['SESSION_KEY_REPLACED', 'reconnect'],
  ['SIGNER_MISMATCH', 'reconnect'],
  ['WALLET_NO_ACCOUNT', 'reconnect'],
  ['SESSION_NOT_PARTICIPANT', 'reconnect'],
  ['SESSION_NOT_OPEN', 'readAgain'],
  ['CLOSING_IN_PROGRESS', 'readAgain'],
  ['AMOUNT_MALFORMED', 'backToEditing'],
  ['ALLOCATIONS_EMPTY', 'backToEditing'],
  ['QUORUM_UNREACHABLE', 'backToEditing'],
  ['CLOSING_CANCELLED', 'backToEditing'],
  ['WALLET_REJECTED', 'tryAgain'],
  ['REQUEST_TIMEOUT', 'tryAgain'],
  ['NODE_STAMP_REFUSED', 'tryAgain'],
  ['SESSION_CHANGED', 'tryAgain'],
  ['PAGE_OUTDATED', 'reload'],
])('after a closing failed with %s, the offered step is %s', (code, step) => {
  expect(nextStepOf(code, 'closing')).toBe(step)
})

it('after a reading failed, the session is read again unless there is no connection or login, or the page is out of date', () => {
  expect(nextStepOf('SESSION_NOT_FOUND', 'reading')).toBe('readAgain')
  expect(nextStepOf('REQUEST_TIMEOUT', 'reading')).toBe('readAgain')
  expect(nextStepOf('CONNECTION_LOST', 'reading')).toBe('reconnect')
  expect(nextStepOf('AUTH_REQUIRED', 'reading')).toBe('reconnect')
  expect(nextStepOf('PAGE_OUTDATED', 'reading')).toBe('reload')
})
