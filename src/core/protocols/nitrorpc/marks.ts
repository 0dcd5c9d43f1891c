import type { Connection } from '../../connection/types'
import type { AppSessionSummary, SessionQuery } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { readNewestEntry } from './ledger'
import { pagesOf, toSummary } from './sessionList'
import { PAGE_SIZE } from './paging'

/** Texts to compare what is on screen with an earlier reading. Equal texts mean that nothing has changed. */
export interface Mark {
  readonly text: string
  /** The state of each session of a list, by session id; empty for a single session. */
  readonly states: ReadonlyMap<Hex, string>
}

const NO_STATES: Mark['states'] = new Map()

/** What `readSessionMark` returns as text for a session that never held anything. */
export const EMPTY_LEDGER = 'null'

/** Every change of what a session holds, also its close, writes entries of the ledger (ClearNode 0.5.2). Takes one request. */
export async function readSessionMark(connection: Connection, sessionId: Hex): Promise<Mark> {
  return { text: String(await readNewestEntry(connection, sessionId)), states: NO_STATES }
}

/** How many sessions of a participant are read to find one that has just changed. The node lists those that changed last first. */
const NEWEST = 10

/** What a list says about a session. It changes with everything that is done to the session, also if no funds move. */
export const rowMark = ({ version, status, updatedAt }: Pick<AppSessionSummary, 'version' | 'status' | 'updatedAt'>): Mark =>
  ({ text: `${version} ${status} ${updatedAt}`, states: NO_STATES })

/**
 * Reads what the list of a participant says about a session. Takes one request.
 * @returns null if the session is not among those of the participant that changed last
 */
export async function readRowMark(connection: Connection, sessionId: Hex, participant: Address): Promise<Mark | null> {
  const rows = await pagesOf(connection, { participant })({ limit: NEWEST, offset: 0 })
  const row = rows.find(each => each?.app_session_id === sessionId)
  return row ? rowMark(toSummary(row)) : null
}

/** Reads the first page of a list, which contains the sessions that changed last. Takes one request. */
export async function readListMark(connection: Connection, { participant, status }: SessionQuery): Promise<Mark> {
  const rows = await pagesOf(connection, { participant, status })({ limit: PAGE_SIZE, offset: 0 })
  const states = new Map(rows.flatMap(row => row ? [[row.app_session_id as Hex, `${row.version} ${row.status} ${row.updated_at}`] as const] : []))
  return { text: JSON.stringify([...states]), states }
}

/** The sessions that differ between two marks of a list: they changed, or came into it, or left it. */
export const changedSessions = (before: Mark, after: Mark): Hex[] =>
  [...new Set([...before.states.keys(), ...after.states.keys()])].filter(id => before.states.get(id) !== after.states.get(id))
