import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import { parseDecimal, signOf, subtract, ZERO } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { GoStruct } from '../formats/goStruct'
import { CLOSE, DEPOSIT, OPERATE, updateDigest, WITHDRAW, type AllocationRow, type StateUpdate } from './encoding'
import type { CallFrame } from './frames'
import { checkClose, checkOperate, checkWithdraw } from './intents'
import { checkDataLength, checkSignatureCount, checkStorable } from './limits'
import { parseUnsigned } from './fields'
import { checkQuorum } from './quorum'
import { allocationsOf, rowKey, rowsOf, type NitronodeState, type SessionRow } from './state'

const CHECKS = new Map([[OPERATE, checkOperate], [WITHDRAW, checkWithdraw], [CLOSE, checkClose]])

/**
 * Checks a state update and commits it. The node compares the version of the session when it reads the session and again
 * when it writes, so it refuses the second of two updates with the same version, however far that one has come.
 * Recorded: concurrent-close.jsonl.
 */
export function* submitAppState(node: NitronodeState, { id, payload }: CallFrame): Stages<GoValue> {
  const { update: given, signatures } = readRequest(payload)
  if (given.intent === DEPOSIT) throw new Refusal('deposit intent must use submit_deposit_state endpoint')
  const check = CHECKS.get(given.intent)
  if (!check) throw new Refusal('invalid intent: unknown')
  checkStorable(given.sessionId, 'app session not found: failed to get app session')
  const session = node.sessions.get(given.sessionId.toLowerCase())
  if (!session) throw new Refusal('app session not found')
  if (session.status === 'closed') throw new Refusal('app session is already closed')
  checkSignatureCount(signatures, session.participants)
  const expected = session.version + 1n
  if (given.version !== expected) throw new Refusal(`invalid app session version: expected ${expected}, got ${given.version}`)
  if (signatures.length === 0) throw new Refusal('no signatures provided')
  const update: StateUpdate = { ...given, sessionId: session.id }
  checkQuorum(node, session, updateDigest(update), signatures)
  yield 'verified'
  check(node, session, update)
  checkStorable(update.sessionData, 'failed to update app session: failed to update app session')
  yield 'checked'
  if (session.version + 1n !== expected) {
    throw new Refusal(`failed to update app session: concurrent modification detected for session ${session.id}`)
  }
  commitUpdate(node, session, update, { requestId: id.toString(), account: given.sessionId })
  const failure = yield 'committed'
  if (failure !== undefined) throw new Refusal(failure)
  return {}
}

function readRequest(payload: string) {
  const request = new GoStruct(payload)
  const given = request.struct('app_state_update')
  const sessionData = given.text('session_data')
  const rows = given.structs('allocations', row =>
    ({ participant: row.text('participant').toLowerCase(), asset: row.text('asset'), amount: row.text('amount') }))
  const [sessionId, versionText] = [given.text('app_session_id'), given.text('version')]
  const intent = Number(given.unsigned('intent', 8))
  const signatures = request.texts('quorum_sigs')
  checkDataLength(sessionData)
  const allocations = rows.map((row): AllocationRow => ({ ...row, amount: parseDecimal(row.amount) ?? refuseUnreadable() }))
  const version = parseUnsigned(versionText).value ?? refuseUnreadable()
  return { update: { sessionId, intent, version, allocations, sessionData }, signatures }
}

function refuseUnreadable(): never {
  throw new Refusal('failed to parse app state update')
}

/** Who asked for an update. */
interface UpdateOrigin {
  /** Decimal; null if a fault makes the update in the name of another device or participant. */
  readonly requestId: string | null
  /** The id of the session as the request spelled it, which the ids of transactions depend on. */
  readonly account: string
}

export function commitUpdate(node: NitronodeState, session: SessionRow, update: StateUpdate, origin: UpdateOrigin): void {
  const { intent, version, allocations, sessionData } = update
  const before = session.allocations
  const next = new Map(before)
  const rows = intent === CLOSE ? rowsOf(allocationsOf(session)).map(row => ({ ...row, amount: ZERO })) : allocations
  for (const { participant, asset, amount } of rows) {
    const key = rowKey(participant, asset)
    if (signOf(amount) > 0 || next.has(key)) next.set(key, amount)
  }
  if (intent === CLOSE) session.status = 'closed'
  if (intent !== OPERATE) {
    const released = rowsOf(before)
      .map(row => ({ ...row, amount: subtract(row.amount, next.get(rowKey(row.participant, row.asset)) ?? ZERO) }))
      .filter(({ amount }) => signOf(amount) > 0)
    node.release(session.id, released, { ...origin, by: intent === CLOSE ? 'close' : 'withdrawal' })
  }
  // An empty text keeps the earlier session data. Recorded: operate-then-close.jsonl.
  if (sessionData !== '') session.sessionData = sessionData
  session.allocations = next
  session.version = version
  node.updates.push({ sessionId: session.id, intent, version: Number(version), requestId: origin.requestId })
}
