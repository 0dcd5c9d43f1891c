import type { Attempt, ClosingPlan } from '../../closing/types'
import { NitroliteError } from '../../errors/errors'
import { addAmounts, isAboveZero, negated } from '../../sessions/amounts'
import type { SessionLedger } from '../../sessions/types'
import type { Access, SessionLook } from '../protocol'
import type { AnswerHistory } from './history'
import { readLedger } from './ledger'
import type { SessionFinder } from './sessionFinder'

/** Whether the ledger has payouts that the plan does not know. A close writes at least one, whatever it pays. */
function hasNewPayouts({ payouts }: SessionLedger, { baseline }: ClosingPlan): boolean {
  const known = new Set(baseline)
  return payouts.some(({ transactionId }) => !known.has(transactionId))
}

/** A ClearNode never removes a deposit. So a ledger with less than the plan has read belongs to another node, or to one that has lost its data. */
const lacksDeposits = ({ funded }: SessionLedger, plan: ClosingPlan): boolean =>
  Object.entries(plan.funded).some(([asset, amount]) => isAboveZero(addAmounts([amount, negated(funded[asset] ?? '0')])))

/**
 * Reads the ledger of a session and the outcomes of attempts. Without new payouts nobody has closed the session, so its status
 * is read only if there are some. This keeps looks cheap for wallets with thousands of sessions.
 * @throws `SESSION_NOT_FOUND` if the node does not know the session, or if the lists moved while they were read
 */
export async function look(
  access: Access, plan: ClosingPlan, attempts: readonly Attempt[], finder: SessionFinder, history: AnswerHistory,
): Promise<SessionLook> {
  const { session } = plan
  // The node shows its history of calls only to the wallet that made them.
  const isTold = attempts.length > 0 && access.login.wallet === plan.wallet
  const [ledger, outcomes] = await Promise.all([
    readLedger(access.connection, session.id),
    isTold ? history.read(access, session.id, attempts) : new Map(),
  ])
  if (lacksDeposits(ledger, plan)) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId: session.id })
  if (!hasNewPayouts(ledger, plan)) return { isClosed: false, ledger, outcomes }
  const addresses = session.participants.map(({ address }) => address)
  // Most recent changes come first, so a session that was just closed is on the first page.
  const listed = await finder.findAmong(access.connection, addresses, undefined, session.id)
  if (!listed) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId: session.id })
  return { isClosed: listed.status !== 'open', ledger, outcomes }
}
