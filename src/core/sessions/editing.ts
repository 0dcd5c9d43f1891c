import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import {
  chooseCellReading, readCell, setCellUnits, showUnits, type AllocationCell, type AllocationCellId, type AmountReading,
  type WrittenAsset,
} from './allocationCell'
import { addressesOf, currentUnits } from './allocations'
import { formatAmount, unitsOf } from './amounts'
import { formatInStyle, type NumberStyle } from './numberStyle'
import { findParticipant } from './participants'
import type { PresetReading } from './presetParts'
import { readPreset, type AllocationPreset } from './presets'
import { basisPointsOf } from './shares'
import type { Allocation, AppSession, SessionAsset } from './types'

export type { AllocationCell, AllocationCellId, AmountReading } from './allocationCell'

/** All fields of one asset, with the participants in the order of the session. */
export interface AllocationRow {
  readonly asset: SessionAsset
  /** Everything that the session holds of the asset, in base units. */
  readonly totalUnits: bigint
  readonly cells: readonly AllocationCell[]
}

/**
 * Allocations while they are being edited. The object is immutable: an edit returns a new one, or the same one if nothing
 * changes. In each row exactly one cell is the remainder: the total minus all other cells. So the sum is always right, and
 * an edit changes only the edited cell and the remainder. A locked cell is never the remainder, and keeps its amount.
 */
export interface AllocationEdit {
  readonly session: AppSession
  readonly rows: readonly AllocationRow[]
  /** How the fields show and read numbers; null if that is unknown. */
  readonly style: NumberStyle | null
}

/** Recomputes the remainder and the shares of a row. */
function recompute(row: AllocationRow, style: NumberStyle | null): AllocationRow {
  const { asset, totalUnits } = row
  const otherUnits = row.cells.reduce((sum, cell) => (cell.isRemainder ? sum : sum + cell.units), 0n)
  const cells = row.cells.map(cell =>
    (cell.isRemainder ? showUnits(cell, totalUnits - otherUnits, { ...asset, style }) : cell))
  const shares = basisPointsOf(cells.map(({ units }) => units), totalUnits)
  // A cell that stays the same object is not rendered again.
  const withShare = (cell: AllocationCell, basisPoints: number): AllocationCell =>
    (cell.basisPoints === basisPoints ? cell : { ...cell, basisPoints })
  return { asset, totalUnits, cells: cells.map((cell, index) => withShare(cell, shares[index] ?? 0)) }
}

/**
 * Starts editing with the current allocations of the session. The last participant's cell is the remainder of each asset.
 * With two participants, the remainder is always the cell that was not edited last.
 * @param style how the fields show and read numbers; null if that is unknown
 * @throws `AMOUNT_MALFORMED`, `AMOUNT_TOO_PRECISE` if the amounts of the session itself cannot be read
 */
export function createAllocationEditor(session: AppSession, style: NumberStyle | null = null): AllocationEdit {
  const addresses = addressesOf(session)
  const rows = session.assets.map((asset) => {
    const current = currentUnits(session, asset)
    const cells = addresses.map((participant, index) => showUnits({
      participant,
      asset: asset.symbol,
      text: '',
      units: 0n,
      basisPoints: 0,
      isRemainder: index === addresses.length - 1,
      isLocked: false,
      error: null,
      isUnfinished: false,
    }, current.get(participant) ?? 0n, { ...asset, style }))
    return recompute({ asset, totalUnits: unitsOf(asset.total, asset.scale, asset.symbol), cells }, style)
  })
  return { session, rows, style }
}

/** The cell of a participant, whose address may be written in any case. */
function findCell({ cells }: AllocationRow, participant: string): AllocationCell | undefined {
  const address = findParticipant(cells.map(cell => cell.participant), participant)
  return cells.find(cell => cell.participant === address)
}

/** Changes the row that contains a cell. If there is no such cell, nothing changes. */
function changeRow(
  edit: AllocationEdit,
  { participant, asset }: AllocationCellId,
  change: (row: AllocationRow, cell: AllocationCell) => AllocationRow,
): AllocationEdit {
  const row = edit.rows.find(candidate => candidate.asset.symbol === asset)
  const cell = row && findCell(row, participant)
  if (!row || !cell) return edit
  const changed = change(row, cell)
  return changed === row ? edit : { ...edit, rows: edit.rows.map(other => (other === row ? recompute(changed, edit.style) : other)) }
}

