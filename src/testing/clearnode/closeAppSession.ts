import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import { negate, signOf } from '../formats/decimal'
import { GoStruct } from '../formats/goStruct'
import { readAllocations, refuseNegative, refuseNul, refuseStranger, sumByAsset, verifyRedistribution } from './allocations'
import { describeChange } from './appSessions'
import type { Answer, CallContext } from './calls'
import { verifyKeyApplications, verifyQuorum, walletsOfSigners } from './quorum'
import { recoverSigners } from './signing'

/**
 * `close_app_session`. Nothing locks the session between the checks and the commit, so two closes that have both passed
 * their checks are both committed and both paid. Recorded: concurrent-double-close.jsonl.
 */
export function* closeAppSession({ node, call }: CallContext): Stages<Answer> {
  const fields = new GoStruct(call.params)
  const id = fields.text('app_session_id')
  const sessionData = fields.optionalText('session_data')
  const allocations = readAllocations(fields)
  const signers = recoverSigners(call, 'failed to get wallets from RPC message')
  const wallets = walletsOfSigners(node.sessionKeys, signers)

  if (id === '' || allocations.length === 0) throw new Refusal('missing required parameters: app_id or allocations')
  const session = node.sessions.find(id)
  if (session?.status !== 'open') throw new Refusal('an open app session not found: record not found')
  verifyQuorum(node.chooseMistake, session, wallets, '')
  verifyKeyApplications(node.chooseMistake, node.sessionKeys, signers, session.application)
  yield 'verified'

  const draft = node.ledger.draft()
  for (const row of allocations) {
    refuseNegative(row)
    refuseStranger(row.participant, session.participants)
    const { participant, asset, amount } = row
    draft.record(id, participant, asset, negate(draft.balance(id, participant, asset)))
    draft.record(participant, participant, asset, amount)
    draft.transaction('app_withdrawal', id, participant, asset, amount)
  }
  const paid = allocations.filter(({ amount }) => signOf(amount) !== 0)
  verifyRedistribution(node.chooseMistake, node.ledger.totals(id), sumByAsset(paid))
  refuseNul(sessionData, 'failed to close application session')
  yield 'checked'

  const version = session.version + 1n
  const transactions = draft.commit()
  node.sessions.update(id, { status: 'closed', version, ...(sessionData !== null && { sessionData }) })
  node.payments.add({ sessionId: id, by: 'close', requestId: call.id.toString() }, transactions)
  const failure = yield 'committed'
  if (failure !== undefined) throw new Refusal(failure)

  node.pushBalances(paid.map(({ participant }) => participant))
  return { params: describeChange(id, 'closed', version) }
}
