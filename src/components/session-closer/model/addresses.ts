import type { Address } from '../../../core/types'

/** `0x0ac5…9f79`: enough to recognise an id or address that is shown in full elsewhere. */
export function shortenHex(text: string): string {
  return text.length > 14 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text
}

/** Whether both name the same account, however they are written. */
export function isSameAccount(one: Address | null, other: Address | null): boolean {
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase()
}
