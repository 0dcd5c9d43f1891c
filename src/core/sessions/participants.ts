import type { Address } from '../types'

/** Whether two addresses are the same. Upper and lower case make no difference: they only carry a checksum. */
export const isSameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * The address among those of a session that is meant by one in any case. A session can list an address in two spellings, so
 * the exact one comes first.
 * @param addresses as the session stores them
 */
export const findParticipant = (addresses: readonly Address[], address: string): Address | undefined =>
  addresses.find(known => known === address) ?? addresses.find(known => isSameAddress(known, address))
