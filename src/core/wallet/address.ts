import { NitroliteError } from '../errors/errors'
import type { Address } from '../types'
import { checksum } from './checksum'

/**
 * The EIP-55 checksummed form of an address. Null for anything that is not `0x` and 40 hex digits, for mixed case with
 * a wrong checksum, and for the zero address.
 */
export function checksumAddress(value: unknown): Address | null {
  if (typeof value !== 'string' || !/^0x[\da-fA-F]{40}$/.test(value) || /^0x0+$/.test(value)) return null
  const digits = value.slice(2)
  const address = checksum(digits)
  // An address in a single case carries no checksum that could be wrong.
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase()
  return isOneCase || value === address ? address : null
}

/**
 * Checks the address that a wallet returned.
 * @throws `WALLET_NO_ACCOUNT` when it returned none; `WALLET_FAILED` when the address is not usable
 */
export function readWalletAddress(value: unknown): Address {
  if (value === undefined || value === null || value === '') throw new NitroliteError('WALLET_NO_ACCOUNT')
  const address = checksumAddress(value)
  if (address) return address
  throw new NitroliteError('WALLET_FAILED', { reason: 'Its address is malformed or zero.' })
}
