import type { NewRoom, RoomLogEntry, RoomMark, RoomStore, StoredRoom } from './roomStore'

export interface MemoryRoomsOptions {
  /** The clock, Unix milliseconds. @default Date.now */
  readonly now?: () => number
}

const hasEndedUnpaid = ({ state }: StoredRoom): boolean => state === 'failed' || state === 'cancelled'

/**
 * Rooms that last as long as the process, for tests and for programs that start anew each time. It follows every rule of a
 * `RoomStore` except durability.
 */
export function createMemoryRooms({ now = Date.now }: MemoryRoomsOptions = {}): RoomStore {
  const rooms = new Map<string, StoredRoom>()
  const roomOfSession = new Map<string, string>()
  const logs = new Map<string, readonly RoomLogEntry[]>()
  /** Until when a person wants each room to be archived. */
  const archiveUntil = new Map<string, number>()
  /** When the lease of each worker ends. */
  const workers = new Map<string, number>()

  function changeOwn({ roomId, owner, epoch }: RoomMark, change: (room: StoredRoom) => StoredRoom): boolean {
    const room = rooms.get(roomId)
    if (!room || room.owner !== owner || room.epoch !== epoch) return false
    rooms.set(roomId, change(room))
    return true
  }

  function put({ roomId, sessionId, request, hash }: NewRoom, owner: string | null): StoredRoom {
    const room: StoredRoom = {
      roomId, sessionId, request, hash, owner, allocations: null, state: 'queued', epoch: owner === null ? 0 : 1, ending: null, isOpen: true, createdAt: now(),
    }
    rooms.set(roomId, room)
    roomOfSession.set(sessionId, roomId)
    return room
  }

  function buryWorkers(): void {
    for (const [worker, until] of workers) if (until <= now()) workers.delete(worker)
  }

  return {
    isDurable: false,
    async register(worker, lease) {
      workers.set(worker, now() + lease)
    },
    async keepAlive(worker, lease) {
      if (!workers.has(worker)) return false
      workers.set(worker, now() + lease)
      return true
    },
    async add(room, owner) {
      const present = rooms.get(room.roomId)
      if (present) return { outcome: 'present', room: present }
      const other = rooms.get(roomOfSession.get(room.sessionId) ?? '')
      return other ? { outcome: 'session taken', room: other } : { outcome: 'added', room: put(room, owner) }
    },
    async read(roomIds) {
      return roomIds.flatMap(roomId => rooms.get(roomId) ?? [])
    },
    async take(worker, { limit, roomId, beginAgain = false }) {
      buryWorkers()
      const isFree = ({ owner }: StoredRoom): boolean => owner === null || !workers.has(owner)
      const isBegunAgain = (room: StoredRoom): boolean => beginAgain && room.roomId === roomId && hasEndedUnpaid(room)
      const wanted = roomId === undefined ? [...rooms.values()] : [rooms.get(roomId)]
      const free = wanted.flatMap(room => room && isFree(room) && (room.isOpen || isBegunAgain(room)) ? [room] : [])
      // The sort keeps the order of rooms that are equal.
      const taken = free.sort((a, b) => Number(a.owner === null) - Number(b.owner === null)).slice(0, limit)
      return taken.map((room) => {
        const next: StoredRoom = { ...room, owner: worker, epoch: room.epoch + 1, ...isBegunAgain(room) && { state: 'queued', ending: null, allocations: null, isOpen: true } }
        rooms.set(room.roomId, next)
        return next
      })
    },
    owned: async worker => [...rooms.values()].filter(({ owner, isOpen }) => isOpen && owner === worker),
    markSent: async (mark, allocations) => changeOwn(mark, room => ({ ...room, allocations, state: room.ending ? room.state : 'sent' })),
    async end(mark, ending, log) {
      const isOurs = changeOwn(mark, room => ({ ...room, ending, state: ending.state }))
      if (isOurs && log) logs.set(mark.roomId, log)
      return isOurs
    },
    async keepLogs(kept) {
      for (const { mark, log } of kept) if (changeOwn(mark, room => room)) logs.set(mark.roomId, log)
    },
    readLog: async roomId => logs.get(roomId) ?? [],
    async askToArchive(roomId, limit) {
      archiveUntil.set(roomId, now() + limit)
    },
    async askedToArchive(worker) {
      return [...archiveUntil].flatMap(([roomId, until]) => {
        const room = rooms.get(roomId)
        return until > now() && room?.isOpen && room.owner === worker ? [roomId] : []
      })
    },
    async settle(marks) {
      for (const mark of marks) changeOwn(mark, room => ({ ...room, owner: null, isOpen: false }))
    },
    async release(worker) {
      workers.delete(worker)
      for (const room of rooms.values()) if (room.owner === worker) rooms.set(room.roomId, { ...room, owner: null })
    },
  }
}
