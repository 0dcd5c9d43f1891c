import { formatAmount, sumDecimals } from '../sessions/amounts'
import type { Allocation, Payout } from '../sessions/types'
import type { ClosingPlan, PayoutDifference, Receipt } from './types'

/** What the payouts of a session say about a closing. */
export interface PayoutVerdict {
  /** `incomplete`: rows that were asked for are not booked (yet). */
  readonly result: Receipt['result'] | 'incomplete'
  /** Rows booked since the closing was planned, oldest first. */
  readonly payouts: readonly Payout[]
  readonly differences: readonly PayoutDifference[]
}

const rowKey = (row: Allocation): string => `${row.participant.toLowerCase()} ${row.asset}`

/** Exact sum as canonical decimal text. */
function total(amounts: readonly string[]): string {
  const { units, scale } = sumDecimals(amounts)
  return formatAmount(units, scale)
}

/** Whether decimal text `a` is more than `b`, exactly. */
const isMore = (a: string, b: string): boolean =>
  sumDecimals([a, b.startsWith('-') ? b.slice(1) : `-${b}`]).units > 0n

function groupAmounts<T extends Allocation>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

/**
 * Compares what the node booked with what was asked, row by row.
 * @param booked every payout of the session so far, from before the closing too
 */
export function judgePayouts(plan: ClosingPlan, booked: readonly Payout[]): PayoutVerdict {
  const before = new Set(plan.baseline)
  const payouts = booked.filter(row => !before.has(row.transactionId))
  const asked = groupAmounts(plan.allocations, rowKey)
  const paid = groupAmounts<Allocation>(payouts, rowKey)

  const differences: PayoutDifference[] = []
  let missing = false
  for (const key of new Set([...asked.keys(), ...paid.keys()])) {
    const askedRows = asked.get(key) ?? []
    const paidRows = paid.get(key) ?? []
    const row = askedRows[0] ?? paidRows[0]
    if (!row) continue
    const expected = total(askedRows.map(each => each.amount))
    const sum = total(paidRows.map(each => each.amount))
    missing ||= paidRows.length < askedRows.length
    if (expected !== sum || paidRows.length !== askedRows.length) {
      differences.push({ participant: row.participant, asset: row.asset, expected, paid: sum })
    }
  }

  const overpaid = [...groupAmounts(booked, row => row.asset)].some(([asset, rows]) =>
    isMore(total(rows.map(row => row.amount)), plan.funded[asset] ?? '0'))
  const result = overpaid ? 'overpaid'
    : differences.length === 0 ? 'closed'
      : missing ? 'incomplete' : 'superseded'
  return { result, payouts, differences }
}
