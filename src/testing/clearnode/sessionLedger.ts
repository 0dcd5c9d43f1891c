import type { EmbeddedSessionLedger } from '../embedded/types'
import { formatDecimal } from '../formats/decimal'
import type { ClearnodeState } from './state'

/** What the ledger says about one session. @throws RangeError where the node does not have the session */
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
