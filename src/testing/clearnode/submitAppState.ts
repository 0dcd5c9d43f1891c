import type { Address } from '../../core/types'
import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import { compare, negate, subtract, ZERO, type Decimal } from '../formats/decimal'
import { GoStruct } from '../formats/goStruct'
import {
  readAllocations, refuseNegative, refuseNul, refuseStranger, sumByAsset, verifyRedistribution, type AllocationRow,
} from './allocations'
import { describeChange, type SessionRow } from './appSessions'
import type { Answer, CallContext } from './calls'
import { checkDepositByKey, draftDeposit, signatureOf } from './deposits'
import type { LedgerDraft } from './ledger'
import { pushSession } from './pushSession'
import { verifyKeyApplications, verifyQuorum, walletsOfSigners } from './quorum'
import { recoverSigners } from './signing'
import type { ClearnodeState } from './state'

interface Update {
  readonly node: ClearnodeState
  readonly session: SessionRow
  readonly allocations: readonly AllocationRow[]
  readonly signers: ReadonlySet<Address>
  readonly draft: LedgerDraft
}

/** Drafts an update. @returns the participants whose unified balance it changes */
type Updater = (update: Update) => string[]

/** `submit_app_state`: redistributes (`operate`), adds (`deposit`) or removes (`withdraw`) funds of an open session. */
export function* submitAppState({ node, call }: CallContext): Stages<Answer> {
  const fields = new GoStruct(call.params)
  const id = fields.text('app_session_id')
  const intent = fields.text('intent')
  const requestedVersion = fields.unsigned('version', 64)
  const allocations = readAllocations(fields)
  const sessionData = fields.optionalText('session_data')
  const signers = recoverSigners(call, 'failed to get wallets from RPC message')
  const wallets = walletsOfSigners(node.sessionKeys, signers)

  const session = node.sessions.find(id)
  if (session?.status !== 'open') throw new Refusal('an open app session not found: record not found')
  const version = session.version + 1n
  if (session.protocol === 'NitroRPC/0.2') {
    if (intent !== '' || requestedVersion !== 0n) {
      throw new Refusal('incorrect request: specified parameters are not supported in this protocol')
    }
  } else if (requestedVersion !== version) {
    throw new Refusal(`incorrect app state: incorrect version: expected ${version}, got ${requestedVersion}`)
  }
  verifyQuorum(node.chooseMistake, session, wallets, intent)
  verifyKeyApplications(node.chooseMistake, node.sessionKeys, signers, session.application)
  const updater = UPDATERS.get(intent)
  if (!updater) throw new Refusal(`incorrect app state: unsupported intent: ${intent}`)
  yield 'verified'

  const draft = node.ledger.draft()
  const affected = updater({ node, session, allocations, signers, draft })
  refuseNul(sessionData, 'failed to submit app state')
  yield 'checked'

  const transactions = draft.commit()
  if (intent === 'withdraw') node.payments.add({ sessionId: id, by: 'withdrawal', requestId: call.id.toString() }, transactions)
  // The node saves the whole row, so it reopens a session that was closed in between.
  node.sessions.update(id, { status: session.status, version, sessionData: sessionData ?? session.sessionData })
  yield 'committed'

  node.pushBalances(affected)
  pushSession(node, id)
  return { params: describeChange(id, 'open', version) }
}

const operate: Updater = ({ node, session, allocations, draft }) => {
  const held = node.ledger.totals(session.id)
  for (const row of allocations) {
    refuseNegative(row)
    refuseStranger(row.participant, session.participants)
    const { participant, asset, amount } = row
    draft.record(session.id, participant, asset, subtract(amount, draft.balance(session.id, participant, asset)))
  }
  verifyRedistribution(node.chooseMistake, held, sumByAsset(allocations), 'incorrect operate request: non-zero allocations sum delta: ')
  return []
}

const deposit: Updater = ({ node, session, allocations, signers, draft }) => {
  const current = currentAmounts(node, session)
  for (const row of allocations) {
    if (compare(row.amount, current(row)) < 0) {
      throw new Refusal(`incorrect deposit request: decreased allocation for participant ${row.participant}`)
    }
  }
  const raised = allocations.filter(row => compare(row.amount, current(row)) > 0)
  for (const row of raised) {
    const { participant, asset } = row
    refuseNegative(row)
    refuseStranger(participant, session.participants)
    const amount = subtract(row.amount, current(row))
    const signature = signatureOf(participant, signers, node.sessionKeys)
    if (!signature) throw new Refusal('incorrect deposit request: depositor signature is required')
    if (compare(amount, draft.balance(participant, participant, asset)) > 0) {
      throw new Refusal('incorrect deposit request: insufficient unified balance')
    }
    const { sessionKey } = signature
    if (sessionKey !== null) {
      checkDepositByKey(node.sessionKeys, draft, { sessionKey, application: session.application, asset, amount })
    }
    draftDeposit(draft, { participant, sessionId: session.id, asset, amount, sessionKey })
  }
  if (raised.length === 0) throw new Refusal('incorrect deposit request: non-positive allocations sum delta')
  return raised.map(({ participant }) => participant)
}

const withdraw: Updater = ({ node, session, allocations, draft }) => {
  const current = currentAmounts(node, session)
  for (const row of allocations) {
    if (compare(row.amount, current(row)) > 0) {
      throw new Refusal(`incorrect withdrawal request: increased allocation for participant ${row.participant}`)
    }
  }
  const lowered: AllocationRow[] = []
  for (const row of allocations) {
    refuseNegative(row)
    if (compare(row.amount, current(row)) >= 0) continue
    const { participant, asset } = row
    const amount = subtract(current(row), row.amount)
    refuseStranger(participant, session.participants)
    draft.record(session.id, participant, asset, negate(amount))
    draft.record(participant, participant, asset, amount)
    draft.transaction('app_withdrawal', session.id, participant, asset, amount)
    lowered.push(row)
  }
  if (lowered.length === 0) throw new Refusal('incorrect withdrawal request: non-negative allocations sum delta')
  return lowered.map(({ participant }) => participant)
}

const UPDATERS: ReadonlyMap<string, Updater> = new Map([
  ['operate', operate],
  ['', operate],
  ['deposit', deposit],
  ['withdraw', withdraw],
])

/** Current allocations; zero for addresses that are not participants. */
function currentAmounts(node: ClearnodeState, session: SessionRow): (row: AllocationRow) => Decimal {
  return ({ participant, asset }) =>
    session.participants.includes(participant) ? node.ledger.balance(session.id, participant, asset) : ZERO
}
