import { addAmounts, negated, sumDecimals } from '../sessions/amounts'
import type { Allocation, Payout } from '../sessions/types'
import type { ClosingPlan, PayoutDifference, Receipt } from '../closing/types'

/** What the payouts of a session say about a closing. */
export interface PayoutVerdict {
  /** `incomplete`: rows that were asked for are not booked (yet). */
  readonly result: Receipt['result'] | 'incomplete'
  /** Rows booked since the closing was planned, oldest first. */
  readonly payouts: readonly Payout[]
  readonly differences: readonly PayoutDifference[]
}

/** What a session was to pay, of what it held. */
export type PaymentPlan = Pick<ClosingPlan, 'allocations' | 'baseline' | 'funded'>

const rowKey = (row: Allocation): string => `${row.participant.toLowerCase()} ${row.asset}`

const total = (rows: readonly Allocation[]): string => addAmounts(rows.map(({ amount }) => amount))

function groupBy(rows: readonly Allocation[], key: (row: Allocation) => string): Map<string, Allocation[]> {
  const groups = new Map<string, Allocation[]>()
  for (const row of rows) {
    const group = key(row)
    groups.set(group, [...groups.get(group) ?? [], row])
  }
  return groups
}

/** Whether everything that was paid in was paid out again. */
const isPaidOut = (plan: PaymentPlan, booked: readonly Payout[]): boolean => {
  const paid = groupBy(booked, row => row.asset)
  return Object.entries(plan.funded).every(([asset, funded]) => sumDecimals([total(paid.get(asset) ?? []), negated(funded)]).units >= 0n)
}

/**
 * Compares what the node booked with what was asked, row by row.
 * @param booked every payout of the session so far, from before the closing too
 */
export function judgePayouts(plan: PaymentPlan, booked: readonly Payout[]): PayoutVerdict {
  const before = new Set(plan.baseline)
  const payouts = booked.filter(row => !before.has(row.transactionId))
  const asked = groupBy(plan.allocations, rowKey)
  const paid = groupBy(payouts, rowKey)

  const differences: PayoutDifference[] = []
  let missing = false
  for (const key of new Set([...asked.keys(), ...paid.keys()])) {
    const askedRows = asked.get(key) ?? []
    const paidRows = paid.get(key) ?? []
    const row = askedRows[0] ?? paidRows[0]
    if (!row) continue
    const expected = total(askedRows)
    const sum = total(paidRows)
    // A row of nothing pays nobody, whether it is booked or not.
    const isOff = expected !== '0' && paidRows.length !== askedRows.length
    missing ||= isOff && paidRows.length < askedRows.length
    if (expected !== sum || isOff) {
      differences.push({ participant: row.participant, asset: row.asset, expected, paid: sum })
    }
  }

  const overpaid = [...groupBy(booked, row => row.asset)].some(([asset, rows]) =>
    sumDecimals([total(rows), negated(plan.funded[asset] ?? '0')]).units > 0n)
  const result = overpaid ? 'overpaid'
    : differences.length === 0 ? 'closed'
      : missing && !isPaidOut(plan, booked) ? 'incomplete' : 'superseded'
  return { result, payouts, differences }
}
