import type { NitroliteError } from '../core/errors/errors'
import type { NewRoom, OnDamagedRoom, RoomMark, RoomStore, StoredRoom } from '../rooms/store/roomStore'
import { toDatabaseError } from './databaseError'
import { checkPostgresOptions, checkPostgresTable, postgresRun, type PostgresQuery } from './postgresOptions'
import { DEFAULT_ROOMS_TABLE, logOf, ROOM_COLUMNS, roomsOf, type RoomRow } from './postgresRoomRows'
import { checkPostgresSettings, type PostgresDurability } from './postgresSettings'
import { creationOf, ensurePostgresTable, type PostgresTable } from './postgresTable'

export interface PostgresRoomsOptions {
  /**
   * Runs one statement: `(text, values) => pool.query(text, values)` with pg. Give the pool a `statement_timeout` of at most a minute:
   * for so long, a worker looks for rooms that a statement gives to it after it was given up.
   */
  readonly query: PostgresQuery
  /**
   * Table of the rooms, in lower case and with or without a schema. Two more tables have the same name with `_workers` and `_archiving`
   * at the end: for the workers, and for the rooms that a person wants to be archived. All are created if they do not exist;
   * `postgresRoomsSql` has the statements for a migration.
   * @default 'nitrolite_rooms'
   */
  readonly table?: string
  /** How long to wait for a reply, in milliseconds. A write that takes longer may still be made. @default 10_000 */
  readonly timeout?: number
  /** If the server loses a room, the app could close it with another result. @default 'checked' */
  readonly durability?: PostgresDurability
}

/** Names of indexes have no schema: an index is in the schema of its table. */
const withoutSchema = (table: string): string => table.split('.').at(-1) ?? table

const roomsTable = (name: string): PostgresTable => ({
  name,
  columns: `room_id text PRIMARY KEY, session_id text NOT NULL UNIQUE, request text NOT NULL, hash text NOT NULL, allocations text,
    state text NOT NULL DEFAULT 'queued', owner text, epoch integer NOT NULL, ending text, log text, is_open boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()`,
  additions: [`CREATE INDEX IF NOT EXISTS ${withoutSchema(name)}_open ON ${name} (created_at) WHERE is_open`],
})

const workersTable = (name: string): PostgresTable => ({ name: `${name}_workers`, columns: 'name text PRIMARY KEY, until timestamptz NOT NULL' })

/** Rooms that a person wants to be archived. They have their own table, because the library never changes a table that exists already. */
const archivingTable = (name: string): PostgresTable => ({ name: `${name}_archiving`, columns: 'room_id text PRIMARY KEY, until timestamptz NOT NULL' })

const tablesOf = (name: string): readonly PostgresTable[] => [roomsTable(name), workersTable(name), archivingTable(name)]

/**
 * The statements that create the tables of the rooms, for a migration.
 * @param table the option `table` of the rooms
 * @throws `OPTIONS_INVALID`
 */
export function postgresRoomsSql(table: string = DEFAULT_ROOMS_TABLE): string {
  checkPostgresTable(table)
  return tablesOf(table).flatMap(creationOf).map(statement => `${statement};\n`).join('')
}

const withAdvice = (thrown: unknown): NitroliteError => toDatabaseError(thrown, 'ROOM_STORE_FAILED', 'Postgres')

const UNTIL = `now() + $2::float8 * interval '1 millisecond'`
const IS_BEGUN_AGAIN = `($3::boolean AND state IN ('failed', 'cancelled'))`

/**
 * Rooms in Postgres, for workers on several machines. Every change is one statement, and only the clock of Postgres decides when
 * the lease of a worker has ended. `query` must reach the primary server.
 * @throws `OPTIONS_INVALID`
 */
