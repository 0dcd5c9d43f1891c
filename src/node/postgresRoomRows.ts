import { isFinal } from '../core/closing/states'
import { NitroliteError } from '../core/errors/errors'
import { textOfThrown } from '../core/errors/thrown'
import { readRequest } from '../rooms/result/readRequest'
import type { DamagedRoom, OnDamagedRoom, RoomEnding, RoomLogEntry, StoredRoom } from '../rooms/store/roomStore'
import type { RoomRequest } from '../rooms/result/types'
import { databaseError } from './databaseError'

/** The table of the rooms, unless the app says otherwise. */
export const DEFAULT_ROOMS_TABLE = 'nitrolite_rooms'

/** A row as Postgres returns it. */
export interface RoomRow {
  readonly room_id: string
  readonly session_id: StoredRoom['sessionId']
  readonly request: string
  readonly hash: string
  readonly allocations: string | null
  readonly state: StoredRoom['state']
  readonly owner: string | null
  readonly epoch: number
  readonly ending: string | null
  readonly is_open: boolean
  readonly created: number
}

/** The columns of a room. Its log is read separately, because few callers need it. */
export const ROOM_COLUMNS = 'room_id, session_id, request, hash, allocations, state, owner, epoch, ending, is_open, floor(extract(epoch FROM created_at) * 1000)::float8 AS created'

/** The columns that Postgres itself keeps in order. */
export const outsideOf = (row: RoomRow): Omit<StoredRoom, 'request' | 'allocations' | 'ending'> => ({
  roomId: row.room_id, sessionId: row.session_id, hash: row.hash, state: row.state, owner: row.owner, epoch: row.epoch, isOpen: row.is_open, createdAt: row.created,
})

/** @throws if it is not JSON; `ROOM_RESULT_INVALID` and others if a later version has written a request that this one does not know */
const requestOf = ({ request }: RoomRow): StoredRoom['request'] => readRequest(JSON.parse(request) as RoomRequest)

function allocationsOf({ allocations }: RoomRow): StoredRoom['allocations'] {
  const rows: unknown = allocations === null ? null : JSON.parse(allocations)
  if (rows !== null && !Array.isArray(rows)) throw new Error('Its allocations are not a list.')
  return rows
}

function endingOf({ ending }: RoomRow): StoredRoom['ending'] {
  const end = ending === null ? null : JSON.parse(ending) as RoomEnding | null
  if (end !== null && !isFinal(end.state)) throw new Error('Its ending has no final state.')
  return end
}

/** @throws what is wrong with a row that cannot be read */
export const roomOf = (row: RoomRow): StoredRoom => ({ ...outsideOf(row), request: requestOf(row), allocations: allocationsOf(row), ending: endingOf(row) })

/** What is wrong with a row, for people. */
export const damageOf = (thrown: unknown): string =>
  thrown instanceof NitroliteError ? `${thrown.info.what} ${thrown.info.why}` : textOfThrown(thrown) ?? 'It cannot be read.'

const refuse = ({ error }: DamagedRoom): never => { throw error }

/** @throws `ROOM_STORE_FAILED` for a row that cannot be read, if nobody asks for such rows */
export function roomsOf(rows: readonly RoomRow[], onDamaged: OnDamagedRoom = refuse): StoredRoom[] {
  return rows.flatMap((row) => {
    try {
      return [roomOf(row)]
    }
    catch (thrown) {
      const reason = `The row of room ${row.room_id} is damaged: ${damageOf(thrown)}`
      onDamaged({ roomId: row.room_id, error: databaseError('ROOM_STORE_FAILED', { reason, problem: 'damaged', database: 'Postgres' }, thrown) })
      return []
    }
  })
}

/** @returns null if the text is not a log. Losing a log loses nothing else */
export function logOf(text: string | null): RoomLogEntry[] | null {
  if (!text) return []
  try {
    const log: unknown = JSON.parse(text)
    return Array.isArray(log) ? log : null
  }
  catch {
    return null
  }
}