const withRemainder = (cell: AllocationCell, isRemainder: boolean): AllocationCell =>
  (cell.isRemainder === isRemainder ? cell : { ...cell, isRemainder })

/** Whether the session has two participants and neither is locked, so that each of the two fields can be typed into. */
const isPairOfFields = ({ cells }: AllocationRow): boolean => cells.length === 2 && !cells.some(cell => cell.isLocked)

/**
 * Changes a cell that is neither the remainder nor locked. In a session of two without a lock, any cell can be
 * changed: the other becomes the remainder.
 */
function changeCell(
  edit: AllocationEdit,
  name: AllocationCellId,
  change: (cell: AllocationCell, available: bigint, asset: WrittenAsset) => AllocationCell,
): AllocationEdit {
  return changeRow(edit, name, (row, cell) => {
    const isPair = isPairOfFields(row)
    if (cell.isLocked || (cell.isRemainder && !isPair)) return row
    const rest = cell.isRemainder ? 0n : row.cells.find(other => other.isRemainder)?.units ?? 0n
    const available = isPair ? row.totalUnits : cell.units + rest
    const changed = change(cell, available, { ...row.asset, style: edit.style })
    return {
      ...row,
      cells: row.cells.map((other) => {
        const next = other === cell ? changed : other
        return isPair ? withRemainder(next, other !== cell) : next
      }),
    }
  })
}

/**
 * Puts typed text into a cell, which shows exactly this text. An invalid text (`1.5.2`, too many decimals, negative, more
 * than is available, two meanings) is marked with an error and changes no amount. With three or more participants, the remainder cannot
 * be typed into: nothing changes.
 */
export const editAmount = (edit: AllocationEdit, { text, ...name }: AllocationCellId & { readonly text: string }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => readCell(cell, text, false, available, asset))

/** Decides what a text with the error `AMOUNT_AMBIGUOUS` means. Another cell stays as it is. */
export const chooseReading = (
  edit: AllocationEdit, { reading, ...name }: AllocationCellId & { readonly reading: AmountReading },
): AllocationEdit => changeCell(edit, name, (cell, available, asset) => chooseCellReading(cell, reading, available, asset))

/**
 * Ends typing in a cell. A valid text becomes canonical; an invalid one stays, with its error. A text that was invalid and
 * has become valid because other cells were lowered is accepted now.
 */
export const commitAmount = (edit: AllocationEdit, name: AllocationCellId): AllocationEdit =>
  edit.rows.some(row => row.asset.symbol === name.asset && findCell(row, name.participant)?.isRemainder)
    ? edit
    : changeCell(edit, name, (cell, available, asset) => readCell(cell, cell.text, true, available, asset))

/** Adds base units, which may be negative, to the valid amount, within the range from zero to what is available. */
export const stepAmount = (edit: AllocationEdit, { by, ...name }: AllocationCellId & { readonly by: bigint }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => setCellUnits(cell, cell.units + by, available, asset))

/** Sets base units, as a slider does, within the range from zero to what is available. */
export const setShare = (edit: AllocationEdit, { units, ...name }: AllocationCellId & { readonly units: bigint }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => setCellUnits(cell, units, available, asset))

/**
 * Makes a cell the remainder of its asset. No amount changes; an invalid text in that cell is replaced by its amount. Nothing
 * changes if the cell is locked.
 */
export const setRemainder = (edit: AllocationEdit, name: AllocationCellId): AllocationEdit =>
  changeRow(edit, name, (row, cell) => (cell.isRemainder || cell.isLocked
    ? row
    : { ...row, cells: row.cells.map(other => withRemainder(other, other === cell)) }))

/**
 * Locks a cell, or unlocks it. A locked cell keeps its amount, whatever is edited and whatever preset is applied; an invalid
 * text in it is replaced by its amount. If the cell is the remainder, the last other unlocked participant becomes the
 * remainder. The only unlocked cell of an asset cannot be locked: nothing changes.
 */
