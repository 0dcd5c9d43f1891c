import { requireMethods } from '../../core/client/refuseOption'
import { systemTimers } from '../../core/connection/runtime'
import { NitroliteError } from '../../core/errors/errors'
import { snapshotOf } from '../closer/roomView'
import { needsDeposits } from '../result/roomAllocations'
import type { RoomSnapshot } from '../closer/types'
import type { RoomRequest } from '../result/types'
import { addHashed, hashedRequest } from './hashedRequest'
import { limitRooms } from './limitRooms'
import type { RoomStore } from './roomStore'

/** Options of `addRoom`. */
export interface AddRoomOptions {
  /**
   * Whether the node says who has paid into a session. A ClearNode 0.5 does. A nitronode 1.x does not: set this to false there, so that
   * a refund without `deposits` is refused before it is stored. A stored room keeps its result, so no worker could close it any more.
   * @default true
   */
  readonly knowsDeposits?: boolean
}

/**
 * Stores a room for the workers, from a process that closes none itself and has no connection to the node. A worker finds the room
 * within a third of its lease, or at once if a queue announces it (`RoomQueue.announce`).
 *
 * The same room with the same result is stored once, so call `addRoom` again if you do not know whether the room was stored. A room
 * that has failed is not begun again: only `close` of a room closer does that.
 * @param roomId the app's name for the room, up to 200 characters
 * @returns the room as it is stored now. It may have ended already
 * @throws `OPTIONS_INVALID`, `SESSION_ID_INVALID`, `ROOM_RESULT_INVALID`, `ROOM_RESULT_CONFLICT`, `ROOM_SESSION_TAKEN`,
 * `ROOM_DEPOSITS_UNKNOWN` for a refund that no worker could pay, `ROOM_STORE_FAILED`, and `AMOUNT_…` or `ALLOCATION_NEGATIVE` for points, percentages and amounts
 */
export async function addRoom(
  rooms: RoomStore, roomId: string, request: RoomRequest, { knowsDeposits = true }: AddRoomOptions = {},
): Promise<RoomSnapshot> {
  requireMethods('rooms', rooms, ['add'], 'It must be the result of createPostgresRooms(), or an object with the same functions.')
  const hashed = hashedRequest(roomId, request)
  const { sessionId, result } = hashed.request
  if (!knowsDeposits && needsDeposits(result)) throw new NitroliteError('ROOM_DEPOSITS_UNKNOWN', { sessionId })
  const { room } = await addHashed(limitRooms(rooms, systemTimers), roomId, hashed, null)
  return snapshotOf(room)
}
