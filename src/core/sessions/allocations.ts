import type { Address } from '../types'
import { addAmounts, decimalPlaces, formatAmount, unitsOf } from './amounts'
import type { Allocation, AppSession, SessionAsset } from './types'

/** Addresses of the participants in the order of the session, each one once. */
export const addressesOf = (session: Pick<AppSession, 'participants'>): Address[] =>
  [...new Set(session.participants.map(({ address }) => address))]

/** A split as text: who gets how much of what. */
export const describeSplit = (rows: readonly Allocation[]): string =>
  rows.map(({ participant, amount, asset }) => `${participant} ${amount} ${asset}`).join(', ')

/** Base units of an asset that each participant has in the session now. */
export function currentUnits(session: AppSession, { symbol, scale }: SessionAsset): Map<Address, bigint> {
  const units = new Map<Address, bigint>()
  for (const { participant, asset, amount } of session.allocations) {
    if (asset === symbol) units.set(participant, unitsOf(amount, scale, symbol))
  }
  return units
}

/**
 * An asset of a session.
 * @param sums what the participants hold of it, or what they hold together, as decimal strings; may be negative
 * @param listed decimals of the asset as the node lists it. @default the decimals in the ledger
 * @throws `AMOUNT_MALFORMED`
 */
export function sessionAsset(symbol: string, sums: readonly string[], listed?: number): SessionAsset {
  const ledgerDecimals = Math.max(...sums.map(decimalPlaces))
  const decimals = listed ?? ledgerDecimals
  return { symbol, decimals, scale: Math.max(decimals, ledgerDecimals), total: addAmounts(sums) }
}

/**
 * Derives what a session holds from the sums of its ledger account.
 * @param participants addresses as the session stores them
 * @param decimalsBySymbol decimals of the assets that the node lists. For other assets, the decimals in the ledger count.
 * @param ledgerSums credit minus debit by participant and symbol, as decimal strings; may be negative
 * @returns the assets sorted by symbol, and for each asset a row for every participant, zeros included
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
  // Sorted by code units instead of the device's language, because participants sign this order.
  for (const symbol of [...symbols].sort()) {
    const sums = addresses.map(address => ledgerSums.get(address)?.get(symbol) ?? '0')
    const asset = sessionAsset(symbol, sums, decimalsBySymbol.get(symbol))
    assets.push(asset)
    sums.forEach((sum, index) => {
      const amount = formatAmount(unitsOf(sum, asset.scale), asset.scale)
      allocations.push({ participant: addresses[index] ?? '', asset: symbol, amount })
    })
  }
  return { assets, allocations }
}
