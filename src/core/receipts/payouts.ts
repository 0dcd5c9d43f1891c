import type { ClosingPlan, PayoutDifference, Receipt } from '../closing/types'
import { addAmounts, negated, sumDecimals } from '../sessions/amounts'
import type { Allocation, Payout } from '../sessions/types'

/** What the payouts of a session say about a closing. */
export interface PayoutVerdict {
  /**
   * - `closed`: every requested row was paid once, and nothing else
   * - `superseded`: the session was paid out, but differently
   * - `overpaid`: more was paid out than was paid in
   * - `incomplete`: requested rows are missing from the ledger; they may still appear
   */
  readonly result: Receipt['result'] | 'incomplete'
  /** The payouts that are not in the plan's baseline, oldest first. */
  readonly payouts: readonly Payout[]
  /** One entry for each participant and asset whose payout differs from the request. */
  readonly differences: readonly PayoutDifference[]
}

/** What a closing should pay, and from what amount. */
type PaymentPlan = Pick<ClosingPlan, 'allocations' | 'baseline' | 'funded'>

const rowKey = (row: Allocation): string => `${row.participant.toLowerCase()} ${row.asset}`

const sumOf = (rows: readonly Allocation[]): string => addAmounts(rows.map(({ amount }) => amount))

function groupBy(rows: readonly Allocation[], key: (row: Allocation) => string): Map<string, Allocation[]> {
  const groups = new Map<string, Allocation[]>()
  for (const row of rows) {
    const group = key(row)
    groups.set(group, [...groups.get(group) ?? [], row])
  }
  return groups
}

/** Whether at least everything that was paid in has been paid out. */
const isPaidOut = (plan: PaymentPlan, allPayouts: readonly Payout[]): boolean => {
  const paid = groupBy(allPayouts, row => row.asset)
  return Object.entries(plan.funded).every(([asset, funded]) => sumDecimals([sumOf(paid.get(asset) ?? []), negated(funded)]).units >= 0n)
}

/**
 * Compares the node's payouts with the requested allocations, row by row.
 * @param allPayouts every payout of the session in the node's ledger, including those before the closing
 */
export function judgePayouts(plan: PaymentPlan, allPayouts: readonly Payout[]): PayoutVerdict {
  const baseline = new Set(plan.baseline)
  const payouts = allPayouts.filter(row => !baseline.has(row.transactionId))
  const requested = groupBy(plan.allocations, rowKey)
  const paid = groupBy(payouts, rowKey)

  const differences: PayoutDifference[] = []
  let hasMissingRows = false
  for (const key of new Set([...requested.keys(), ...paid.keys()])) {
    const requestedRows = requested.get(key) ?? []
    const paidRows = paid.get(key) ?? []
    const row = requestedRows[0] ?? paidRows[0]
    if (!row) continue
    const expectedSum = sumOf(requestedRows)
    const paidSum = sumOf(paidRows)
    // A row of zero pays nobody, so it may be in the ledger or not.
    const hasOtherCount = expectedSum !== '0' && paidRows.length !== requestedRows.length
    hasMissingRows ||= hasOtherCount && paidRows.length < requestedRows.length
    if (expectedSum !== paidSum || hasOtherCount) {
      differences.push({ participant: row.participant, asset: row.asset, expected: expectedSum, paid: paidSum })
    }
  }

  const isOverpaid = [...groupBy(allPayouts, row => row.asset)].some(([asset, rows]) =>
    sumDecimals([sumOf(rows), negated(plan.funded[asset] ?? '0')]).units > 0n)
  const result = isOverpaid ? 'overpaid'
    : differences.length === 0 ? 'closed'
      : hasMissingRows && !isPaidOut(plan, allPayouts) ? 'incomplete' : 'superseded'
  return { result, payouts, differences }
}
