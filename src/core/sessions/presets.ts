import type { Address } from '../types'
import { addressesOf, currentUnits } from './allocations'
import { readAmount } from './amounts'
import type { AppSession, SessionAsset } from './types'

/**
 * A split to start from.
 * - `asItStands`: what the session says now
 * - `equal`: the same for everybody; base units that cannot be divided go to the remainder row
 * - `allTo`: everything to one participant
 * - `percent`: whole or decimal percents by participant, together exactly 100; who is not named gets nothing.
 *   Every row is rounded down, and the base units left over go one by one to the rows that lost most by it,
 *   among equals to the remainder row first, then in the session's order
 * - `funders`: back to who paid in, by participant and asset as decimal text; fits only while what was paid in is
 *   what the session holds
 */
export type AllocationPreset =
  | { readonly kind: 'asItStands' }
  | { readonly kind: 'equal' }
  | { readonly kind: 'allTo', readonly participant: Address }
  | { readonly kind: 'percent', readonly percents: Readonly<Record<Address, string | number>> }
  | { readonly kind: 'funders', readonly deposits: Readonly<Record<Address, Readonly<Record<string, string>>>> }

/** More decimals than a percentage can need. */
const PERCENT_SCALE = 80
const WHOLE = 100n * 10n ** BigInt(PERCENT_SCALE)

const sumOf = (units: readonly bigint[]): bigint => units.reduce((sum, each) => sum + each, 0n)

/** Exact parts of 100 %, or null where they are none. */
function percentParts(addresses: readonly Address[], percents: Readonly<Record<Address, string | number>>): bigint[] | null {
  if (Object.keys(percents).some(address => !addresses.includes(address))) return null
  const parts = addresses.map((address) => {
    const percent = percents[address] ?? '0'
    return readAmount(Number.isInteger(percent) ? String(percent) : percent, PERCENT_SCALE).units ?? -1n
  })
  return parts.includes(-1n) || sumOf(parts) !== WHOLE ? null : parts
}

/** Shares `total` out by parts of `WHOLE`, to the last base unit. */
function shareOut(total: bigint, parts: readonly bigint[], first: number): bigint[] {
  const units = parts.map(part => total * part / WHOLE)
  const lost = parts.map(part => total * part % WHOLE)
  const order = [...parts.keys()].sort((a, b) => {
    const [lostA = 0n, lostB = 0n] = [lost[a], lost[b]]
    if (lostA !== lostB) return lostA > lostB ? -1 : 1
    return Number(b === first) - Number(a === first) || a - b
  })
  const left = Number(total - sumOf(units))
  for (const index of order.slice(0, left)) units[index] = (units[index] ?? 0n) + 1n
  return units
}

/**
 * What a preset gives to each participant.
 * @param total everything that the session holds of the asset, in base units
 * @param remainder index of the remainder row
 * @returns base units in the session's order of participants, of sum `total`; null where the preset does not fit
 */
export function presetUnits(
  preset: AllocationPreset,
  session: AppSession,
  asset: SessionAsset,
  total: bigint,
  remainder: number,
): bigint[] | null {
  const addresses = addressesOf(session)
  const propose = (): (bigint | null)[] | null => {
    switch (preset.kind) {
      case 'asItStands': {
        const current = currentUnits(session, asset)
        return addresses.map(address => current.get(address) ?? 0n)
      }
      case 'equal': {
        const count = BigInt(addresses.length)
        return addresses.map((_, index) => total / count + (index === remainder ? total % count : 0n))
      }
      case 'allTo':
        return addresses.map(address => (address === preset.participant ? total : 0n))
      case 'percent': {
        const parts = percentParts(addresses, preset.percents)
        return parts && shareOut(total, parts, remainder)
      }
      case 'funders':
        return addresses.map(address => readAmount(preset.deposits[address]?.[asset.symbol] ?? '0', asset.scale).units)
    }
  }
  const units = propose()?.map(each => each ?? -1n)
  return units && sumOf(units) === total && units.every(each => each >= 0n) ? units : null
}
