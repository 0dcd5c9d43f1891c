import type { EmbeddedAmount, EmbeddedPayment, EmbeddedSessionLedger, JudgedNode } from '../embedded/types'
import { add, compare, formatDecimal, parseDecimal, subtract, ZERO, type Decimal } from '../formats/decimal'

/** The totals of a session in the node's ledger. Amounts are decimal text by asset. */
export interface Judgement {
  /** Sum of everything that was ever paid into the session. */
  readonly funded: Readonly<Record<string, string>>
  /** Sum of everything that was ever paid out of it. */
  readonly paid: Readonly<Record<string, string>>
  /** How much more was paid out than paid in; empty unless the session is overpaid. */
  readonly excess: Readonly<Record<string, string>>
  readonly isOverpaid: boolean
  /** When more was first paid out than was paid in, Unix milliseconds by the node's `clock` option; null if that never happened. */
  readonly overpaidSince: number | null
  readonly status: 'open' | 'closed'
  /** Number of closes that requests have caused. */
  readonly closes: number
  /** Number of closes that faults have caused in the name of another device or participant. */
  readonly closesByOthers: number
  /** Payouts as they are in the ledger, oldest first. */
  readonly payouts: readonly EmbeddedAmount[]
  /** The same payouts by the close or withdrawal that made them. */
  readonly payments: readonly EmbeddedPayment[]
}

/**
 * Judges a session by the node's ledger, for tests that must not rely on what the client says.
 * @throws RangeError if the node does not have the session
 */
export function judge(node: JudgedNode, sessionId: string): Judgement {
  const ledger = node.sessionLedger(sessionId)
  const { status, deposits, payouts, payments, closes } = ledger
  const [funded, paid] = [sumByAsset(deposits), sumByAsset(payouts)]
  const excess = excessOf(funded, paid)
  return {
    funded: formatSums(funded),
    paid: formatSums(paid),
    excess: formatSums(excess),
    isOverpaid: excess.length > 0,
    overpaidSince: overpaidSince(ledger),
    status,
    closes: closes.filter(({ requestId }) => requestId !== null).length,
    closesByOthers: closes.filter(({ requestId }) => requestId === null).length,
    payouts,
    payments,
  }
}

/** How much more was paid out than paid in, by asset. */
const excessOf = (funded: ReadonlyMap<string, Decimal>, paid: ReadonlyMap<string, Decimal>): [string, Decimal][] => [...paid]
  .filter(([asset, amount]) => compare(amount, funded.get(asset) ?? ZERO) > 0)
  .map(([asset, amount]) => [asset, subtract(amount, funded.get(asset) ?? ZERO)])

/** A deposit at the same moment as a payment counts as made before it. */
function overpaidSince({ deposits, payments }: EmbeddedSessionLedger): number | null {
  const isExceeded = ({ at: moment }: EmbeddedPayment): boolean => excessOf(
    sumByAsset(deposits.filter(({ at }) => at <= moment)),
    sumByAsset(payments.filter(({ at }) => at <= moment).flatMap(({ rows }) => rows)),
  ).length > 0
  return payments.find(isExceeded)?.at ?? null
}

function sumByAsset(rows: readonly EmbeddedAmount[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rows) sums.set(asset, add(sums.get(asset) ?? ZERO, parseDecimal(amount) ?? ZERO))
  return sums
}

const formatSums = (sums: Iterable<readonly [string, Decimal]>): Record<string, string> =>
  Object.fromEntries([...sums].map(([asset, amount]) => [asset, formatDecimal(amount)]))
