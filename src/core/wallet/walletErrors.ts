import { isNitroliteError, NitroliteError, toNitroliteError } from '../errors/errors'
import { propertyOf } from '../errors/thrown'
import { isDeclined, readWalletWords } from './thrownByWallet'

/** Longest reason, in characters. */
const REASON_LENGTH = 300

/** EIP-1474 "resource unavailable": another request is already waiting for the user. */
const PENDING = -32002
/** EIP-1193 "unauthorized": the user has not allowed this page to use the account. */
const UNAUTHORIZED = 4100

function reasonOf(thrown: unknown): string {
  const text = [propertyOf(thrown, 'shortMessage'), propertyOf(thrown, 'message'), thrown].find(candidate => typeof candidate === 'string' && candidate !== '')
  // Remove anything that is long enough to be a private key.
  return String(text ?? 'It did not say why.').replace(/[\da-f]{64,}/gi, '…').slice(0, REASON_LENGTH)
}

/** Whether something that a wallet threw or returned says that the person declined. */
export const isDecline = (value: unknown): boolean => isDeclined(readWalletWords(value))

/**
 * Translates an error of a wallet to `WALLET_REJECTED`, `WALLET_PENDING`, `WALLET_NO_ACCOUNT` or `WALLET_FAILED`, with
 * the original as its cause; to `PAGE_OUTDATED` if the code of the wallet could not be loaded. A `NitroliteError` is returned
 * unchanged.
 */
export function toWalletError(thrown: unknown): NitroliteError {
  if (isNitroliteError(thrown)) return thrown
  const cause = { cause: thrown }
  const said = readWalletWords(thrown)
  if (isDeclined(said)) return new NitroliteError('WALLET_REJECTED', {}, cause)
  if (said.codes.has(PENDING)) return new NitroliteError('WALLET_PENDING', {}, cause)
  if (said.codes.has(UNAUTHORIZED)) return new NitroliteError('WALLET_NO_ACCOUNT', {}, cause)
  return toNitroliteError(thrown, 'WALLET_FAILED', { reason: reasonOf(thrown) })
}

/**
 * Calls a wallet and translates its errors.
 * @throws the result of `toWalletError`
 */
export async function askWallet<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    throw toWalletError(thrown)
  }
}
