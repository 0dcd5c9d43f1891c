import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import type { Address } from '../types'
import { addressesOf, currentUnits } from './allocations'
import { clip, formatAmount, readTypedAmount, unitsOf } from './amounts'
import { presetUnits, type AllocationPreset } from './presets'
import type { Allocation, AppSession, SessionAsset } from './types'

/** Names one field: who, and of which asset. */
export interface AllocationCellId {
  readonly participant: Address
  readonly asset: string
}

/** One field: one participant's share of one asset. */
export interface AllocationCell extends AllocationCellId {
  /** What the field shows; exactly what was typed until it is committed. */
  readonly text: string
  /** The amount that counts, in base units of the session's scale. An impossible text does not change it. */
  readonly units: bigint
  /** Share of the total in hundredths of a percent, 0 to 10 000, rounded down; for display alone. */
  readonly basisPoints: number
  /** Whether the amount follows from the other fields of the asset. */
  readonly isRemainder: boolean
  /** Why the text is impossible; null when it is fine. */
  readonly error: NitroliteErrorInfo | null
}

/** All fields of one asset, participants in the session's order. */
export interface AllocationRow {
  readonly asset: SessionAsset
  /** Everything that the session holds of the asset, in base units. */
  readonly totalUnits: bigint
  readonly cells: readonly AllocationCell[]
}

/**
 * Allocations while they are edited. Never changed in place: every edit gives a new one, or the same one when
 * there is nothing to change. Of each asset exactly one cell is the remainder, the total less all others, so
 * that the sum always holds; an edit moves the edited cell and the remainder and no other.
 */
export interface AllocationEdit {
  readonly session: AppSession
  readonly rows: readonly AllocationRow[]
}

/** A cell that shows its own units. */
function showUnits(cell: AllocationCell, units: bigint, { scale, symbol }: SessionAsset): AllocationCell {
  const text = formatAmount(units, scale)
  // Only a ledger that is in the red can hold less than nothing.
  const error = units < 0n ? describeError('ALLOCATION_NEGATIVE', { amount: text, asset: symbol, participant: cell.participant }) : null
  return { ...cell, text, units, error }
}

/** Sets a cell, stopping at zero and at what is available. */
function setUnits(cell: AllocationCell, units: bigint, available: bigint, asset: SessionAsset): AllocationCell {
  const most = available < 0n ? 0n : available
  return showUnits(cell, units < 0n ? 0n : units > most ? most : units, asset)
}

/** Lets the remainder follow from the other cells. */
function settle(row: AllocationRow): AllocationRow {
  const { asset, totalUnits } = row
  const typed = row.cells.reduce((sum, cell) => (cell.isRemainder ? sum : sum + cell.units), 0n)
  const cells = row.cells.map((cell) => {
    const settled = cell.isRemainder ? showUnits(cell, totalUnits - typed, asset) : cell
    return { ...settled, basisPoints: totalUnits > 0n ? Number(settled.units * 10_000n / totalUnits) : 0 }
  })
  return { asset, totalUnits, cells }
}

/**
 * Begins editing with what the session says now. The last participant's row is the remainder of each asset;
 * with two participants it is always the one that was not edited last.
 * @throws `AMOUNT_MALFORMED`, `AMOUNT_TOO_PRECISE` when the session's own amounts cannot be read
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
    return settle({ asset, totalUnits: unitsOf(asset.total, asset.scale, asset.symbol), cells })
  })
  return { session, rows }
}

/** Changes the row that holds a cell, if there is one. */
function changeRow(
  edit: AllocationEdit,
  { participant, asset }: AllocationCellId,
  change: (row: AllocationRow, cell: AllocationCell) => AllocationRow,
): AllocationEdit {
  const row = edit.rows.find(each => each.asset.symbol === asset)
  const cell = row?.cells.find(each => each.participant === participant)
  if (!row || !cell) return edit
  const changed = change(row, cell)
  return changed === row ? edit : { ...edit, rows: edit.rows.map(each => (each === row ? settle(changed) : each)) }
}

