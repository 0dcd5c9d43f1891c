import type { Address } from '../types'
import { addAmounts, decimalPlaces, formatAmount, unitsOf } from './amounts'
import type { Allocation, AppSession, SessionAsset } from './types'

/** Addresses of a session's participants in its order, each once. */
export const addressesOf = (session: Pick<AppSession, 'participants'>): Address[] =>
  [...new Set(session.participants.map(({ address }) => address))]

/** Who has what of a split, as text. */
export const describeSplit = (rows: readonly Allocation[]): string =>
  rows.map(({ participant, amount, asset }) => `${participant} ${amount} ${asset}`).join(', ')

/** Base units that each participant has of an asset as the session stands. */
export function currentUnits(session: AppSession, { symbol, scale }: SessionAsset): Map<Address, bigint> {
  const units = new Map<Address, bigint>()
  for (const { participant, asset, amount } of session.allocations) {
    if (asset === symbol) units.set(participant, unitsOf(amount, scale, symbol))
  }
  return units
}

/**
 * Derives what a session holds from the sums of its ledger.
 * @param participants addresses as the session stores them
 * @param decimalsBySymbol decimals of the assets that the node knows; of others, what the ledger holds counts
 * @param ledgerSums credit − debit by participant and symbol, as decimal text; may be negative
 * @returns assets in the order of their symbols; of each, a row for every participant, zeros included
 * @throws `AMOUNT_MALFORMED`
 */
export function buildAllocations(
  participants: readonly Address[],
  decimalsBySymbol: ReadonlyMap<string, number>,
  ledgerSums: ReadonlyMap<Address, ReadonlyMap<string, string>>,
): { assets: SessionAsset[], allocations: Allocation[] } {
  const addresses = [...new Set(participants)]
  const symbols = new Set(addresses.flatMap(address => [...ledgerSums.get(address)?.keys() ?? []]))
  const assets: SessionAsset[] = []
  const allocations: Allocation[] = []
  // Code units, not the language of the device: the order is part of what participants sign.
  for (const symbol of [...symbols].sort()) {
    const sums = addresses.map(address => ledgerSums.get(address)?.get(symbol) ?? '0')
    const held = Math.max(...sums.map(decimalPlaces))
    const decimals = decimalsBySymbol.get(symbol) ?? held
    const scale = Math.max(decimals, held)
    assets.push({ symbol, decimals, scale, total: addAmounts(sums) })
    sums.forEach((sum, index) => {
      const amount = formatAmount(unitsOf(sum, scale), scale)
      allocations.push({ participant: addresses[index] ?? '', asset: symbol, amount })
    })
  }
  return { assets, allocations }
}
