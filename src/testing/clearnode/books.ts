import { formatDecimal } from '../network/decimal'
import type { EmbeddedBooks } from '../network/types'
import type { ClearnodeState } from './state'

/** @throws RangeError where there is no such session */
export function booksOf({ sessions, ledger, closes }: ClearnodeState, sessionId: string): EmbeddedBooks {
  const session = sessions.find(sessionId)
  if (!session) throw new RangeError(`There is no session ${sessionId}.`)
  const rowsOf = (type: string, near: 'from' | 'to', far: 'from' | 'to') => ledger.transactions
    .filter(row => row.type === type && row[near] === sessionId)
    .map(row => ({ participant: row[far], asset: row.asset, amount: formatDecimal(row.amount) }))
  return {
    status: session.status,
    deposits: rowsOf('app_deposit', 'to', 'from'),
    payouts: rowsOf('app_withdrawal', 'from', 'to'),
    closes: closes.filter(close => close.sessionId === sessionId).map(({ requestId }) => ({ requestId })),
  }
}
