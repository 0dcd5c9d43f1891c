import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { buildAllocations } from '../../sessions/allocations'
import type { AppSession, AppSessionSummary, SessionQuery } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { NodeInfo } from '../protocol'
import type { Ask } from './calls'
import { readPages } from './paging'
import * as schemas from './schemas'

/** The method that reads sessions, by id or by participant. */
export const SESSIONS_METHOD = 'app_sessions.v1.get_app_sessions'

/** A session as a list shows it. A nitronode names neither a protocol nor times, so these are empty. */
export const toSummary = (row: schemas.SessionRow): AppSessionSummary => ({
  id: row.app_session_id,
  status: row.status,
  application: row.app_definition.application_id,
  protocol: '',
  participants: row.app_definition.participants.map(each => ({ address: each.wallet_address, weight: each.signature_weight })),
  quorum: row.app_definition.quorum,
  version: row.version,
  sessionData: row.session_data,
  createdAt: '',
  updatedAt: '',
})

/**
 * Reads every session that matches, newest first. Unreadable rows are left out.
 * @throws `OPTIONS_INVALID` without a participant, and what `Ask` throws
 */
export async function listRows(
  ask: Ask, connection: Connection, { status, participant }: SessionQuery,
): Promise<schemas.SessionRow[]> {
  if (participant === undefined) {
    throw new NitroliteError('OPTIONS_INVALID', {
      option: 'participant', reason: 'A nitronode lists only the sessions of one participant.',
    })
  }
  const rows = await readPages(async (pagination) => {
    const params = { participant, ...(status !== undefined && { status }), pagination }
    const answer = await ask(connection, { method: SESSIONS_METHOD, params, schema: schemas.sessions })
    return { rows: answer.app_sessions, total: answer.metadata.total_count }
  }, row => row?.app_session_id ?? '')
  return rows.filter(row => row !== null)
}

/**
 * Reads one session.
 * @throws `SESSION_NOT_FOUND`, `RESPONSE_UNEXPECTED` if its row is unreadable, and what `Ask` throws
 */
export async function readRow(ask: Ask, connection: Connection, sessionId: Hex): Promise<schemas.SessionRow> {
  const { app_sessions: rows } = await ask(connection, {
    method: SESSIONS_METHOD, params: { app_session_id: sessionId }, schema: schemas.sessions, data: { sessionId },
  })
  return onlyRow(rows, sessionId)
}

/**
 * The row of a session in the answer to a question for its id.
 * @throws `SESSION_NOT_FOUND`, `RESPONSE_UNEXPECTED` if the row is unreadable
 */
export function onlyRow([row]: readonly (schemas.SessionRow | null)[], sessionId: Hex): schemas.SessionRow {
  if (row === null) {
    throw new NitroliteError('RESPONSE_UNEXPECTED', { method: SESSIONS_METHOD, reason: 'The session has an unknown form.' })
  }
  if (row?.app_session_id !== sessionId) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
  return row
}

/** A session with its present allocations. One answer contains both, so they belong to the same moment. */
export function toSession(row: schemas.SessionRow, { assets }: NodeInfo): AppSession {
  const holdings = new Map<Address, Map<string, string>>()
  for (const { participant, asset, amount } of row.allocations) {
    holdings.set(participant, (holdings.get(participant) ?? new Map<string, string>()).set(asset, amount))
  }
  const summary = toSummary(row)
  const decimals = new Map(assets.map(asset => [asset.symbol, asset.decimals]))
  return {
    ...summary,
    agreesFirst: true,
    ...buildAllocations(summary.participants.map(({ address }) => address), decimals, holdings),
  }
}
