import type { Address } from '../types'
import { keccakOfText } from './keccak'

/** How many addresses are remembered. The rows of a list repeat the same few. */
const REMEMBERED = 1_000

/** Checksummed addresses by their digits in lower case. */
const addresses = new Map<string, Address>()

/**
 * EIP-55: a letter is upper case where the hash of the lower-case address has a digit of 8 or more.
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
