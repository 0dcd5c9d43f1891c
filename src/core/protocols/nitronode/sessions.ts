import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { buildAllocations } from '../../sessions/allocations'
import type { AppSession, AppSessionSummary, SessionQuery } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { NodeInfo } from '../protocol'
import type { Ask } from './calls'
import { readPages } from './paging'
import * as schemas from './schemas'

/** To be told of every row that the node gave. */
type Note = (row: schemas.SessionRow) => void

const METHOD = 'app_sessions.v1.get_app_sessions'

const toSummary = (row: schemas.SessionRow): AppSessionSummary => ({
  id: row.app_session_id,
  status: row.status,
  application: row.app_definition.application_id,
  protocol: '',
  participants: row.app_definition.participants.map(each => ({ address: each.wallet_address, weight: each.signature_weight })),
  quorum: row.app_definition.quorum,
  version: row.version,
  sessionData: row.session_data,
  // The node tells no times of a session.
  createdAt: '',
  updatedAt: '',
})

/** Every session that fits, newest first. */
export async function listSessions(
  ask: Ask, connection: Connection, { status, participant }: SessionQuery, note: Note,
): Promise<AppSessionSummary[]> {
  if (participant === undefined) {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'participant', reason: 'A nitronode lists the sessions of a participant only.' })
  }
  const rows = await readPages(async (pagination) => {
    const params = { participant, ...(status !== undefined && { status }), pagination }
    const answer = await ask(connection, { method: METHOD, params, schema: schemas.sessions })
    return { rows: answer.app_sessions, total: answer.metadata.total_count }
  }, row => row?.app_session_id ?? '')
  const known = rows.filter(row => row !== null)
  known.forEach(note)
  return known.map(toSummary)
}

/** What the node tells of one session. @throws `SESSION_NOT_FOUND`, `RESPONSE_UNEXPECTED` */
export async function readRow(ask: Ask, connection: Connection, sessionId: Hex, note: Note): Promise<schemas.SessionRow> {
  const { app_sessions: [row] } = await ask(connection, {
    method: METHOD, params: { app_session_id: sessionId }, schema: schemas.sessions, data: { sessionId },
  })
  if (row === null) throw new NitroliteError('RESPONSE_UNEXPECTED', { method: METHOD, reason: 'The session has an unknown form.' })
  if (row?.app_session_id !== sessionId) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
  note(row)
  return row
}

/** A session with what it holds now: one answer, so all of it is of one moment. */
export function toSession(row: schemas.SessionRow, { assets }: NodeInfo): AppSession {
  const holdings = new Map<Address, Map<string, string>>()
  for (const { participant, asset, amount } of row.allocations) {
    holdings.set(participant, (holdings.get(participant) ?? new Map<string, string>()).set(asset, amount))
  }
  const summary = toSummary(row)
  const decimals = new Map(assets.map(each => [each.symbol, each.decimals]))
  return { ...summary, agreesFirst: true, ...buildAllocations(summary.participants.map(each => each.address), decimals, holdings) }
}
