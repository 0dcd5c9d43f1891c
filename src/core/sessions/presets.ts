import type { Address } from '../types'
import { addressesOf, currentUnits } from './allocations'
import { readAmount } from './amounts'
import { findParticipant } from './participants'
import { shareOut } from './shares'
import type { AppSession, SessionAsset } from './types'

/**
 * A split to start from.
 * - `asItStands`: the current allocations of the session
 * - `equal`: the same amount for each participant; base units that cannot be divided go to the remainder cell
 * - `allTo`: everything to one participant
 * - `percent`: whole or decimal percentages by participant, with a sum of exactly 100. Participants that are not named get
 *   nothing. Amounts are rounded down; the base units left over go one by one to the amounts that lost the most by
 *   rounding, with ties going to the remainder cell first and then in the order of the session
 * - `funders`: back to the participants who paid in, by participant and asset as decimal strings. It fits only while the
 *   deposits equal what the session holds
 */
export type AllocationPreset =
  | { readonly kind: 'asItStands' }
  | { readonly kind: 'equal' }
  | { readonly kind: 'allTo', readonly participant: Address }
  | { readonly kind: 'percent', readonly percents: Readonly<Record<Address, string | number>> }
  | { readonly kind: 'funders', readonly deposits: Readonly<Record<Address, Readonly<Record<string, string>>>> }

/** Decimals that a percentage may have: more than any needs. */
const PERCENT_SCALE = 80
/** 100 % at that scale. */
const WHOLE = 100n * 10n ** BigInt(PERCENT_SCALE)

const sumOf = (units: readonly bigint[]): bigint => units.reduce((sum, amount) => sum + amount, 0n)

/** What a record says about each participant, whose addresses it may write in any case; null if it names somebody twice. */
function byParticipant<T>(addresses: readonly Address[], record: Readonly<Record<Address, T>>): Map<Address, T> | null {
  const named = new Map<Address, T>()
  for (const [given, value] of Object.entries(record)) {
    const address = findParticipant(addresses, given)
    if (address === undefined) continue
    if (named.has(address)) return null
    named.set(address, value)
  }
  return named
}

/** The exact percentages in the order of the participants, or null if they are invalid or do not add up to 100 %. */
function percentParts(addresses: readonly Address[], percents: Readonly<Record<Address, string | number>>): bigint[] | null {
  const named = byParticipant(addresses, percents)
  if (named?.size !== Object.keys(percents).length) return null
  const parts = addresses.map((address) => {
    const percent = named.get(address) ?? '0'
    return readAmount(Number.isInteger(percent) ? String(percent) : percent, PERCENT_SCALE).units ?? -1n
  })
  return parts.includes(-1n) || sumOf(parts) !== WHOLE ? null : parts
}

/**
 * What a preset gives to each participant.
 * @param total everything that the session holds of the asset, in base units
 * @param remainder index of the participant whose cell is the remainder
 * @returns base units in the order of the participants, which add up to `total`; null if the preset does not fit
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
      case 'allTo': {
        const receiver = findParticipant(addresses, preset.participant)
        return addresses.map(address => (address === receiver ? total : 0n))
      }
      case 'percent': {
        const parts = percentParts(addresses, preset.percents)
        return parts && shareOut(total, parts, WHOLE, remainder)
      }
      case 'funders': {
        const deposits = byParticipant(addresses, preset.deposits)
        return deposits && addresses.map(address => readAmount(deposits.get(address)?.[asset.symbol] ?? '0', asset.scale).units)
      }
    }
  }
  const units = propose()?.map(amount => amount ?? -1n)
  return units && sumOf(units) === total && units.every(amount => amount >= 0n) ? units : null
}
