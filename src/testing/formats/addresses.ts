import { getAddress } from 'ethers/address'
import type { Address } from '../../core/types'

const HEX_ADDRESS = /^(?:0x)?[0-9a-f]{40}$/i

export const ZERO_ADDRESS: Address = `0x${'0'.repeat(40)}`

export function isHexAddress(text: string): boolean {
  return HEX_ADDRESS.test(text)
}

/** The checksummed address under which the ledger keeps a wallet; the zero address for text that is not hexadecimal. */
export function walletOf(text: string): Address {
  const hex = text.replace(/^0x/i, '')
  return /^[0-9a-f]*$/i.test(hex) ? getAddress(`0x${hex.slice(-40).padStart(40, '0').toLowerCase()}`) : ZERO_ADDRESS
}

/** The name of a ledger account: an address is checksummed, a session id stays as it is. */
export function accountOf(text: string): string {
  return isHexAddress(text) ? walletOf(text) : text
}
