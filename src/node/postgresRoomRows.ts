import type { StoredRoom } from '../rooms/store/roomStore'

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

export const roomOf = (row: RoomRow): StoredRoom => ({
  roomId: row.room_id, sessionId: row.session_id, hash: row.hash, state: row.state, owner: row.owner, epoch: row.epoch, isOpen: row.is_open, createdAt: row.created,
  request: JSON.parse(row.request) as StoredRoom['request'],
  allocations: row.allocations === null ? null : JSON.parse(row.allocations) as StoredRoom['allocations'],
  ending: row.ending === null ? null : JSON.parse(row.ending) as StoredRoom['ending'],
})
