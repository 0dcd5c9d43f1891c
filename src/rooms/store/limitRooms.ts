import type { Timers } from '../../core/connection/types'
import { toNitroliteError } from '../../core/errors/errors'
import { askApp } from '../askApp'
import type { RoomStore } from './roomStore'

/**
 * How long a store may take for one call, in milliseconds. A worker that looks for work makes up to three calls in a row, and must not
 * count as stuck because of them (`STUCK_AFTER` in `health.ts`).
 */
const LONGEST_CALL = 15_000

/**
 * The store of the rooms with a time limit for every call, so that no room and no worker waits forever for a store that no longer
 * answers. A call that takes longer rejects with `ROOM_STORE_FAILED`: the store may still make the change. A call for
 * which the store throws anything but a `NitroliteError` rejects in the same way.
 */
export function limitRooms(rooms: RoomStore, timers: Timers): RoomStore {
  const limited = <T>(ask: () => Promise<T>): Promise<T> =>
    askApp({ timers, limit: LONGEST_CALL, who: 'The store of the rooms', ask }).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_STORE_FAILED') })

  return {
    get isDurable() { return rooms.isDurable ?? true },
    register: (worker, lease) => limited(() => rooms.register(worker, lease)),
    keepAlive: (worker, lease) => limited(() => rooms.keepAlive(worker, lease)),
    add: (room, owner) => limited(() => rooms.add(room, owner)),
    read: (roomIds, onDamaged) => limited(() => rooms.read(roomIds, onDamaged)),
    take: (worker, which, onDamaged) => limited(() => rooms.take(worker, which, onDamaged)),
    owned: (worker, onDamaged) => limited(() => rooms.owned(worker, onDamaged)),
    markSent: (mark, allocations) => limited(() => rooms.markSent(mark, allocations)),
    end: (mark, ending, log) => limited(() => rooms.end(mark, ending, log)),
    keepLogs: logs => limited(() => rooms.keepLogs(logs)),
    readLog: roomId => limited(() => rooms.readLog(roomId)),
    askToArchive: (roomId, limit) => limited(() => rooms.askToArchive(roomId, limit)),
    askedToArchive: worker => limited(() => rooms.askedToArchive(worker)),
    settle: marks => limited(() => rooms.settle(marks)),
    release: worker => limited(() => rooms.release(worker)),
  }
}
