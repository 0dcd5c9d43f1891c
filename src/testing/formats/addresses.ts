import { getAddress } from 'ethers/address'
import type { Address } from '../../core/types'

const HEX_ADDRESS = /^(?:0x)?[0-9a-f]{40}$/i

export const ZERO_ADDRESS: Address = `0x${'0'.repeat(40)}`

export function isHexAddress(text: string): boolean {
  return HEX_ADDRESS.test(text)
}

/**
 * The checksummed address that Go reads from any text: the bytes up to the first character that is not hexadecimal, cut or
 * padded on the left.
 */
export function walletOf(text: string): Address {
  const hex = text.replace(/^0x/i, '')
  const bytes = /^(?:[0-9a-f]{2})*/i.exec(hex.length % 2 === 1 ? `0${hex}` : hex)?.[0] ?? ''
  return getAddress(`0x${bytes.slice(-40).padStart(40, '0').toLowerCase()}`)
}

/** The name of a ledger account: an address is checksummed, a session id stays as it is. */
export function accountOf(text: string): string {
  return isHexAddress(text) ? walletOf(text) : text
}
