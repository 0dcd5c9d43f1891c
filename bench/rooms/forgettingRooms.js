import { createMemoryRooms } from 'vue-nitrolite/node'

/**
 * A store of rooms that forgets a room once nothing is left to do for it, so that the memory of the process is that of the closer.
 * A database would keep the rows elsewhere. Each room has a store of its own. Logs are not kept at all.
 */
export function createForgettingRooms() {
  const stores = new Map()
  const workers = new Map()

  async function newStore(roomId) {
    const store = createMemoryRooms()
    for (const [worker, lease] of workers) await store.register(worker, lease)
    stores.set(roomId, store)
    return store
  }
  const forMark = (mark, call, otherwise) => stores.has(mark.roomId) ? call(stores.get(mark.roomId)) : otherwise

  return {
    isDurable: false,
    async register(worker, lease) { workers.set(worker, lease) },
    keepAlive: async worker => workers.has(worker),
    add: async (room, owner) => (stores.get(room.roomId) ?? await newStore(room.roomId)).add(room, owner),
    read: async ids => (await Promise.all(ids.map(id => stores.get(id)?.read([id]) ?? []))).flat(),
    take: async (worker, { roomId, limit }) => roomId === undefined ? [] : await stores.get(roomId)?.take(worker, { roomId, limit }) ?? [],
    owned: async () => [],
    markSent: async (mark, allocations) => forMark(mark, store => store.markSent(mark, allocations), false),
    end: async (mark, ending) => forMark(mark, store => store.end(mark, ending), false),
    keepLogs: async () => {},
    readLog: async () => [],
    async settle(marks) { for (const { roomId } of marks) stores.delete(roomId) },
    async release(worker) { workers.delete(worker) },
    /** How many rooms it holds. */
    get size() { return stores.size },
  }
}
