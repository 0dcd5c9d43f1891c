import type { EmbeddedSession } from '../embedded/types'
import { formatDecimal } from '../formats/decimal'
import type { ClearnodeState } from './state'

/** A session as its table and the ledger have it; null where there is none. */
export function readSession(state: ClearnodeState, id: string): EmbeddedSession | null {
  const row = state.sessions.find(id)
  if (!row) return null
  return {
    id: row.id,
    application: row.application,
    status: row.status,
    participants: row.participants,
    weights: row.weights.map(Number),
    quorum: Number(row.quorum),
    version: Number(row.version),
    sessionData: row.sessionData,
    allocations: row.participants.flatMap(participant => state.ledger.balances(id, participant)
      .filter(({ amount }) => amount.units !== 0n)
      .map(({ asset, amount }) => ({ participant, asset, amount: formatDecimal(amount) }))),
  }
}
