import { refuseOption } from '../../core/client/refuseOption'
import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import { readRequest, type CheckedRequest } from '../result/readRequest'
import { requestHash } from '../result/requestHash'
import type { RoomRequest } from '../result/types'
import type { AddedRoom, RoomStore, StoredRoom } from '../store/roomStore'

/** The longest id of a room, in characters. */
const LONGEST_ID = 200

/** @throws `OPTIONS_INVALID` */
export function checkRoomId(roomId: unknown): asserts roomId is string {
  const isId = typeof roomId === 'string' && roomId !== '' && roomId.length <= LONGEST_ID
  if (!isId) refuseOption('roomId', `It must be a text of 1 to ${LONGEST_ID} characters.`)
}

/** A request with its hash, ready to be stored. */
export interface HashedRequest {
  readonly request: CheckedRequest
  readonly hash: string
}

/** @throws what `readRequest` throws, `OPTIONS_INVALID` for the id */
export function hashedRequest(roomId: unknown, wanted: RoomRequest): HashedRequest {
  checkRoomId(roomId)
  const request = readRequest(wanted)
  return { request, hash: requestHash(request) }
}

/**
 * Adds a room for an owner.
 * @throws `ROOM_RESULT_CONFLICT`, `ROOM_SESSION_TAKEN`, and what the store throws
 */
export async function addRoom(rooms: RoomStore, roomId: string, { request, hash }: HashedRequest, owner: string | null): Promise<AddedRoom> {
  const added = await rooms.add({ roomId, sessionId: request.sessionId, request, hash }, owner)
  const { outcome, room } = added
  if (outcome === 'session taken') throw new NitroliteError('ROOM_SESSION_TAKEN', { sessionId: room.sessionId, roomId: room.roomId })
  if (room.hash !== hash) throw new NitroliteError('ROOM_RESULT_CONFLICT', { roomId })
  return added
}

/**
 * Stores a room without closing it: for a process that has no closer of its own. A worker finds it by itself; `wake(roomId)` makes
 * that faster. The same room with the same result is stored once.
 * @returns the room as it is stored now
 * @throws `ROOM_RESULT_INVALID`, `ROOM_RESULT_CONFLICT`, `ROOM_SESSION_TAKEN`, `ROOM_STORE_FAILED`, `OPTIONS_INVALID`,
 * `SESSION_ID_INVALID`, `AMOUNT_…`, `ALLOCATION_NEGATIVE`
 */
export async function storeRoom(rooms: RoomStore, roomId: string, request: RoomRequest): Promise<StoredRoom> {
  const hashed = hashedRequest(roomId, request)
  try {
    return (await addRoom(rooms, roomId, hashed, null)).room
  }
  catch (thrown) {
    throw toNitroliteError(thrown, 'ROOM_STORE_FAILED')
  }
}
