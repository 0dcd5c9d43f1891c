import { describeError, type NitroliteErrorCode } from '../errors/errors'
import type { Address } from '../types'
import { addressesOf, currentUnits } from './allocations'
import { formatAmount } from './amounts'
import { findParticipant } from './participants'
import { readByParticipant, readParts, PART_SCALE, type PresetReading } from './presetParts'
import { shareOut } from './shares'
import type { AppSession, SessionAsset } from './types'

/**
 * A split to start from.
 * - `asItStands`: the current allocations of the session
 * - `equal`: the same amount for each participant; base units that cannot be divided go to the remainder cell
 * - `allTo`: everything to one participant
 * - `percent`: whole or decimal percentages by participant, with a sum of exactly 100
 * - `points`: whole or decimal points by participant, with a sum above zero. Everybody gets the same amount for a point
 * - `funders`: back to the participants who paid in, by participant and asset as decimal strings. It fits only while the
 *   deposits equal what the session holds
 *
 * In `percent` and `points`, participants that are not named get nothing, and decimals are given as text. Amounts are
 * divided by largest remainder: they are rounded down, and the base units left over go one by one to the amounts that lost
 * the most by rounding, with ties going to the remainder cell first and then in the order of the session. So each amount
 * differs from the exact share by less than one base unit.
 *
 * A preset leaves locked amounts as they are. `equal`, `allTo` and `points` divide what they leave among the unlocked
 * participants; any other preset fits only if its amounts and the locked ones add up to the total.
 */
export type AllocationPreset =
  | { readonly kind: 'asItStands' }
  | { readonly kind: 'equal' }
  | { readonly kind: 'allTo', readonly participant: Address }
  | { readonly kind: 'percent', readonly percents: Readonly<Record<Address, string | number>> }
  | { readonly kind: 'points', readonly points: Readonly<Record<Address, string | number>> }
  | { readonly kind: 'funders', readonly deposits: Readonly<Record<Address, Readonly<Record<string, string>>>> }

/** What a preset is applied to: one asset of a session. */
export interface PresetTarget {
  readonly session: AppSession
  readonly asset: SessionAsset
  /** Everything that the session holds of the asset, in base units. */
  readonly total: bigint
  /** Index of the participant whose cell is the remainder. */
  readonly remainder: number
  /** The amount of each locked participant in base units, and null for the others, in the order of the participants. */
  readonly locked: readonly (bigint | null)[]
}

/** 100 %, counted like the parts. */
const WHOLE = 100n * 10n ** BigInt(PART_SCALE)

const sumOf = (units: readonly bigint[]): bigint => units.reduce((sum, amount) => sum + amount, 0n)

const refuse = (code: NitroliteErrorCode, data: Readonly<Record<string, string>> = {}): PresetReading =>
  ({ units: null, error: describeError(code, data) })

const accept = (units: readonly bigint[]): PresetReading => ({ units, error: null })

function refuseSum(actual: bigint, expected: bigint, scale: number, asset: string, unit = ''): PresetReading {
  const [written, wanted, difference] = [actual, expected, expected - actual].map(units => `${formatAmount(units, scale)}${unit}`)
  return refuse('ALLOCATION_SUM_MISMATCH', { asset, actual: written ?? '', expected: wanted ?? '', difference: difference ?? '' })
}

function divideByPercent(target: PresetTarget, percents: Readonly<Record<Address, string | number>>): PresetReading {
  const { session, asset, total, remainder } = target
  const read = readParts(addressesOf(session), percents, asset.symbol)
  if (read.error) return read
  const sum = sumOf(read.units)
  return sum === WHOLE ? accept(shareOut(total, read.units, WHOLE, remainder)) : refuseSum(sum, WHOLE, PART_SCALE, asset.symbol, ' %')
}

function divideByPoints(target: PresetTarget, free: bigint, points: Readonly<Record<Address, string | number>>): PresetReading {
  const { session, asset, remainder, locked } = target
  const read = readParts(addressesOf(session), points, asset.symbol)
  if (read.error) return read
  const parts = read.units.map((part, index) => (typeof locked[index] === 'bigint' ? 0n : part))
  const sum = sumOf(parts)
  return sum > 0n ? accept(shareOut(free, parts, sum, remainder)) : refuse('ALLOCATIONS_EMPTY', { asset: asset.symbol })
}

/** The amounts of a preset; those of locked participants do not count. */
function propose(preset: AllocationPreset, target: PresetTarget): PresetReading {
  const { session, asset, total, remainder, locked } = target
  const addresses = addressesOf(session)
  const free = total - sumOf(locked.map(units => units ?? 0n))
  switch (preset.kind) {
    case 'asItStands': {
      const current = currentUnits(session, asset)
      return accept(addresses.map(address => current.get(address) ?? 0n))
    }
    case 'equal': {
      const count = BigInt(locked.filter(units => units === null).length)
      return count === 0n ? accept([]) : accept(addresses.map((_, index) => free / count + (index === remainder ? free % count : 0n)))
    }
    case 'allTo': {
      const receiver = findParticipant(addresses, preset.participant)
      if (receiver === undefined) return refuse('ALLOCATION_NON_PARTICIPANT', { participant: preset.participant, asset: asset.symbol })
      return accept(addresses.map(address => (address === receiver ? free : 0n)))
    }
    case 'percent': return divideByPercent(target, preset.percents)
    case 'points': return divideByPoints(target, free, preset.points)
    case 'funders': {
      const amounts = Object.fromEntries(Object.entries(preset.deposits).map(([address, paid]) => [address, paid[asset.symbol] ?? '0']))
      return readByParticipant(addresses, amounts, { scale: asset.scale, asset: asset.symbol, skipsStrangers: true })
    }
  }
}

/**
 * What a preset gives to each participant.
 * @returns base units in the order of the participants, which add up to `total`; or why the preset does not fit
 */
export function readPreset(preset: AllocationPreset, target: PresetTarget): PresetReading {
  const { session, asset: { symbol, scale }, total, locked } = target
  const proposed = propose(preset, target)
  if (proposed.error) return proposed
  const units = locked.map((amount, index) => amount ?? proposed.units[index] ?? 0n)
  const negative = units.findIndex(amount => amount < 0n)
  if (negative >= 0) {
    const [participant = '', amount = 0n] = [addressesOf(session)[negative], units[negative]]
    return refuse('ALLOCATION_NEGATIVE', { asset: symbol, participant, amount: formatAmount(amount, scale) })
  }
  const sum = sumOf(units)
  return sum === total ? accept(units) : refuseSum(sum, total, scale, symbol)
}

