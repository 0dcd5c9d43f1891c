import type { Address } from '../../types'

/** How many hex digits at each end people compare, because screens cut addresses to these. */
const COMPARED = 4

/** The part of an address that a cut address shows. */
const shownPart = (address: Address): string => {
  const digits = address.toLowerCase().replace(/^0x/, '')
  return `${digits.slice(0, COMPARED)}…${digits.slice(-COMPARED)}`
}

/** For each of some addresses, the others that look the same when only both ends are shown. Addresses without any are left out. */
export function findLookAlikes(addresses: readonly Address[]): Map<Address, readonly Address[]> {
  const groups = new Map<string, Set<Address>>()
  for (const address of addresses) {
    const group = groups.get(shownPart(address)) ?? new Set()
    groups.set(shownPart(address), group.add(address))
  }
  const alike = [...groups.values()].filter(group => group.size > 1).map(group => [...group])
  return new Map(alike.flatMap(group => group.map(address => [address, group.filter(other => other !== address)] as const)))
}
