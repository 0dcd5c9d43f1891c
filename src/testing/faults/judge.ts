import { add, compare, formatDecimal, parseDecimal, subtract, ZERO, type Decimal } from '../common/decimal'
import type { EmbeddedClearnode } from '../clearnode/types'

/** What the node's own books say of a session, whatever a client believes. Amounts are decimal text by asset. */
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
  readonly payouts: readonly { readonly participant: string, readonly asset: string, readonly amount: string }[]
}

/**
 * Judges a session by the node's ledger, for tests that must not believe the client.
 * @throws RangeError where the node has no such session
 */
export function judge(node: EmbeddedClearnode, sessionId: string): Judgement {
  const session = node.session(sessionId)
  if (!session) throw new RangeError(`There is no session ${sessionId}.`)
  const rows = node.transactions()
  const funded = sum(rows.filter(({ type, to }) => type === 'app_deposit' && to === sessionId))
  const out = rows.filter(({ type, from }) => type === 'app_withdrawal' && from === sessionId)
  const paid = sum(out)
  const excess = [...paid]
    .filter(([asset, amount]) => compare(amount, funded.get(asset) ?? ZERO) > 0)
    .map(([asset, amount]): [string, Decimal] => [asset, subtract(amount, funded.get(asset) ?? ZERO)])
  const closes = node.closes().filter(close => close.sessionId === sessionId)
  return {
    funded: describe(funded),
    paid: describe(paid),
    excess: describe(excess),
    overpaid: excess.length > 0,
    status: session.status,
    closes: closes.filter(({ requestId }) => requestId !== null).length,
    closesElsewhere: closes.filter(({ requestId }) => requestId === null).length,
    payouts: out.map(({ to, asset, amount }) => ({ participant: to, asset, amount })),
  }
}

function sum(rows: readonly { readonly asset: string, readonly amount: string }[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rows) sums.set(asset, add(sums.get(asset) ?? ZERO, parseDecimal(amount) ?? ZERO))
  return sums
}

const describe = (sums: Iterable<readonly [string, Decimal]>): Record<string, string> =>
  Object.fromEntries([...sums].map(([asset, amount]) => [asset, formatDecimal(amount)]))
