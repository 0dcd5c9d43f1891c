import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import { signOf, ZERO } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { CLOSE, DEPOSIT, OPERATE, updateDigest, type StateUpdate } from './encoding'
import type { Frame } from './frames'
import { checkClose, checkOperate, checkRows } from './intents'
import { isSessionId, readAddress, readAmount, readCount, readFields, readList, readText, readUint64 } from './params'
import { checkQuorum } from './quorum'
import { rowKey, rowsOf, type NitronodeState, type SessionRow } from './state'

const LONGEST_DATA = 1024
const UNREADABLE = 'failed to parse app state update'

/**
 * Checks a state update and commits it. The node compares the version of the session when it reads the session and again
 * when it writes, so it refuses the second of two updates with the same version, however far that one has come.
 * Recorded: concurrent-close.jsonl.
 */
export function* submitAppState(node: NitronodeState, { id, payload }: Frame): Stages<GoValue> {
  const { update, signatures } = readRequest(payload)
  const session = node.sessions.get(update.sessionId)
  if (update.intent === DEPOSIT) throw new Refusal('deposit intent must use submit_deposit_state endpoint')
  if (update.intent !== OPERATE && update.intent !== CLOSE) throw new Refusal(`invalid intent: ${update.intent}`)
  if (!session) throw new Refusal('app session not found')
  const expected = session.version + 1n
  checkSession(session, update, signatures)
  checkQuorum(node, session, updateDigest(update), signatures)
  yield 'verified'
  const current = session.allocations
  checkRows(session, update)
  if (update.intent === CLOSE) checkClose(current, update)
  else checkOperate(node, current, update)
  yield 'checked'
  if (session.version + 1n !== expected) {
    throw new Refusal(`failed to update app session: concurrent modification detected for session ${session.id}`)
  }
  commitUpdate(node, session, update, id.toString())
  const failure = yield 'committed'
  if (failure !== undefined) throw new Refusal(failure)
  return {}
}

function readRequest(payload: unknown): { update: StateUpdate, signatures: readonly string[] } {
  const request = readFields(payload)
  const given = readFields(request.app_state_update)
  const sessionData = readText(given.session_data)
  const signatures = readList(request.quorum_sigs).map(signature => readText(signature))
  const intent = Number(readCount(given.intent))
  if (typeof given.version !== 'string') throw new Refusal('failed to parse parameters')
  if (new TextEncoder().encode(sessionData).length > LONGEST_DATA) {
    throw new Refusal(`session_data exceeds maximum length of ${LONGEST_DATA}`)
  }
  const version = readUint64(given.version, UNREADABLE)
  const sessionId = readText(given.app_session_id)
  const allocations = readList(given.allocations).map((row) => {
    const { participant, asset, amount } = readFields(row)
    return {
      participant: readAddress(participant, UNREADABLE).toLowerCase(),
      asset: readText(asset),
      amount: readAmount(amount, UNREADABLE),
    }
  })
  if (!isSessionId(sessionId)) throw new Refusal('app session not found')
  return { update: { sessionId, intent, version, allocations, sessionData }, signatures }
}

function checkSession(session: SessionRow, { version }: StateUpdate, signatures: readonly string[]): void {
  if (session.status === 'closed') throw new Refusal('app session is already closed')
  const { participants } = session
  if (signatures.length > participants.length) {
    throw new Refusal(`quorum_sigs count (${signatures.length}) exceeds participants count (${participants.length})`)
  }
  const expected = session.version + 1n
  if (version !== expected) throw new Refusal(`invalid app session version: expected ${expected}, got ${version}`)
}

/** @param requestId decimal; null where a fault makes the update in the name of another device or participant */
export function commitUpdate(node: NitronodeState, session: SessionRow, update: StateUpdate, requestId: string | null): void {
  const { intent, version, allocations, sessionData } = update
  const next = new Map(session.allocations)
  if (intent === CLOSE) {
    const rows = rowsOf(session.allocations)
    node.release(session.id, rows.filter(({ amount }) => signOf(amount) > 0), requestId)
    for (const { participant, asset } of rows) next.set(rowKey(participant, asset), ZERO)
    session.status = 'closed'
  } else {
    for (const { participant, asset, amount } of allocations) {
      const key = rowKey(participant, asset)
      if (signOf(amount) > 0 || next.has(key)) next.set(key, amount)
    }
  }
  // An empty text keeps the earlier session data. Recorded: operate-then-close.jsonl.
  if (sessionData !== '') session.sessionData = sessionData
  session.allocations = next
  session.version = version
  node.updates.push({ sessionId: session.id, intent, version: Number(version), requestId })
}
