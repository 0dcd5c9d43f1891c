import type { Connection } from '../../connection/types'
import type { AppSessionSummary, Participant, SessionQuery } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { ask } from './calls'
import { readPages, type ReadPage } from './paging'
import * as schemas from './schemas'

export const toParticipants = (addresses: readonly Address[], weights: readonly number[]): Participant[] =>
  addresses.map((address, index) => ({ address, weight: weights[index] ?? 0 }))

/** A session as a list shows it. */
export const toSummary = (row: schemas.SessionRow): AppSessionSummary => ({
  id: row.app_session_id as Hex,
  status: row.status,
  application: row.application,
  protocol: row.protocol,
  participants: toParticipants(row.participants, row.weights),
  quorum: row.quorum,
  version: row.version,
  sessionData: row.session_data,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Which sessions a list contains. The node compares participants as text. */
export interface ListFilter {
  readonly participant?: Address | undefined
  readonly status?: string | undefined
}

/** Reads pages of the list of sessions. Unreadable rows stay in it as null, because offsets count them too. */
export const pagesOf = (connection: Connection, { participant, status }: ListFilter): ReadPage<schemas.SessionRow | null> => async page => {
  const answer = await ask(connection, {
    method: 'get_app_sessions',
    params: {
      ...(participant !== undefined && { participant }),
      ...(status !== undefined && { status }),
      ...page, sort: 'desc',
    },
    schema: schemas.sessions,
  })
  return answer.app_sessions
}

/**
 * Lists every matching session, newest change first. Looks for a participant as written, in lower case and with a checksum,
 * because the node compares addresses as text.
 */
export async function listSessions(connection: Connection, { status, participant }: SessionQuery): Promise<AppSessionSummary[]> {
  const spellings = participant === undefined ? [undefined] : new Set([participant, participant.toLowerCase(), checksumAddress(participant.toLowerCase()) ?? participant])
  const lists = await Promise.all(Array.from(spellings, spelling =>
    readPages(pagesOf(connection, { participant: spelling, status }), row => row?.app_session_id ?? '')))
  const rows = new Map(schemas.readable(lists.flat()).map(row => [row.app_session_id, row]))
  return [...rows.values()].map(toSummary).sort((a, b) => a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0)
}
