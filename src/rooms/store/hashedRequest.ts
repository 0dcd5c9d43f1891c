import { refuseOption } from '../../core/client/refuseOption'
import { NitroliteError } from '../../core/errors/errors'
import { unstorable } from '../../core/sessions/storedText'
import { readRequest, type CheckedRequest } from '../result/readRequest'
import { requestHash } from '../result/requestHash'
import type { RoomRequest } from '../result/types'
import type { AddedRoom, RoomStore } from './roomStore'

/** The longest id of a room, in characters. */
const LONGEST_ID = 200

/** Whether a text can be the id of a room. */
export const isRoomId = (roomId: unknown): roomId is string =>
  typeof roomId === 'string' && roomId !== '' && roomId.length <= LONGEST_ID && unstorable(roomId) === null

/** @throws `OPTIONS_INVALID` */
function checkRoomId(roomId: unknown): asserts roomId is string {
  if (!isRoomId(roomId)) refuseOption('roomId', `It must be a text of 1 to ${LONGEST_ID} characters, without U+0000 and without halves of surrogate pairs.`)
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
export async function addHashed(rooms: RoomStore, roomId: string, { request, hash }: HashedRequest, owner: string | null): Promise<AddedRoom> {
  const added = await rooms.add({ roomId, sessionId: request.sessionId, request, hash }, owner)
  const { outcome, room } = added
  if (outcome === 'session taken') throw new NitroliteError('ROOM_SESSION_TAKEN', { sessionId: room.sessionId, roomId: room.roomId })
  if (room.hash !== hash) throw new NitroliteError('ROOM_RESULT_CONFLICT', { roomId })
  return added
}