export function createPostgresRooms(options: PostgresRoomsOptions): RoomStore {
  checkPostgresOptions(options)
  const { table = DEFAULT_ROOMS_TABLE } = options
  const [workers, archiving] = [`${table}_workers`, `${table}_archiving`]
  const runNow = postgresRun(options)
  let preparing: Promise<void> | null = null

  async function prepare(): Promise<void> {
    if (options.durability !== 'trusted') await checkPostgresSettings(runNow)
    for (const each of tablesOf(table)) await ensurePostgresTable(runNow, each)
  }

  async function run(text: string, ...values: string[]): Promise<readonly unknown[]> {
    await (preparing ??= prepare().catch((thrown: unknown) => {
      preparing = null
      throw withAdvice(thrown)
    }))
    return runNow(text, ...values).catch((thrown: unknown) => { throw withAdvice(thrown) })
  }

  const rooms = async (onDamaged: OnDamagedRoom | undefined, text: string, ...values: string[]): Promise<StoredRoom[]> =>
    roomsOf(await run(text, ...values) as readonly RoomRow[], onDamaged)
  const hasChanged = async (text: string, ...values: string[]): Promise<boolean> => (await run(text, ...values)).length > 0
  const present = async (text: string, { roomId, owner, epoch }: RoomMark, ...values: string[]): Promise<boolean> =>
    hasChanged(`UPDATE ${table} SET ${text} WHERE room_id = $1 AND owner = $2 AND epoch = $3::integer RETURNING room_id`, roomId, owner, String(epoch), ...values)

  /** A buried worker cannot come back, because a sign of life changes its row only if there is one. */
  const bury = (): Promise<unknown> => run(`DELETE FROM ${workers} WHERE until < now()`)
  const isFree = `(owner IS NULL OR NOT EXISTS (SELECT FROM ${workers} WHERE name = owner))`

  async function find({ roomId, sessionId }: NewRoom): Promise<StoredRoom> {
    const [room] = await rooms(undefined, `SELECT ${ROOM_COLUMNS} FROM ${table} WHERE room_id = $1 OR session_id = $2 ORDER BY room_id = $1 DESC LIMIT 1`, roomId, sessionId)
    if (!room) throw new Error('The room was removed while it was being stored.')
    return room
  }

  return {
    async register(worker, lease) {
      await run(`INSERT INTO ${workers} (name, until) VALUES ($1, ${UNTIL})`, worker, String(lease))
    },
    keepAlive: (worker, lease) => hasChanged(`UPDATE ${workers} SET until = ${UNTIL} WHERE name = $1 RETURNING name`, worker, String(lease)),
    async add(room, owner) {
      const { roomId, sessionId, request, hash } = room
      const [added] = await rooms(undefined, `INSERT INTO ${table} (room_id, session_id, request, hash, owner, epoch) VALUES ($1, $2, $3, $4, nullif($5, ''), $6::integer)
        ON CONFLICT DO NOTHING RETURNING ${ROOM_COLUMNS}`, roomId, sessionId, JSON.stringify(request), hash, owner ?? '', owner === null ? '0' : '1')
      if (added) return { outcome: 'added', room: added }
      const other = await find(room)
      return { outcome: other.roomId === roomId ? 'present' : 'session taken', room: other }
    },
    read: (roomIds, onDamaged) => rooms(onDamaged, `SELECT ${ROOM_COLUMNS} FROM ${table} WHERE room_id IN (SELECT json_array_elements_text($1::json))`, JSON.stringify(roomIds)),
    async take(worker, { limit, roomId, beginAgain = false }, onDamaged) {
      await bury()
      if (roomId !== undefined) {
        return rooms(onDamaged, `UPDATE ${table} SET owner = $1, epoch = epoch + 1, is_open = true,
            allocations = CASE WHEN ${IS_BEGUN_AGAIN} THEN NULL ELSE allocations END,
            ending = CASE WHEN ${IS_BEGUN_AGAIN} THEN NULL ELSE ending END,
            state = CASE WHEN ${IS_BEGUN_AGAIN} THEN 'queued' ELSE state END
          WHERE room_id = $2 AND epoch = (SELECT epoch FROM ${table} WHERE room_id = $2 AND (is_open OR ${IS_BEGUN_AGAIN}) AND ${isFree}) RETURNING ${ROOM_COLUMNS}`,
        worker, roomId, String(beginAgain))
      }
      // The epoch is compared with the one that was read: if two workers read the same room, one of them takes it.
      const taken = await rooms(onDamaged, `WITH free AS MATERIALIZED (
          SELECT room_id AS id, epoch AS seen FROM ${table} WHERE is_open AND ${isFree} ORDER BY owner IS NULL, created_at LIMIT $2::integer)
        UPDATE ${table} SET owner = $1, epoch = epoch + 1 FROM free WHERE room_id = id AND epoch = seen RETURNING ${ROOM_COLUMNS}`, worker, String(limit))
      return taken.sort((a, b) => a.createdAt - b.createdAt)
    },
    owned: (worker, onDamaged) => rooms(onDamaged, `SELECT ${ROOM_COLUMNS} FROM ${table} WHERE is_open AND owner = $1`, worker),
    markSent: (mark, allocations) => present(`state = CASE WHEN ending IS NULL THEN 'sent' ELSE state END, allocations = $4`, mark, JSON.stringify(allocations)),
    end: (mark, ending, log) => present(`state = $4, ending = $5, log = coalesce(nullif($6, ''), log)`, mark, ending.state, JSON.stringify(ending), log ? JSON.stringify(log) : ''),
    async keepLogs(logs) {
      const kept = logs.map(({ mark, log }) => ({ ...mark, log: JSON.stringify(log) }))
      await run(`UPDATE ${table} AS room SET log = kept.log
        FROM json_to_recordset($1::json) AS kept ("roomId" text, epoch integer, owner text, log text)
        WHERE room.room_id = kept."roomId" AND room.epoch = kept.epoch AND room.owner = kept.owner`, JSON.stringify(kept))
    },
    async readLog(roomId) {
      const [row] = await run(`SELECT log FROM ${table} WHERE room_id = $1`, roomId) as readonly { readonly log: string | null }[]
      return logOf(row?.log ?? null) ?? []
    },
    async askToArchive(roomId, limit) {
      await run(`WITH over AS (DELETE FROM ${archiving} WHERE until <= now() AND room_id <> $1)
        INSERT INTO ${archiving} (room_id, until) VALUES ($1, ${UNTIL}) ON CONFLICT (room_id) DO UPDATE SET until = excluded.until`, roomId, String(limit))
    },
    async askedToArchive(worker) {
      const rows = await run(`SELECT room_id FROM ${archiving} JOIN ${table} USING (room_id) WHERE until > now() AND is_open AND owner = $1`, worker) as readonly Pick<RoomRow, 'room_id'>[]
      return rows.map(({ room_id }) => room_id)
    },
    async settle(marks) {
      await run(`UPDATE ${table} AS room SET owner = NULL, is_open = false
        FROM json_to_recordset($1::json) AS mark ("roomId" text, epoch integer, owner text)
        WHERE room.room_id = mark."roomId" AND room.epoch = mark.epoch AND room.owner = mark.owner`, JSON.stringify(marks))
    },
    async release(worker) {
      await run(`UPDATE ${table} SET owner = NULL WHERE owner = $1`, worker)
      await run(`DELETE FROM ${workers} WHERE name = $1`, worker)
    },
  }
}
