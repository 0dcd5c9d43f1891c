import { formatAmount } from '../../../core/sessions/amounts'
import { readPresetFor, type AllocationRow } from '../../../core/sessions/editing'
import type { NumberStyle } from '../../../core/sessions/numberStyle'
import { PART_SCALE } from '../../../core/sessions/presetParts'
import type { AllocationPreset } from '../../../core/sessions/presets'
import { readTypedAmount } from '../../../core/sessions/typedAmount'
import type { AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'

/** The numbers by which an asset is divided. */
export type DivisionUnit = 'percent' | 'points'

/** What one participant gets by the typed numbers. */
export interface DividedShare {
  readonly participant: Address
  /** A locked amount stays, so no number is typed for it. */
  readonly isLocked: boolean
  /** Whether the text is not a number of zero or more. An empty text is zero. */
  readonly isInvalid: boolean
  /** Whether the invalid text is only the beginning of a number, such as `.`. */
  readonly isUnfinished: boolean
  /** What a text that can be read in two ways may mean, as decimal texts; otherwise empty. */
  readonly meanings: readonly string[]
  /** Decimal text; null while the numbers cannot be applied. */
  readonly amount: string | null
}

/** An asset divided by typed numbers. */
export interface Division {
  readonly shares: readonly DividedShare[]
  /** What is divided: everything but the locked amounts, as decimal text. */
  readonly available: string
  /** Sum of the numbers as decimal text. */
  readonly sum: string
  /** How far the percentages are from 100, as decimal text without a sign. `0` for points. */
  readonly difference: string
  /**
   * Why the numbers cannot be applied; null if they can. `invalid`: one of them is not a number, `below` and `above`: the
   * percentages do not add up to 100, `zero`: nobody has points
   */
  readonly problem: 'invalid' | 'below' | 'above' | 'zero' | null
  /** Divides the asset like that. */
  readonly preset: AllocationPreset
}

/** 100 %, counted like the parts. */
const WHOLE = 100n * 10n ** BigInt(PART_SCALE)

/** A typed number in whole multiples of `10 ** -PART_SCALE`, and what the field says about it. */
interface PartReading extends Pick<DividedShare, 'isUnfinished' | 'meanings'> {
  /** Null if the text is not a number of zero or more. */
  readonly units: bigint | null
}

/** An empty text is zero. */
function readTypedPart(text: string, style: NumberStyle | null): PartReading {
  const number = text.replace(/\s*[%٪]\s*$/, '')
  if (number.trim() === '') return { units: 0n, isUnfinished: false, meanings: [] }
  const reading = readTypedAmount(number, PART_SCALE, {}, style)
  if (reading.error === null) return { units: reading.units, isUnfinished: false, meanings: [] }
  const { code, data } = reading.error
  const meanings = code === 'AMOUNT_AMBIGUOUS' ? [String(data['grouped']), String(data['decimal'])] : []
  return { units: null, isUnfinished: reading.isUnfinished, meanings }
}

/** Reads a typed number as a whole multiple of `10 ** -PART_SCALE`; null if it is not a number of zero or more. */
export const readPart = (text: string, style: NumberStyle | null): bigint | null => readTypedPart(text, style).units

/** What is missing to 100 % beside a typed percentage, as decimal text; null if that is not a percentage up to 100. */
export function restOfPercent(text: string, style: NumberStyle | null): string | null {
  const part = readPart(text, style)
  return part === null || part > WHOLE ? null : formatAmount(WHOLE - part, PART_SCALE)
}

/** Whether an asset can be divided: it is there, and at least two amounts are not locked. */
export const canDivide = ({ totalUnits, cells }: AllocationRow): boolean =>
  totalUnits > 0n && cells.filter(({ isLocked }) => !isLocked).length >= 2

function problemOf(unit: DivisionUnit, parts: readonly PartReading[], sum: bigint): Division['problem'] {
  if (parts.some(({ units, isUnfinished }) => units === null && !isUnfinished)) return 'invalid'
  // The beginning of a number counts as zero until it is complete, but nothing is applied meanwhile.
  const complete = parts.some(({ isUnfinished }) => isUnfinished) ? 'invalid' : null
  if (unit === 'points') return sum > 0n ? complete : 'zero'
  return sum === WHOLE ? complete : sum < WHOLE ? 'below' : 'above'
}

/** @param texts what was typed, by participant */
export function divide(
  session: AppSession, row: AllocationRow, unit: DivisionUnit, texts: ReadonlyMap<Address, string>, style: NumberStyle | null,
): Division {
  const { asset, totalUnits, cells } = row
  const parts = cells.map(({ participant, isLocked }) => readTypedPart(isLocked ? '' : texts.get(participant) ?? '', style))
  const sum = parts.reduce((all, { units }) => all + (units ?? 0n), 0n)
  const problem = problemOf(unit, parts, sum)
  // The preset `percent` counts the locked amounts as a part of 100 %. They are rarely a percentage that can be written down,
  // so here 100 % is what they leave, as for points.
  const points = Object.fromEntries(cells.map(({ participant }, at) => [participant, formatAmount(parts[at]?.units ?? 0n, PART_SCALE)]))
  const preset: AllocationPreset = { kind: 'points', points }
  const { units } = problem ? { units: null } : readPresetFor(session, preset, row)
  const locked = cells.reduce((all, cell) => cell.isLocked ? all + cell.units : all, 0n)
  return {
    shares: cells.map(({ participant, isLocked, units: current }, at) => {
      const amount = isLocked ? current : units?.[at]
      return { participant, isLocked, isInvalid: parts[at]?.units === null, isUnfinished: parts[at]?.isUnfinished === true, meanings: parts[at]?.meanings ?? [], amount: amount === undefined ? null : formatAmount(amount, asset.scale) }
    }),
    available: formatAmount(totalUnits - locked, asset.scale),
    sum: formatAmount(sum, PART_SCALE),
    difference: formatAmount(unit === 'points' ? 0n : sum < WHOLE ? WHOLE - sum : sum - WHOLE, PART_SCALE),
    problem,
    preset,
  }
}
