import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import type { Address } from '../types'
import { clip, formatAmount, readAmount } from './amounts'
import { formatInStyle, inStyle, type NumberStyle } from './numberStyle'
import { readTypedAmount } from './typedAmount'
import type { SessionAsset } from './types'

/** Identifies one field by its participant and its asset. */
export interface AllocationCellId {
  readonly participant: Address
  readonly asset: string
}

/** One field: one participant's share of one asset. */
export interface AllocationCell extends AllocationCellId {
  /** What the field shows: exactly what was typed, until it is committed. */
  readonly text: string
  /** The valid amount, in base units of the asset's scale. An invalid text does not change it. */
  readonly units: bigint
  /**
   * Share of the total in hundredths of a percent, from 0 to 10,000. For display only: rounded so that the shares of all
   * participants add up to 10,000.
   */
  readonly basisPoints: number
  /** Whether the amount is computed from the other fields of the asset. */
  readonly isRemainder: boolean
  /** Whether edits of other fields and presets leave the amount as it is. The field itself cannot be edited either. */
  readonly isLocked: boolean
  /** Why the text is invalid, or null if it is valid. */
  readonly error: NitroliteErrorInfo | null
  /**
   * Whether the text is empty or only the beginning of an amount, such as `.`. It changes no amount, and has no error
   * until it is committed.
   */
  readonly isUnfinished: boolean
}

/** An asset, and how its amounts are written. */
export type WrittenAsset = SessionAsset & { readonly style: NumberStyle | null }

/** Sets the units of a cell and the text that shows them. */
export function showUnits(cell: AllocationCell, units: bigint, { scale, symbol, style }: WrittenAsset): AllocationCell {
  const text = formatInStyle(units, scale, style)
  // Possible only if the session has paid out more than it held.
  const error = units < 0n ? describeError('ALLOCATION_NEGATIVE', { amount: text, asset: symbol, participant: cell.participant }) : null
  return { ...cell, text, units, error, isUnfinished: false }
}

/** Sets the units of a cell, limited to the range from zero to what is available. */
export function setCellUnits(cell: AllocationCell, units: bigint, available: bigint, asset: WrittenAsset): AllocationCell {
  const limit = available < 0n ? 0n : available
  return showUnits(cell, units < 0n ? 0n : units > limit ? limit : units, asset)
}

/** Puts an amount into a cell, or the error that it is more than there is. */
function acceptUnits(cell: AllocationCell, text: string, units: bigint, available: bigint, { symbol, scale, total }: SessionAsset): AllocationCell {
  const amount = clip(text)
  const data = { asset: symbol, participant: cell.participant, amount, total, available: formatAmount(available, scale) }
  return units > available
    ? { ...cell, text, isUnfinished: false, error: describeError('ALLOCATION_ABOVE_TOTAL', data) }
    : { ...cell, text, units, isUnfinished: false, error: null }
}

/** Puts a text into a cell. On commit, a valid text becomes canonical, and an unfinished one gets its error. */
export function readCell(cell: AllocationCell, text: string, isCommit: boolean, available: bigint, asset: WrittenAsset): AllocationCell {
  const { symbol, scale, style } = asset
  // The cell itself shows this text for its amount. Read as typed text, it could mean something else.
  if (!cell.error && !cell.isUnfinished && text === formatInStyle(cell.units, scale, style)) return { ...cell, text }
  const reading = readTypedAmount(text, scale, { asset: symbol, participant: cell.participant }, style)
  if (reading.error) {
    const isUnfinished = reading.isUnfinished && !isCommit
    return { ...cell, text, isUnfinished, error: isUnfinished ? null : reading.error }
  }
  const isKept = !isCommit || reading.units > available
  return acceptUnits(cell, isKept ? text : formatInStyle(reading.units, scale, style), reading.units, available, asset)
}

/** What an ambiguous text can mean: `1,000` is a thousand if the comma groups digits, and one if it is a decimal comma. */
export type AmountReading = 'grouped' | 'decimal'

/** Decides what an ambiguous text means. */
export function chooseCellReading(cell: AllocationCell, reading: AmountReading, available: bigint, asset: WrittenAsset): AllocationCell {
  const { symbol, scale, style } = asset
  const amount = cell.error?.code === 'AMOUNT_AMBIGUOUS' ? cell.error.data[reading] : undefined
  if (typeof amount !== 'string') return cell
  const { units, error } = readAmount(amount, scale, { asset: symbol, participant: cell.participant })
  const text = inStyle(amount, style)
  return error ? { ...cell, text, error } : acceptUnits(cell, text, units, available, asset)
}
