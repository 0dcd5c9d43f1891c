import { NitroliteError } from '../errors/errors'

/** Where wallets and libraries put the error that they wrap: viem, ethers, JSON-RPC, MetaMask. */
const NESTED = ['cause', 'info', 'error', 'data', 'originalError'] as const
/** How many values are looked at. */
const NESTED_LIMIT = 40
const REASON_LIMIT = 300

/** EIP-1193 4001, ethers, WalletConnect. */
const REJECTED = new Set<unknown>([4001, 'ACTION_REJECTED', 5000])
/** EIP-1474 "resource unavailable": a request is open already. */
const PENDING = -32002
/** EIP-1193 "unauthorized": the account is not allowed for this page. */
const UNAUTHORIZED = 4100

/** All codes in an error and in what it wraps; each object is visited once. */
function collectCodes(thrown: unknown): Set<unknown> {
  const codes = new Set<unknown>()
  // A set that grows while it is walked: the outer errors come first, and none comes twice.
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
  const text = [shortMessage, message, thrown].find(each => typeof each === 'string' && each !== '')
  // Anything as long as a private key is left out, whatever it is.
  return String(text ?? 'It did not say why.').replace(/[\da-f]{64,}/gi, '…').slice(0, REASON_LIMIT)
}

/**
 * What a wallet threw, as an error of the table: `WALLET_REJECTED`, `WALLET_PENDING`, `WALLET_NO_ACCOUNT` or
 * `WALLET_FAILED`, with the original as cause. A `NitroliteError` is passed through.
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
 * Asks a wallet something.
 * @throws what `toWalletError` makes of its error
 */
export async function askWallet<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    throw toWalletError(thrown)
  }
}
