import type { Address } from '../../../core/types'
import { isSameAccount } from './addresses'

/** Names of participants by address, in upper or lower case; or a function that knows them. */
export type ParticipantNames =
  | Readonly<Record<Address, string>>
  | ((address: Address) => string | null | undefined)

/** The name of a participant, or null if there is none. */
export function nameOfParticipant(names: ParticipantNames | undefined, address: Address): string | null {
  const name = typeof names === 'function'
    ? names(address)
    : Object.entries(names ?? {}).find(([known]) => isSameAccount(known, address))?.[1]
  return name?.trim() || null
}
