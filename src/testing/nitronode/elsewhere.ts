import { add, ZERO, type Decimal } from '../network/decimal'
import { CLOSE, OPERATE } from './encoding'
import { rowKey, rowsOf, type NitronodeState, type SessionRow } from './state'
import { book } from './submitAppState'

/**
 * Another device or participant agrees a new split: everything to one participant, booked in one step.
 * @returns whether there was such a participant, and an open session
 */
export function agreeElsewhere(node: NitronodeState, id: string, to: number): boolean {
  const session = node.sessions.get(id)
  const receiver = session?.participants[to]
  if (session?.status !== 'open' || receiver === undefined) return false
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rowsOf(session.allocations)) sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
  const emptied = rowsOf(session.allocations).map(row => ({ ...row, amount: ZERO }))
  const given = [...sums].map(([asset, amount]) => ({ participant: receiver.wallet, asset, amount }))
  const isGiven = ({ participant, asset }: { participant: string, asset: string }): boolean =>
    given.some(row => rowKey(row.participant, row.asset) === rowKey(participant, asset))
  land(node, session, OPERATE, [...emptied.filter(row => !isGiven(row)), ...given])
  return true
}

/** The same, after which it closes the session too. */
export function closeElsewhere(node: NitronodeState, id: string, to: number): boolean {
  if (!agreeElsewhere(node, id, to)) return false
  const session = node.sessions.get(id)
  if (session) land(node, session, CLOSE, rowsOf(session.allocations))
  return true
}

function land(node: NitronodeState, session: SessionRow, intent: number, allocations: ReturnType<typeof rowsOf>): void {
  book(node, session, { sessionId: session.id, intent, version: session.version + 1n, allocations, sessionData: '' }, null)
}
