import type { EmbeddedSessionLedger } from '../embedded/types'
import { formatDecimal } from '../formats/decimal'
import type { ClearnodeState } from './state'

/** What the ledger says about one session. @throws RangeError where the node does not have the session */
export function readSessionLedger({ sessions, ledger, closes }: ClearnodeState, sessionId: string): EmbeddedSessionLedger {
  const session = sessions.find(sessionId)
  if (!session) throw new RangeError(`The node does not have the session ${sessionId}.`)
  const rowsOf = (type: string, sessionSide: 'from' | 'to', participantSide: 'from' | 'to') => ledger.transactions
    .filter(row => row.type === type && row[sessionSide] === sessionId)
    .map(row => ({ participant: row[participantSide], asset: row.asset, amount: formatDecimal(row.amount) }))
  return {
    status: session.status,
    deposits: rowsOf('app_deposit', 'to', 'from'),
    payouts: rowsOf('app_withdrawal', 'from', 'to'),
    closes: closes.filter(close => close.sessionId === sessionId).map(({ requestId }) => ({ requestId })),
  }
}
