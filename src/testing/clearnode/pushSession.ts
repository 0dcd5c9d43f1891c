import { formatDecimal, signOf } from '../formats/decimal'
import { describeSession } from './appSessions'
import type { ClearnodeState } from './state'

/** Pushes `asu` to every participant, under the name that the session lists. */
export function pushSession(node: ClearnodeState, id: string): void {
  const session = node.sessions.find(id)
  if (!session) return
  const allocations = session.participants.flatMap(participant => node.ledger.balances(id, participant)
    .filter(({ amount }) => signOf(amount) !== 0)
    .map(({ asset, amount }) => ({ participant, asset, amount: formatDecimal(amount) })))
  for (const participant of session.participants) {
    node.connections.pushToWallet(participant, 'asu', {
      app_session: describeSession(session, ''),
      participant_allocations: allocations,
    })
  }
}
