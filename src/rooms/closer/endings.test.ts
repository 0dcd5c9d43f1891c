import { expect, it } from 'vitest'
import type { RoomEnding, RoomStore } from '../store/roomStore'
import { createMemoryRooms } from '../store/memoryRooms'
import { addHashed, hashedRequest } from '../store/hashedRequest'
import { createEndings } from './endings'
import { OpenRoom } from './openRoom'
import { RoomView, snapshotOf } from './roomView'

const FAILED: RoomEnding = { state: 'failed', error: null, entry: null, endedAt: 0 }

/**
 * Rooms that have failed, in a store that answers writes of endings only when the test says so.
 * @param refused how many writes the store refuses at first
 */
async function failedRooms(count: number, refused = 0) {
  const memory = createMemoryRooms()
  await memory.register('worker', 60_000)
  const waiting: (() => void)[] = []
  let [writes, settled] = [0, 0]
  const store: RoomStore = {
    ...memory,
    async end(...given) {
      writes += 1
      if (writes <= refused) throw new Error('The database is away.')
      await new Promise<void>((resolve) => { waiting.push(resolve) })
      return memory.end(...given)
    },
  }
  const rooms: OpenRoom[] = []
  for (let index = 0; index < count; index += 1) {
    const sessionId = `0x${index.toString(16).padStart(64, '0')}` as const
    const request = hashedRequest(`room ${index}`, { sessionId, result: { kind: 'winner', participant: `0x${'1'.repeat(40)}` } })
    const { room: stored } = await addHashed(store, `room ${index}`, request, 'worker')
    const room = new OpenRoom(stored, 'worker', { view: new RoomView(snapshotOf(stored), () => {}), key: sessionId, acceptedAt: 0, connection: 0 })
    room.unsaved = FAILED
    rooms.push(room)
  }
  const endings = createEndings({
    rooms: store, now: () => 0, logOf: async () => [], report: () => {}, onLost: () => {}, onSettled: () => { settled += 1 },
  })
  return {
    endings, rooms, memory,
    counts: () => ({ writes, settled, open: endings.open }),
    /** Answers the writes that wait, and lets what follows happen. */
    async answer() {
      await new Promise((resolve) => { setTimeout(resolve, 0) })
      for (const resolve of waiting.splice(0)) resolve()
      await new Promise((resolve) => { setTimeout(resolve, 0) })
    },
  }
}

it('an ending is written once at a time, however often it is tried while the store is slow', async () => {
  const { endings, rooms: [room], counts, answer } = await failedRooms(1)
  if (room) endings.settle(room)
  for (let tick = 0; tick < 50; tick += 1) endings.retry()
  await answer()
  expect(counts()).toEqual({ writes: 1, settled: 1, open: 0 })
})

it('many endings are written sixteen at a time, and each of them once', async () => {
  const { endings, rooms, memory, counts, answer } = await failedRooms(100)
  for (const room of rooms) endings.settle(room)
  endings.retry()
  await answer()
  expect(counts().writes).toBeLessThanOrEqual(32)
  while (counts().open > 0) await answer()
  expect(counts()).toEqual({ writes: 100, settled: 100, open: 0 })
  expect((await memory.read(rooms.map(({ stored }) => stored.roomId))).map(({ state, isOpen }) => `${state} ${isOpen}`)).toEqual(rooms.map(() => 'failed false'))
})

it('an ending that the store has refused to keep is written again by the next try', async () => {
  const { endings, rooms: [room], counts, answer } = await failedRooms(1, 1)
  if (room) endings.settle(room)
  await answer()
  expect(counts()).toEqual({ writes: 1, settled: 0, open: 1 })
  endings.retry()
  await answer()
  expect(counts()).toEqual({ writes: 2, settled: 1, open: 0 })
})
