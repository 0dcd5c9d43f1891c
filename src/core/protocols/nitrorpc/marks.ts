import type { Connection } from '../../connection/types'
import type { SessionQuery } from '../../sessions/types'
import type { Hex } from '../../types'
import { readNewestEntry } from './ledger'
import { pagesOf } from './sessionList'
import { PAGE_SIZE } from './paging'

/** Texts to compare what is on screen with an earlier reading. Equal texts mean that nothing has changed. */
export interface Mark {
  readonly text: string
  /** The state of each session of a list, by session id; empty for a single session. */
  readonly states: ReadonlyMap<Hex, string>
}

const NO_STATES: Mark['states'] = new Map()

/** Every change of what a session holds, also its close, writes entries of the ledger (ClearNode 0.5.2). Takes one request. */
export async function readSessionMark(connection: Connection, sessionId: Hex): Promise<Mark> {
  return { text: String(await readNewestEntry(connection, sessionId)), states: NO_STATES }
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
