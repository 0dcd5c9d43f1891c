import { Refusal } from '../embedded/refusal'
import { add, compare, formatDecimal, signOf, ZERO, type Decimal } from '../formats/decimal'
import type { StateUpdate } from './encoding'
import { rowKey, rowsOf, type NitronodeState, type SessionRow } from './state'

type Allocations = ReadonlyMap<string, Decimal>

const heldRows = (current: Allocations) => rowsOf(current).filter(({ amount }) => signOf(amount) !== 0)
const amountsByRow = ({ allocations }: StateUpdate): Map<string, Decimal> =>
  new Map(allocations.map(({ participant, asset, amount }) => [rowKey(participant, asset), amount]))

/** The checks of every intent. @throws Refusal */
export function checkRows({ participants }: SessionRow, { allocations }: StateUpdate): void {
  const seen = new Set<string>()
  for (const { participant, asset, amount } of allocations) {
    if (!participants.some(({ wallet }) => wallet === participant)) throw new Refusal(`allocation to non-participant ${participant}`)
    if (signOf(amount) < 0) throw new Refusal(`negative allocation: ${formatDecimal(amount)} for asset ${asset}`)
    const key = rowKey(participant, asset)
    if (seen.has(key)) throw new Refusal(`duplicate allocation for participant ${participant}, asset ${asset}`)
    seen.add(key)
  }
}

/** The checks of a close, which must repeat the current allocations row by row. @throws Refusal */
export function checkClose(current: Allocations, update: StateUpdate): void {
  const rows = amountsByRow(update)
  for (const { participant, asset, amount } of heldRows(current)) {
    const requested = rows.get(rowKey(participant, asset))
    rows.delete(rowKey(participant, asset))
    const name = `participant ${participant}, asset ${asset}`
    if (!requested) throw new Refusal(`close intent missing allocation for ${name} with current amount ${formatDecimal(amount)}`)
    if (compare(requested, amount) !== 0) {
      throw new Refusal(`close intent requires allocations to match current state: ${name}, `
        + `current ${formatDecimal(amount)}, provided ${formatDecimal(requested)}`)
    }
  }
  // No recording has a close with a row of zero. This node refuses it, as the stricter choice.
  for (const { participant, asset, amount } of rowsOf(rows)) {
    throw new Refusal(`close intent contains unexpected allocation for participant ${participant}, asset ${asset} `
      + `with amount ${formatDecimal(amount)}`)
  }
}

/** The checks of an operate, which must list every current holder and hand out each asset in full. @throws Refusal */
export function checkOperate(node: NitronodeState, current: Allocations, update: StateUpdate): void {
  const totals = new Map<string, Decimal>()
  for (const { participant, asset, amount } of update.allocations) {
    const decimals = node.decimalsOf(asset)
    if (decimals === undefined) throw new Refusal(`failed to get asset decimals: asset '${asset}' is not supported`)
    const places = formatDecimal(amount).split('.')[1]?.length ?? 0
    if (places > decimals) {
      throw new Refusal(`invalid amount for allocation with asset ${asset} and participant ${participant}: `
        + `amount exceeds maximum decimal precision: max ${decimals} decimals allowed, got ${places}`)
    }
    totals.set(asset, add(totals.get(asset) ?? ZERO, amount))
  }
  const rows = amountsByRow(update)
  const balances = new Map<string, Decimal>()
  for (const { participant, asset, amount } of heldRows(current)) {
    balances.set(asset, add(balances.get(asset) ?? ZERO, amount))
    if (!rows.has(rowKey(participant, asset))) {
      throw new Refusal(`operate intent missing allocation for participant ${participant}, asset ${asset} `
        + `with current amount ${formatDecimal(amount)}`)
    }
  }
  for (const [asset, total] of totals) {
    const balance = balances.get(asset) ?? ZERO
    if (compare(total, balance) !== 0) {
      throw new Refusal(`operate intent allocation mismatch for asset ${asset}: total allocations ${formatDecimal(total)}, `
        + `session balance ${formatDecimal(balance)}`)
    }
  }
}
