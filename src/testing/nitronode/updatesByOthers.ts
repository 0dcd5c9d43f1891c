import { add, ZERO, type Decimal } from '../formats/decimal'
import { CLOSE, OPERATE, type AllocationRow } from './encoding'
import { rowKey, rowsOf, type NitronodeState, type SessionRow } from './state'
import { commitUpdate } from './submitAppState'

/**
 * Agrees a new split as a request of another device or participant would: one participant gets everything.
 * @param to index of the participant
 * @returns false if the session is not open or does not have the participant
 */
export function agreeByOthers(node: NitronodeState, id: string, to: number): boolean {
  const session = node.sessions.get(id)
  const receiver = session?.participants[to]
  if (session?.status !== 'open' || receiver === undefined) return false
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rowsOf(session.allocations)) sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
  const emptied = rowsOf(session.allocations).map(row => ({ ...row, amount: ZERO }))
  const received = [...sums].map(([asset, amount]) => ({ participant: receiver.wallet, asset, amount }))
  const isReceived = ({ participant, asset }: { participant: string, asset: string }): boolean =>
    received.some(row => rowKey(row.participant, row.asset) === rowKey(participant, asset))
  update(node, session, OPERATE, [...emptied.filter(row => !isReceived(row)), ...received])
  return true
}

/** Does the same and then closes the session. */
export function closeByOthers(node: NitronodeState, id: string, to: number): boolean {
  if (!agreeByOthers(node, id, to)) return false
  const session = node.sessions.get(id)
  if (session) update(node, session, CLOSE, rowsOf(session.allocations))
  return true
}

function update(node: NitronodeState, session: SessionRow, intent: number, allocations: readonly AllocationRow[]): void {
  const { id: sessionId, version } = session
  commitUpdate(node, session, { sessionId, intent, version: version + 1n, allocations, sessionData: '' }, { requestId: null, account: sessionId })
}
