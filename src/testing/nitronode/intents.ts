import { Refusal, refuseForAny } from '../embedded/refusal'
import { add, compare, formatDecimal, signOf, subtract, ZERO, type Decimal } from '../formats/decimal'
import type { AllocationRow, StateUpdate } from './encoding'
import { allocationsOf, rowKey, rowsOf, type NitronodeState, type SessionRow } from './state'

/** Amounts come back from the node's database with this many decimals, whatever the asset has. */
const STORED_PLACES = 18

type RowCheck = (row: AllocationRow) => void

const noCheck: RowCheck = () => undefined
const heldRows = (session: SessionRow): AllocationRow[] => rowsOf(allocationsOf(session)).filter(({ amount }) => signOf(amount) !== 0)
const nameOf = ({ participant, asset }: AllocationRow): string => `participant ${participant}, asset ${asset}`

/**
 * The checks of each row, in the node's order.
 * @param checkAmount what the intent requires of an amount, before the check for duplicates
 * @param checkHolder what the intent requires of the row, after it
 * @returns amounts by participant and asset
 */
function checkRows(
  { participants }: SessionRow, { allocations }: StateUpdate, checkAmount: RowCheck = noCheck, checkHolder: RowCheck = noCheck,
): Map<string, Decimal> {
  const amounts = new Map<string, Decimal>()
  for (const row of allocations) {
    const { participant, asset, amount } = row
    if (!participants.some(({ wallet }) => wallet === participant)) throw new Refusal(`allocation to non-participant ${participant}`)
    if (signOf(amount) < 0) throw new Refusal(`negative allocation: ${formatDecimal(amount)} for asset ${asset}`)
    checkAmount(row)
    const key = rowKey(participant, asset)
    if (amounts.has(key)) throw new Refusal(`duplicate allocation for ${nameOf(row)}`)
    checkHolder(row)
    amounts.set(key, amount)
  }
  return amounts
}

/** The checks of a close, which must repeat the current allocations row by row. Rows of zero may be added. @throws Refusal */
export function checkClose(node: NitronodeState, session: SessionRow, update: StateUpdate): void {
  const amounts = checkRows(session, update)
  const held = heldRows(session)
  refuseForAny(node.chooseMistake, held.flatMap((row) => {
    const requested = amounts.get(rowKey(row.participant, row.asset))
    const current = formatDecimal(row.amount)
    if (!requested) return `close intent missing allocation for ${nameOf(row)} with current amount ${current}`
    if (compare(requested, row.amount) === 0) return []
    return 'close intent requires allocations to match current state: '
      + `${nameOf(row)}, current ${current}, provided ${formatDecimal(requested)}`
  }))
  const isHeld = (row: AllocationRow): boolean => held.some(({ participant, asset }) => participant === row.participant && asset === row.asset)
  refuseForAny(node.chooseMistake, rowsOf(amounts).filter(row => signOf(row.amount) !== 0 && !isHeld(row)).map(row =>
    `close intent contains unexpected allocation for ${nameOf(row)} with amount ${formatDecimal(row.amount)}`))
}

/** The checks of an operate, which must list every current holder and hand out each asset in full. @throws Refusal */
export function checkOperate(node: NitronodeState, session: SessionRow, update: StateUpdate): void {
  const amounts = checkRows(session, update, ({ participant, asset, amount }) => {
    checkPlaces(node, asset, amount.scale, `invalid amount for allocation with asset ${asset} and participant ${participant}`)
  })
  refuseForAny(node.chooseMistake, heldRows(session)
    .filter(({ participant, asset }) => !amounts.has(rowKey(participant, asset)))
    .map(row => `operate intent missing allocation for ${nameOf(row)} with current amount ${formatDecimal(row.amount)}`))
  const totals = sumByAsset(rowsOf(amounts))
  const balances = sumByAsset(rowsOf(session.allocations))
  refuseForAny(node.chooseMistake, [...totals].flatMap(([asset, total]) => {
    const balance = balances.get(asset) ?? ZERO
    return compare(total, balance) === 0 ? [] : `operate intent allocation mismatch for asset ${asset}: `
      + `total allocations ${formatDecimal(total)}, session balance ${formatDecimal(balance)}`
  }))
  refuseForAny(node.chooseMistake, [...balances].filter(([asset, balance]) => signOf(balance) !== 0 && !totals.has(asset))
    .map(([asset, balance]) => `operate intent missing allocations for asset ${asset} with balance ${formatDecimal(balance)}`))
}

/**
 * The checks of a withdrawal, which must list every current holder and may only lower amounts. As on the real node, an
 * amount of an asset with fewer than 18 decimals cannot be lowered.
 * @throws Refusal
 */
export function checkWithdraw(node: NitronodeState, session: SessionRow, update: StateUpdate): void {
  const current = allocationsOf(session)
  const currentOf = ({ participant, asset }: AllocationRow): Decimal => current.get(rowKey(participant, asset)) ?? ZERO
  const amounts = checkRows(session, update, noCheck, (row) => {
    if (signOf(row.amount) !== 0 && signOf(currentOf(row)) === 0) {
      throw new Refusal(`withdraw intent cannot add new allocation for ${nameOf(row)}`)
    }
  })
  for (const row of heldRows(session)) {
    const requested = amounts.get(rowKey(row.participant, row.asset))
    if (!requested) {
      throw new Refusal(`withdraw intent missing allocation for ${nameOf(row)} with current amount ${formatDecimal(row.amount)}`)
    }
    const change = signOf(subtract(requested, row.amount))
    if (change > 0) throw new Refusal(`withdraw intent cannot increase allocations: ${nameOf(row)}`)
    if (change < 0) {
      checkPlaces(node, row.asset, Math.max(STORED_PLACES, requested.scale),
        `invalid withdraw amount for allocation with asset ${row.asset} and participant ${row.participant}`)
    }
  }
}

function checkPlaces(node: NitronodeState, asset: string, places: number, prefix: string): void {
  const decimals = node.decimalsOf(asset)
  if (decimals === undefined) throw new Refusal(`failed to get asset decimals: asset '${asset}' is not supported`)
  if (places <= decimals) return
  throw new Refusal(`${prefix}: amount exceeds maximum decimal precision: max ${decimals} decimals allowed, got ${places}`)
}

function sumByAsset(rows: readonly AllocationRow[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rows) sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
  return sums
}
