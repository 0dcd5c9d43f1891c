import type { EmbeddedSession, EmbeddedSessionLedger } from '../embedded/types'
import { formatDecimal } from '../formats/decimal'
import type { ClearnodeState } from './state'

/** A session as its table and the ledger have it; null if there is none. */
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

/** What the ledger says about one session. @throws RangeError if the node does not have the session */
export function readSessionLedger({ sessions, ledger, payments }: ClearnodeState, sessionId: string): EmbeddedSessionLedger {
  const session = sessions.find(sessionId)
  if (!session) throw new RangeError(`The node does not have the session ${sessionId}.`)
  const ofSession = payments.of(sessionId).map(({ by, requestId, at, rows }) => ({ by, requestId, at, rows }))
  return {
    status: session.status,
    deposits: ledger.transactionsOf(sessionId).filter(({ type, to }) => type === 'app_deposit' && to === sessionId)
      .map(({ from, asset, amount, bookedAt }) => ({ participant: from, asset, amount: formatDecimal(amount), at: bookedAt })),
    payments: ofSession,
    payouts: ofSession.flatMap(({ rows }) => rows),
    closes: ofSession.filter(({ by }) => by === 'close').map(({ requestId }) => ({ requestId })),
  }
}
