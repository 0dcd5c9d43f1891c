import { NitroliteError } from '../errors/errors'

/** Properties in which viem, ethers, JSON-RPC and MetaMask put the error that they wrap. */
const NESTED = ['cause', 'info', 'error', 'data', 'originalError'] as const
/** How many nested values are searched. */
const NESTED_LIMIT = 40
/** Longest reason, in characters. */
const REASON_LENGTH = 300

/** The user declined: EIP-1193, ethers, WalletConnect. */
const REJECTED = new Set<unknown>([4001, 'ACTION_REJECTED', 5000])
/** EIP-1474 "resource unavailable": another request is already waiting for the user. */
const PENDING = -32002
/** EIP-1193 "unauthorized": the user has not allowed this page to use the account. */
const UNAUTHORIZED = 4100

/** All codes of an error and of the errors that it wraps. Each object is visited once. */
function collectCodes(thrown: unknown): Set<unknown> {
  const codes = new Set<unknown>()
  // The set grows while the loop walks it: outer errors come first, and none comes twice.
  const found = new Set([thrown])
  for (const value of found) {
    if (typeof value !== 'object' || value === null) continue
    const record = value as Record<string, unknown>
    codes.add(record.code)
    if (found.size < NESTED_LIMIT) for (const name of NESTED) found.add(record[name])
  }
  return codes
}

function reasonOf(thrown: unknown): string {
  const { shortMessage, message } = Object(thrown) as { shortMessage?: unknown, message?: unknown }
  const text = [shortMessage, message, thrown].find(candidate => typeof candidate === 'string' && candidate !== '')
  // Remove anything that is long enough to be a private key.
  return String(text ?? 'It did not say why.').replace(/[\da-f]{64,}/gi, '…').slice(0, REASON_LENGTH)
}

/**
 * Translates an error of a wallet to `WALLET_REJECTED`, `WALLET_PENDING`, `WALLET_NO_ACCOUNT` or `WALLET_FAILED`, with
 * the original as its cause. A `NitroliteError` is returned unchanged.
 */
export function toWalletError(thrown: unknown): NitroliteError {
  if (thrown instanceof NitroliteError) return thrown
  const cause = { cause: thrown }
  const codes = collectCodes(thrown)
  if ([...codes].some(code => REJECTED.has(code))) return new NitroliteError('WALLET_REJECTED', {}, cause)
  if (codes.has(PENDING)) return new NitroliteError('WALLET_PENDING', {}, cause)
  if (codes.has(UNAUTHORIZED)) return new NitroliteError('WALLET_NO_ACCOUNT', {}, cause)
  return new NitroliteError('WALLET_FAILED', { reason: reasonOf(thrown) }, cause)
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
