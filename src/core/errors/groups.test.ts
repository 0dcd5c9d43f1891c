import { expect, test } from 'vitest'
import * as groups from './groups'
import { ERROR_TABLE, type NitroliteErrorCode } from './table'

const CODES = Object.keys(ERROR_TABLE) as NitroliteErrorCode[]

/** Every group with all of its members, so that a new code that joins or leaves one is noticed here. */
const MEMBERS: Record<Exclude<keyof typeof groups, 'isOneOf'>, readonly NitroliteErrorCode[]> = {
  isWalletError: [
    'SIGNER_MISSING', 'SIGNER_UNSUPPORTED', 'SIGNER_MISMATCH', 'SIGNER_CONTRACT',
    'WALLET_REJECTED', 'WALLET_PENDING', 'WALLET_FAILED', 'WALLET_NO_ACCOUNT',
  ],
  isLoginRefused: [
    'AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED', 'AUTH_REFUSED', 'AUTH_CHALLENGE_UNKNOWN', 'AUTH_PARAMETERS_INVALID',
    'AUTH_JWT_INVALID', 'AUTH_EXPIRY_INVALID', 'AUTH_ALLOWANCE_INVALID',
    'SESSION_KEY_EXPIRED', 'SESSION_KEY_IN_USE', 'SESSION_KEY_REPLACED', 'SESSION_KEY_WRONG_APPLICATION',
  ],
  isReconnectingUseless: [
    'SIGNER_MISSING', 'SIGNER_UNSUPPORTED', 'SIGNER_MISMATCH', 'SIGNER_CONTRACT',
    'WALLET_REJECTED', 'WALLET_PENDING', 'WALLET_FAILED', 'WALLET_NO_ACCOUNT',
    'AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED', 'AUTH_REFUSED', 'AUTH_CHALLENGE_UNKNOWN', 'AUTH_PARAMETERS_INVALID',
    'AUTH_JWT_INVALID', 'AUTH_EXPIRY_INVALID', 'AUTH_ALLOWANCE_INVALID',
    'SESSION_KEY_EXPIRED', 'SESSION_KEY_IN_USE', 'SESSION_KEY_REPLACED', 'SESSION_KEY_WRONG_APPLICATION',
    'PROTOCOL_UNSUPPORTED',
  ],
  isUnreachable: ['NOT_CONNECTED', 'CONNECTION_LOST', 'REQUEST_TIMEOUT'],
  isKeyOver: ['SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED'],
  isLoginOver: ['SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED', 'AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED'],
  isAuthenticationError: [
    'AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED', 'AUTH_REFUSED', 'AUTH_CHALLENGE_UNKNOWN', 'AUTH_PARAMETERS_INVALID',
    'AUTH_JWT_INVALID', 'AUTH_EXPIRY_INVALID', 'AUTH_ALLOWANCE_INVALID', 'AUTH_BUSY',
  ],
  isLoginSpent: [
    'SESSION_KEY_REPLACED', 'SESSION_KEY_EXPIRED',
    'AUTH_REQUIRED', 'AUTH_SESSION_EXPIRED', 'AUTH_REFUSED', 'AUTH_CHALLENGE_UNKNOWN', 'AUTH_PARAMETERS_INVALID',
    'AUTH_JWT_INVALID', 'AUTH_EXPIRY_INVALID', 'AUTH_ALLOWANCE_INVALID', 'AUTH_BUSY',
  ],
  isNothingToClose: ['SESSION_NOT_OPEN', 'SESSION_CHANGED', 'ALLOCATION_UNKNOWN_ASSET'],
  isCancellation: ['CLOSING_CANCELLED', 'CLOSING_SPLIT_AGREED', 'WALLET_REJECTED'],
  endsAgreedSplit: [
    'SESSION_CHANGED', 'SESSION_NOT_FOUND', 'SESSION_NOT_OPEN', 'SESSION_NOT_PARTICIPANT',
    'CLOSING_IN_PROGRESS', 'CLOSING_SPLIT_AGREED',
  ],
}

const NAMES = Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]

test.each(NAMES)('%s has exactly the codes listed here', (name) => {
  expect(CODES.filter(groups[name]).sort()).toEqual([...MEMBERS[name]].sort())
})

test.each(NAMES)('%s does not contain the missing code of a foreign error', (name) => {
  expect(groups[name](undefined)).toBe(false)
})
