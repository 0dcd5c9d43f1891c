import type { Address } from '../types'
import { keccakOfText } from './keccak'

/**
 * EIP-55: a letter is upper case where the hash of the lower-case address has a digit of 8 or more.
 * @param digits 40 hex digits without the `0x` prefix
 */
export function checksum(digits: string): Address {
  const lower = digits.toLowerCase()
  const hash = keccakOfText(lower)
  return `0x${Array.from(lower, (digit, index) => Number(`0x${hash[index + 2]}`) > 7 ? digit.toUpperCase() : digit).join('')}`
}
