import type { Address } from '../../../core/types'

/** Shortens an id or address that is shown in full elsewhere, for example to `0x0ac5…9f79`. */
export function shortenHex(text: string): string {
  return text.length > 14 ? `${text.slice(0, 6)}…${text.slice(-4)}` : text
}

/** Whether both are the same account, in upper or lower case. */
export function isSameAccount(one: Address | null, other: Address | null): boolean {
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase()
}

/** Names of participants by address, in upper or lower case; or a function that knows them. */
export type ParticipantNames =
  | Readonly<Record<Address, string>>
  | ((address: Address) => string | null | undefined)

function lookUp(names: ParticipantNames | undefined, address: Address): unknown {
  if (typeof names !== 'function') return Object.entries(names ?? {}).find(([known]) => isSameAccount(known, address))?.[1]
  try {
    return names(address)
  }
  catch {
    return null
  }
}

/**
 * The name of a participant, or null if there is none. A function of the app that throws, for example because it has not loaded
 * its people yet, gives no name: without the address, nobody could close the session.
 */
export function nameOfParticipant(names: ParticipantNames | undefined, address: Address): string | null {
  const name = lookUp(names, address)
  return typeof name === 'string' ? name.trim() || null : null
}