export const setLocked = (edit: AllocationEdit, { isLocked, ...name }: AllocationCellId & { readonly isLocked: boolean }): AllocationEdit =>
  changeRow(edit, name, (row, cell) => {
    if (cell.isLocked === isLocked) return row
    if (!isLocked) return { ...row, cells: row.cells.map(other => (other === cell ? { ...other, isLocked } : other)) }
    const unlocked = row.cells.filter(other => other !== cell && !other.isLocked)
    const remainder = unlocked.find(other => other.isRemainder) ?? unlocked.at(-1)
    if (!remainder) return row
    const shown = { ...showUnits(cell, cell.units, { ...row.asset, style: edit.style }), isLocked }
    return { ...row, cells: row.cells.map(other => withRemainder(other === cell ? shown : other, other === remainder)) }
  })

const isWanted = (row: AllocationRow, asset: string | undefined): boolean => asset === undefined || row.asset.symbol === asset

/** What a preset gives to each participant of one row, in base units, or why it does not fit that row. */
export const readPresetFor = (session: AppSession, preset: AllocationPreset, row: AllocationRow): PresetReading => readPreset(preset, {
  session,
  asset: row.asset,
  total: row.totalUnits,
  remainder: row.cells.findIndex(cell => cell.isRemainder),
  locked: row.cells.map(cell => (cell.isLocked ? cell.units : null)),
})

/**
 * Why a preset does not fit, or null if `applyPreset` applies it: `ALLOCATION_NON_PARTICIPANT`, `ALLOCATION_DUPLICATE`,
 * `ALLOCATION_SUM_MISMATCH`, `ALLOCATION_NEGATIVE`, `ALLOCATIONS_EMPTY` for points without a sum above zero,
 * `ALLOCATION_UNKNOWN_ASSET`, `AMOUNT_MALFORMED`, `AMOUNT_NOT_TEXT` or `AMOUNT_TOO_PRECISE`.
 */
export function presetProblem(edit: AllocationEdit, preset: AllocationPreset, asset?: string): NitroliteErrorInfo | null {
  const rows = edit.rows.filter(row => isWanted(row, asset))
  if (rows.length === 0) return describeError('ALLOCATION_UNKNOWN_ASSET', { asset })
  for (const row of rows) {
    const { error } = readPresetFor(edit.session, preset, row)
    if (error) return error
  }
  return null
}

/**
 * Applies a preset to one asset, or to all of them, and replaces every text there.
 * @returns the same edit if the preset does not fit every asset that was asked for
 */
export function applyPreset(edit: AllocationEdit, preset: AllocationPreset, asset?: string): AllocationEdit {
  if (presetProblem(edit, preset, asset)) return edit
  const rows = edit.rows.map((row) => {
    if (!isWanted(row, asset)) return row
    const { units } = readPresetFor(edit.session, preset, row)
    const written = { ...row.asset, style: edit.style }
    return recompute({ ...row, cells: row.cells.map((cell, index) => showUnits(cell, units?.[index] ?? 0n, written)) }, edit.style)
  })
  return { ...edit, rows }
}

/** Whether a preset fits, so that `applyPreset` applies it. */
export const canApplyPreset = (edit: AllocationEdit, preset: AllocationPreset, asset?: string): boolean =>
  presetProblem(edit, preset, asset) === null

/**
 * The valid amounts of all cells as canonical decimal strings: every participant for every asset. While a text is invalid,
 * they differ from what the fields show, so sign them only if `isValid` returns true.
 */
export const allocationsOf = (edit: AllocationEdit): Allocation[] =>
  edit.rows.flatMap(({ asset: { scale }, cells }) =>
    cells.map(({ participant, asset, units }) => ({ participant, asset, amount: formatAmount(units, scale) })))

/** Whether every text is valid, so that `allocationsOf` returns what the fields show. */
export const isValid = (edit: AllocationEdit): boolean =>
  edit.rows.every(row => row.cells.every(cell => cell.error === null && !cell.isUnfinished))

/** Shows and reads numbers in another style. No amount changes, and texts that are being typed stay. */
export function changeStyle(edit: AllocationEdit, style: NumberStyle | null): AllocationEdit {
  const rows = edit.rows.map((row) => {
    const { scale } = row.asset
    const isShown = (cell: AllocationCell): boolean => cell.text === formatInStyle(cell.units, scale, edit.style)
    return { ...row, cells: row.cells.map(cell => (isShown(cell) ? { ...cell, text: formatInStyle(cell.units, scale, style) } : cell)) }
  })
  return { ...edit, rows, style }
}
