import type { ClosingPlan } from '../closing/types'
import type { PayoutDifference, Receipt } from './types'
import type { Hex } from '../types'
import { keccakOfText } from '../wallet/keccak'
import { addAmounts, negated, sumDecimals } from '../sessions/amounts'
import type { Allocation, Payout, SessionLedger } from '../sessions/types'

/** What the payouts of a session say about a closing. */
export interface PayoutVerdict {
  /**
   * - `closed`: every requested row was paid once. Other participants may have withdrawn something before
   * - `superseded`: the session was paid out, but differently
   * - `overpaid`: more was paid out than was paid in, or the requested rows were paid twice
   * - `incomplete`: requested rows are missing from the ledger; they may still appear
   */
  readonly result: Receipt['result'] | 'incomplete'
  /**
   * Whether the session was paid out since the baseline: nothing is left in it, or the payouts of a close are there, or payouts have
   * emptied it before somebody paid in again. Without requested amounts, only the first of these counts.
   */
  readonly isPaidOut: boolean
  /** The payouts that are not in the plan's baseline, oldest first. */
  readonly payouts: readonly Payout[]
  /** The most that could be paid out since the baseline, by asset as decimal text. */
  readonly payable: Readonly<Record<string, string>>
  /** One entry for each participant and asset whose payout differs from the request; empty for `closed`. */
  readonly differences: readonly PayoutDifference[]
}

type JudgedLedger = Omit<SessionLedger, 'deposits'>

/** What a closing should pay. */
type PaymentPlan = Pick<ClosingPlan, 'allocations' | 'baseline'>

const cellKey = ({ participant, asset }: Allocation): string => `${participant.toLowerCase()} ${asset}`
const rowKey = (row: Allocation): string => `${cellKey(row)} ${addAmounts([row.amount])}`
const isZero = ({ amount }: Allocation): boolean => addAmounts([amount]) === '0'

const sumOf = (rows: readonly Allocation[]): string => addAmounts(rows.map(({ amount }) => amount))
const sumOfAsset = (rows: readonly Allocation[], asset: string): string => sumOf(rows.filter(row => row.asset === asset))
const isLess = (one: string, other: string): boolean => sumDecimals([one, negated(other)]).units < 0n

/** The rows that remain when each wanted row is taken away once; null if a wanted row is not among them. */
function without<Row extends Allocation>(rows: readonly Row[], wanted: readonly Allocation[]): Row[] | null {
  if (wanted.length > rows.length) return null
  const remaining = rows.map(row => ({ row, key: rowKey(row) }))
  for (const key of wanted.map(rowKey)) {
    const at = remaining.findIndex(candidate => candidate.key === key)
    if (at < 0) return null
    remaining.splice(at, 1)
  }
  return remaining.map(({ row }) => row)
}

function differencesBetween(requested: readonly Allocation[], payouts: readonly Payout[]): PayoutDifference[] {
  const cells = new Map([...requested, ...payouts].map(row => [cellKey(row), row]))
  const differences: PayoutDifference[] = []
  for (const [key, { participant, asset }] of cells) {
    const [expected, paid] = [requested, payouts].map(rows => sumOf(rows.filter(row => cellKey(row) === key)))
    if (expected !== undefined && paid !== undefined && expected !== paid) differences.push({ participant, asset, expected, paid })
  }
  return differences
}

/**
 * Whether the payouts of another close are there, although the session may hold something: a deposit that races with a close is
 * booked after it, and leaves the session open (ClearNode 0.5.2). A close pays everything that the session holds. A withdrawal
 * never writes a row of zero, and empties a session only if it takes everything.
 */
const hasBeenEmptied = (payouts: readonly Payout[], { listsZeroRows, emptiedBy }: JudgedLedger): boolean =>
  (listsZeroRows && payouts.some(isZero)) || payouts.some(({ transactionId }) => emptiedBy.includes(transactionId))

/**
 * Compares the payouts in a ledger with the requested allocations. The rows of a close are recognised by what it asked for:
 * all of them, each once. Rows that remain are withdrawals of other participants, who may pay in again as well, so the sums
 * are compared with what was paid in according to the same reading.
 */
export function judgePayouts(plan: PaymentPlan, ledger: JudgedLedger): PayoutVerdict {
  const baseline = new Set(plan.baseline)
  const payouts = ledger.payouts.filter(row => !baseline.has(row.transactionId))
  const earlier = ledger.payouts.filter(row => baseline.has(row.transactionId))
  const payable = Object.fromEntries(Object.entries(ledger.funded)
    .map(([asset, funded]) => [asset, addAmounts([funded, negated(sumOfAsset(earlier, asset))])]))

  const paying = plan.allocations.filter(row => !isZero(row))
  const paysSomebody = paying.length > 0
  // Another client may close with the same split without its zero rows.
  const others = without(payouts, paying)
  // Where a close of this library writes its zero rows too, they distinguish it from withdrawals of the same amounts.
  const whole = ledger.listsZeroRows ? plan.allocations : paying
  const isPaidTwice = paysSomebody && without(payouts, [...whole, ...whole]) !== null
  const assets = new Set([...Object.keys(payable), ...payouts.map(({ asset }) => asset)])
  const isOverpaid = isPaidTwice || [...assets].some(asset => isLess(payable[asset] ?? '0', sumOfAsset(payouts, asset)))
  const isEmpty = payouts.some(row => !isZero(row))
    && Object.entries(payable).every(([asset, most]) => !isLess(sumOfAsset(payouts, asset), most))
  const isAsRequested = others !== null && (paysSomebody || others.every(isZero))

  const result = isOverpaid ? 'overpaid' : isAsRequested ? 'closed' : isEmpty || hasBeenEmptied(payouts, ledger) ? 'superseded' : 'incomplete'
  return {
    result, payouts, payable,
    isPaidOut: isEmpty || (paysSomebody && result !== 'incomplete'),
    differences: result === 'closed' ? [] : differencesBetween(plan.allocations, payouts),
  }
}

/** Clients that read the same payouts from the ledger have the same hash. */
export const payoutsHashOf = ({ payouts }: Receipt): Hex => keccakOfText(payouts.map(({ transactionId }) => transactionId).sort().join('\n'))
