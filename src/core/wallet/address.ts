import { NitroliteError } from '../errors/errors'
import type { Address } from '../types'
import { keccakOfText } from './keccak'

const ADDRESS = /^0x([\da-f]{40})$/i

/** The 40 hex digits of an address as they are written; null for anything that is not an address. */
const digitsOf = (value: unknown): string | null =>
  typeof value === 'string' ? ADDRESS.exec(value)?.[1] ?? null : null

/** An address in a single case carries no checksum that could be wrong. */
const isOneCase = (digits: string): boolean => digits === digits.toLowerCase() || digits === digits.toUpperCase()

/**
 * Whether an address mixes upper and lower case in another way than EIP-55 does: then somebody has mistyped it. False for
 * anything that is not `0x` and 40 hex digits.
 */
export function hasWrongChecksum(value: unknown): boolean {
  const digits = digitsOf(value)
  return digits !== null && !isOneCase(digits) && checksum(digits).slice(2) !== digits
}

/**
 * The EIP-55 checksummed form of an address. Null for anything that is not `0x` and 40 hex digits, for mixed case with
 * a wrong checksum, and for the zero address.
 */
export function checksumAddress(value: unknown): Address | null {
  const digits = digitsOf(value)
  return digits === null || /^0+$/.test(digits) || hasWrongChecksum(value) ? null : checksum(digits)
}

/**
 * The EIP-55 checksummed form of an address that a wallet names as its own. A wallet does not mistype it, so any mix of
 * upper and lower case is accepted: some networks have checksums of their own (EIP-1191). Null if it is not an address.
 */
export const addressOfWallet = (value: unknown): Address | null =>
  checksumAddress(typeof value === 'string' ? value.replace(/^(0x)?(?=[\da-f]{40}$)/i, '0x').toLowerCase() : value)

/**
 * Checks the address that a wallet returned.
 * @throws `WALLET_NO_ACCOUNT` when it returned none; `WALLET_FAILED` when the address is not usable
 */
export function readWalletAddress(value: unknown): Address {
  if (value === undefined || value === null || value === '') throw new NitroliteError('WALLET_NO_ACCOUNT')
  const address = addressOfWallet(value)
  if (address) return address
  throw new NitroliteError('WALLET_FAILED', { reason: 'Its address is malformed or zero.' })
}

/** How many addresses are remembered. The rows of a list repeat the same few. */
const REMEMBERED = 1_000

/** Checksummed addresses by their digits in lower case. */
const addresses = new Map<string, Address>()

/**
 * EIP-55: a letter is upper case if the hash of the lower-case address has a digit of 8 or more in its place.
 * @param digits 40 hex digits without the `0x` prefix
 */
export function checksum(digits: string): Address {
  const lower = digits.toLowerCase()
  const known = addresses.get(lower)
  if (known) return known
  const hash = keccakOfText(lower)
  const address: Address = `0x${Array.from(lower, (digit, index) => Number(`0x${hash[index + 2]}`) > 7 ? digit.toUpperCase() : digit).join('')}`
  if (addresses.size === REMEMBERED) addresses.clear()
  addresses.set(lower, address)
  return address
}