/** Changes a cell that is not derived; of two participants' cells the other one becomes the remainder. */
function changeCell(
  edit: AllocationEdit,
  name: AllocationCellId,
  change: (cell: AllocationCell, available: bigint, asset: SessionAsset) => AllocationCell,
): AllocationEdit {
  return changeRow(edit, name, (row, cell) => {
    const isPair = row.cells.length === 2
    if (cell.isRemainder && !isPair) return row
    const rest = cell.isRemainder ? 0n : row.cells.find(each => each.isRemainder)?.units ?? 0n
    const available = isPair ? row.totalUnits : cell.units + rest
    const changed = change(cell, available, row.asset)
    return {
      ...row,
      cells: row.cells.map((each) => {
        const next = each === cell ? changed : each
        return isPair ? { ...next, isRemainder: each !== cell } : next
      }),
    }
  })
}

/** What a text makes of a cell; `isCommit` makes a good text canonical. */
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
 * Takes what a person typed. The cell keeps exactly this text. An impossible one (`1.5.2`, too many decimals,
 * negative, more than is available) is flagged and moves nothing. The remainder of three or more participants
 * cannot be typed into: nothing changes.
 */
export const editAmount = (edit: AllocationEdit, { text, ...name }: AllocationCellId & { readonly text: string }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => readCell(cell, text, false, available, asset))

/**
 * Ends typing in a cell: a good text becomes canonical, an impossible one stays and stays flagged. A text that
 * was flagged and has become possible, since other cells were lowered, is taken now.
 */
export const commitAmount = (edit: AllocationEdit, name: AllocationCellId): AllocationEdit =>
  edit.rows.some(row => row.cells.some(cell =>
    cell.asset === name.asset && cell.participant === name.participant && cell.isRemainder))
    ? edit
    : changeCell(edit, name, (cell, available, asset) => readCell(cell, cell.text, true, available, asset))

/** Adds base units, which may be negative, to the amount that counts; stops at zero and at what is available. */
export const stepAmount = (edit: AllocationEdit, { by, ...name }: AllocationCellId & { readonly by: bigint }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => setUnits(cell, cell.units + by, available, asset))

/** Sets base units, as from a slider; stops at zero and at what is available. */
export const setShare = (edit: AllocationEdit, { units, ...name }: AllocationCellId & { readonly units: bigint }): AllocationEdit =>
  changeCell(edit, name, (cell, available, asset) => setUnits(cell, units, available, asset))

/** Makes a cell the remainder of its asset. No amount moves; an impossible text in that cell gives way to its amount. */
export const setRemainder = (edit: AllocationEdit, name: AllocationCellId): AllocationEdit =>
  changeRow(edit, name, (row, cell) => (cell.isRemainder
    ? row
    : { ...row, cells: row.cells.map(each => ({ ...each, isRemainder: each === cell })) }))

/**
 * Applies a preset to one asset, or to all, replacing every text there.
 * @returns the same edit where the preset does not fit every asset that is meant
 */
export function applyPreset(edit: AllocationEdit, preset: AllocationPreset, asset?: string): AllocationEdit {
  let fits = edit.rows.some(row => asset === undefined || row.asset.symbol === asset)
  const rows = edit.rows.map((row) => {
    if (asset !== undefined && row.asset.symbol !== asset) return row
    const units = presetUnits(preset, edit.session, row.asset, row.totalUnits, row.cells.findIndex(cell => cell.isRemainder))
    fits &&= units !== null
    return settle({ ...row, cells: row.cells.map((cell, index) => showUnits(cell, units?.[index] ?? 0n, row.asset)) })
  })
  return fits ? { ...edit, rows } : edit
}

/** Whether `applyPreset` would apply a preset. */
export const canApplyPreset = (edit: AllocationEdit, preset: AllocationPreset, asset?: string): boolean =>
  applyPreset(edit, preset, asset) !== edit

/**
 * The full matrix of the amounts that count, in canonical text. While a text is flagged this is not what the
 * fields show: sign only what `isValid` allows.
 */
export const allocationsOf = (edit: AllocationEdit): Allocation[] =>
  edit.rows.flatMap(({ asset: { scale }, cells }) =>
    cells.map(({ participant, asset, units }) => ({ participant, asset, amount: formatAmount(units, scale) })))

/** Whether every text is possible, so that the amounts that count are those shown. */
export const isValid = (edit: AllocationEdit): boolean =>
  edit.rows.every(row => row.cells.every(cell => cell.error === null))
