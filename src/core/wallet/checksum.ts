import type { Address } from '../types'
import { keccakOfText } from './keccak'

/**
 * EIP-55: a letter is a capital where the hash of the lower-case address has a digit from 8 on.
 * @param digits 40 hex digits without prefix
 */
export function checksum(digits: string): Address {
  const lower = digits.toLowerCase()
  const hash = keccakOfText(lower)
  return `0x${Array.from(lower, (digit, index) => Number(`0x${hash[index + 2]}`) > 7 ? digit.toUpperCase() : digit).join('')}`
}
