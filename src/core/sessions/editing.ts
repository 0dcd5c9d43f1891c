import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import type { Address } from '../types'
import { addressesOf, currentUnits } from './allocations'
import { clip, formatAmount, readTypedAmount, unitsOf } from './amounts'
import { findParticipant } from './participants'
import { presetUnits, type AllocationPreset } from './presets'
import type { Allocation, AppSession, SessionAsset } from './types'

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
  /** Share of the total in hundredths of a percent, from 0 to 10,000, rounded down. For display only. */
  readonly basisPoints: number
  /** Whether the amount is computed from the other fields of the asset. */
  readonly isRemainder: boolean
  /** Why the text is invalid, or null if it is valid. */
  readonly error: NitroliteErrorInfo | null
}

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
 * an edit changes only the edited cell and the remainder.
 */
export interface AllocationEdit {
  readonly session: AppSession
  readonly rows: readonly AllocationRow[]
}

/** Sets the units of a cell and the text that shows them. */
function showUnits(cell: AllocationCell, units: bigint, { scale, symbol }: SessionAsset): AllocationCell {
  const text = formatAmount(units, scale)
  // Possible only if the session has paid out more than it held.
  const error = units < 0n ? describeError('ALLOCATION_NEGATIVE', { amount: text, asset: symbol, participant: cell.participant }) : null
  return { ...cell, text, units, error }
}

/** Sets the units of a cell, limited to the range from zero to what is available. */
function setUnits(cell: AllocationCell, units: bigint, available: bigint, asset: SessionAsset): AllocationCell {
  const limit = available < 0n ? 0n : available
  return showUnits(cell, units < 0n ? 0n : units > limit ? limit : units, asset)
}

/** Recomputes the remainder and the shares of a row. */
function recompute(row: AllocationRow): AllocationRow {
  const { asset, totalUnits } = row
  const otherUnits = row.cells.reduce((sum, cell) => (cell.isRemainder ? sum : sum + cell.units), 0n)
  const cells = row.cells.map((cell) => {
    const current = cell.isRemainder ? showUnits(cell, totalUnits - otherUnits, asset) : cell
    return { ...current, basisPoints: totalUnits > 0n ? Number(current.units * 10_000n / totalUnits) : 0 }
  })
  return { asset, totalUnits, cells }
}

/**
 * Starts editing with the current allocations of the session. The last participant's cell is the remainder of each asset.
 * With two participants, the remainder is always the cell that was not edited last.
 * @throws `AMOUNT_MALFORMED`, `AMOUNT_TOO_PRECISE` if the amounts of the session itself cannot be read
 */
export function createAllocationEditor(session: AppSession): AllocationEdit {
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
      error: null,
    }, current.get(participant) ?? 0n, asset))
    return recompute({ asset, totalUnits: unitsOf(asset.total, asset.scale, asset.symbol), cells })
  })
  return { session, rows }
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
  return changed === row ? edit : { ...edit, rows: edit.rows.map(other => (other === row ? recompute(changed) : other)) }
}

/** Changes a cell that is not the remainder. With two participants, any cell can be changed: the other becomes the remainder. */
function changeCell(
  edit: AllocationEdit,
  name: AllocationCellId,
  change: (cell: AllocationCell, available: bigint, asset: SessionAsset) => AllocationCell,
): AllocationEdit {
  return changeRow(edit, name, (row, cell) => {
    const isPair = row.cells.length === 2
    if (cell.isRemainder && !isPair) return row
    const rest = cell.isRemainder ? 0n : row.cells.find(other => other.isRemainder)?.units ?? 0n
    const available = isPair ? row.totalUnits : cell.units + rest
    const changed = change(cell, available, row.asset)
    return {
      ...row,
      cells: row.cells.map((other) => {
        const next = other === cell ? changed : other
        return isPair ? { ...next, isRemainder: other !== cell } : next
      }),
    }
  })
}

/** Puts a text into a cell. On commit, a valid text becomes canonical. */
function readCell(cell: AllocationCell, text: string, isCommit: boolean, available: bigint, asset: SessionAsset): AllocationCell {
  const { symbol, scale, total } = asset
  const { units, error } = readTypedAmount(text, scale, { asset: symbol, participant: cell.participant })
  if (error) return { ...cell, text, error }
  if (units > available) {
    const data = { asset: symbol, participant: cell.participant, amount: clip(text), total, available: formatAmount(available, scale) }
    return { ...cell, text, error: describeError('ALLOCATION_ABOVE_TOTAL', data) }
  }
  return { ...cell, text: isCommit ? formatAmount(units, scale) : text, units, error: null }
}

/**
 * Puts typed text into a cell, which shows exactly this text. An invalid text (`1.5.2`, too many decimals, negative, more
 * than is available) is marked with an error and changes no amount. With three or more participants, the remainder cannot
 * be typed into: nothing changes.
 */
export const editAmount = (edit: AllocationEdit, { text, ...name }: AllocationCellId & { readonly text: string }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => readCell(cell, text, false, available, asset))

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
  changeCell(edit, name, (cell, available, asset) => setUnits(cell, cell.units + by, available, asset))

/** Sets base units, as a slider does, within the range from zero to what is available. */
export const setShare = (edit: AllocationEdit, { units, ...name }: AllocationCellId & { readonly units: bigint }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => setUnits(cell, units, available, asset))

/** Makes a cell the remainder of its asset. No amount changes; an invalid text in that cell is replaced by its amount. */
export const setRemainder = (edit: AllocationEdit, name: AllocationCellId): AllocationEdit =>
  changeRow(edit, name, (row, cell) => (cell.isRemainder
    ? row
    : { ...row, cells: row.cells.map(other => ({ ...other, isRemainder: other === cell })) }))

/**
 * Applies a preset to one asset, or to all of them, and replaces every text there.
 * @returns the same edit if the preset does not fit every asset that was asked for
 */
export function applyPreset(edit: AllocationEdit, preset: AllocationPreset, asset?: string): AllocationEdit {
  let isApplicable = edit.rows.some(row => asset === undefined || row.asset.symbol === asset)
  const rows = edit.rows.map((row) => {
    if (asset !== undefined && row.asset.symbol !== asset) return row
    const units = presetUnits(preset, edit.session, row.asset, row.totalUnits, row.cells.findIndex(cell => cell.isRemainder))
    isApplicable &&= units !== null
    return recompute({ ...row, cells: row.cells.map((cell, index) => showUnits(cell, units?.[index] ?? 0n, row.asset)) })
  })
  return isApplicable ? { ...edit, rows } : edit
}

/** Whether a preset fits, so that `applyPreset` applies it. */
export const canApplyPreset = (edit: AllocationEdit, preset: AllocationPreset, asset?: string): boolean =>
  applyPreset(edit, preset, asset) !== edit

/**
 * The valid amounts of all cells as canonical decimal strings: every participant for every asset. While a text is invalid,
 * they differ from what the fields show, so sign them only if `isValid` returns true.
 */
export const allocationsOf = (edit: AllocationEdit): Allocation[] =>
  edit.rows.flatMap(({ asset: { scale }, cells }) =>
    cells.map(({ participant, asset, units }) => ({ participant, asset, amount: formatAmount(units, scale) })))

/** Whether every text is valid, so that `allocationsOf` returns what the fields show. */
export const isValid = (edit: AllocationEdit): boolean =>
  edit.rows.every(row => row.cells.every(cell => cell.error === null))
