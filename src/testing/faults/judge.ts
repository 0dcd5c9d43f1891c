import { add, compare, formatDecimal, parseDecimal, subtract, ZERO, type Decimal } from '../network/decimal'
import type { EmbeddedAmount, JudgedNode } from '../network/types'

/** What a node's books come to for a session. Amounts are decimal text by asset. */
export interface Judgement {
  /** Sum of what was ever paid into the session. */
  readonly funded: Readonly<Record<string, string>>
  /** Sum of what was ever paid out of it. */
  readonly paid: Readonly<Record<string, string>>
  /** What was paid out beyond what was paid in; empty where all is well. */
  readonly excess: Readonly<Record<string, string>>
  readonly overpaid: boolean
  readonly status: 'open' | 'closed'
  /** Closes that were booked for requests. */
  readonly closes: number
  /** Closes that faults booked as another device would. */
  readonly closesElsewhere: number
  /** Rows paid out, as booked, oldest first. */
  readonly payouts: readonly EmbeddedAmount[]
}

/**
 * Judges a session by the node's ledger, for tests that must not believe the client.
 * @throws RangeError where the node has no such session
 */
export function judge(node: JudgedNode, sessionId: string): Judgement {
  const { status, deposits, payouts, closes } = node.books(sessionId)
  const [funded, paid] = [sum(deposits), sum(payouts)]
  const excess = [...paid]
    .filter(([asset, amount]) => compare(amount, funded.get(asset) ?? ZERO) > 0)
    .map(([asset, amount]): [string, Decimal] => [asset, subtract(amount, funded.get(asset) ?? ZERO)])
  return {
    funded: describe(funded),
    paid: describe(paid),
    excess: describe(excess),
    overpaid: excess.length > 0,
    status,
    closes: closes.filter(({ requestId }) => requestId !== null).length,
    closesElsewhere: closes.filter(({ requestId }) => requestId === null).length,
    payouts,
  }
}

function sum(rows: readonly EmbeddedAmount[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rows) sums.set(asset, add(sums.get(asset) ?? ZERO, parseDecimal(amount) ?? ZERO))
  return sums
}

const describe = (sums: Iterable<readonly [string, Decimal]>): Record<string, string> =>
  Object.fromEntries([...sums].map(([asset, amount]) => [asset, formatDecimal(amount)]))
