import { NitroliteError } from '../../core/errors/errors'
import { decodeRecord, type DecodedRecord } from '../../core/journal/recordCodec'
import type { RoomLogEntry, StoredRoom, StoredRoomState } from '../../rooms/store/roomStore'
import { checkPostgresOptions, checkPostgresTable, postgresRun, type PostgresQuery } from '../../node/postgresOptions'
import { DEFAULT_JOURNAL_TABLE } from '../../node/postgresJournal'
import { damageOf, DEFAULT_ROOMS_TABLE, logOf, outsideOf, ROOM_COLUMNS, roomOf, type RoomRow } from '../../node/postgresRoomRows'

export interface PostgresRoomReportOptions {
  /** Runs one statement. */
  readonly query: PostgresQuery
  /** Table of the rooms. @default 'nitrolite_rooms' */
  readonly table?: string
  /** Table of the journal. @default 'nitrolite_closings' */
  readonly journalTable?: string
}

/** Rooms of one state. */
export interface RoomCount {
  readonly state: StoredRoomState
  readonly isOpen: boolean
  readonly count: number
  /** How many of them have no worker that gives signs of life. */
  readonly withoutWorker: number
  /** Age of the oldest one in milliseconds, by the clock of Postgres. */
  readonly oldest: number
}

/** A room in a list. */
export interface ListedRoom {
  readonly roomId: string
  readonly sessionId: string
  readonly state: StoredRoomState
  readonly isOpen: boolean
  /** Null if no worker that gives signs of life has the room. */
  readonly worker: string | null
  readonly epoch: number
  /** Milliseconds since the room was stored, by the clock of Postgres. */
  readonly age: number
}

/** Which rooms to list. */
export interface RoomListQuery {
  /** @default rooms of any state that are open */
  readonly state?: string
  readonly limit: number
}

/** Everything that is stored about a room. */
export interface RoomReport {
  readonly room: Omit<StoredRoom, 'request' | 'allocations' | 'ending'>
  /** What the row says about the result and the ending; null if that cannot be read. */
  readonly contents: Pick<StoredRoom, 'request' | 'allocations' | 'ending'> | null
  /** Why the contents cannot be read; null if they can. */
  readonly damage: string | null
  readonly age: number
  readonly hasLiveWorker: boolean
  /** Null if it cannot be read. */
  readonly log: readonly RoomLogEntry[] | null
  /** Records of its session in the journal; null if the database has no journal. */
  readonly records: readonly DecodedRecord[] | null
}

/** Reads what an operator wants to know of rooms. It changes nothing, and creates no table. */
export interface PostgresRoomReport {
  counts(): Promise<readonly RoomCount[]>
  /** The oldest rooms first. */
  list(query: RoomListQuery): Promise<readonly ListedRoom[]>
  /** @returns null if there is no such room */
  find(roomId: string): Promise<RoomReport | null>
  /** How many rooms may have a request under way: those that were sent and have not ended. */
  countSent(): Promise<number>
}

const AGE = 'floor(extract(epoch FROM now() - created_at) * 1000)::float8 AS age'

function contentsOf(row: RoomRow): Pick<RoomReport, 'contents' | 'damage'> {
  try {
    const { request, allocations, ending } = roomOf(row)
    return { contents: { request, allocations, ending }, damage: null }
  }
  catch (thrown) {
    return { contents: null, damage: damageOf(thrown) }
  }
}

/** @throws `OPTIONS_INVALID`; its methods throw `ROOM_STORE_FAILED` if the table is not there, and what the client of Postgres throws */
export function createPostgresRoomReport(options: PostgresRoomReportOptions): PostgresRoomReport {
  const { table = DEFAULT_ROOMS_TABLE, journalTable = DEFAULT_JOURNAL_TABLE } = options
  checkPostgresOptions({ query: options.query, table })
  checkPostgresTable(journalTable)
  const run = postgresRun(options)
  const isAlive = `EXISTS (SELECT FROM ${table}_workers WHERE name = owner AND until >= now())`

  async function isThere(name: string): Promise<boolean> {
    const [row] = await run('SELECT to_regclass($1) IS NOT NULL AS there', name) as readonly { readonly there: boolean }[]
    return row?.there ?? false
  }

  async function read<T>(text: string, ...values: string[]): Promise<readonly T[]> {
    if (!await isThere(table)) throw new NitroliteError('ROOM_STORE_FAILED', { reason: `This database has no table ${table}.` })
    return await run(text, ...values) as readonly T[]
  }

  async function recordsOf(sessionId: string): Promise<readonly DecodedRecord[] | null> {
    if (!await isThere(journalTable)) return null
    const rows = await run(`SELECT record FROM ${journalTable} WHERE strpos(key, '#' || $1) > 0 ORDER BY key`, sessionId) as readonly { readonly record: string }[]
    return rows.map(({ record }) => decodeRecord(record))
  }

  return {
    counts: () => read<RoomCount>(`SELECT state, is_open AS "isOpen", count(*)::float8 AS count, (count(*) FILTER (WHERE NOT ${isAlive}))::float8 AS "withoutWorker",
        floor(extract(epoch FROM now() - min(created_at)) * 1000)::float8 AS oldest
      FROM ${table} GROUP BY state, is_open ORDER BY is_open DESC, state`),
    list: ({ state, limit }) => read<ListedRoom>(`SELECT room_id AS "roomId", session_id AS "sessionId", state, is_open AS "isOpen", CASE WHEN ${isAlive} THEN owner END AS worker, epoch, ${AGE}
      FROM ${table} WHERE CASE WHEN $1 = '' THEN is_open ELSE state = $1 END ORDER BY created_at LIMIT $2::integer`, state ?? '', String(limit)),
    async find(roomId) {
      const [row] = await read<RoomRow & { readonly age: number, readonly alive: boolean, readonly log: string | null }>(
        `SELECT ${ROOM_COLUMNS}, log, ${AGE}, ${isAlive} AS alive FROM ${table} WHERE room_id = $1`, roomId)
      if (!row) return null
      return {
        room: outsideOf(row), ...contentsOf(row), age: row.age, hasLiveWorker: row.alive, log: logOf(row.log), records: await recordsOf(row.session_id),
      }
    },
    async countSent() {
      const [row] = await read<{ readonly count: number }>(`SELECT count(*)::float8 AS count FROM ${table} WHERE state = 'sent' AND is_open`)
      return row?.count ?? 0
    },
  }
}
