import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import type { RoomEnding, RoomStore } from '../store/roomStore'
import { createMemoryRooms } from '../store/memoryRooms'
import { addHashed, hashedRequest } from '../store/hashedRequest'
import { createEndings } from './endings'
import { OpenRoom } from './openRoom'
import { RoomView, snapshotOf } from './roomView'

const FAILED: RoomEnding = { state: 'failed', error: null, entry: null, endedAt: 0 }

const pause = () => new Promise((resolve) => { setTimeout(resolve, 0) })

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
  const time = createVirtualTime()
  const reported: string[] = []
  const lost: string[] = []
  const endings = createEndings({
    rooms: store, timers: time, logOf: async () => [], report: ({ code }) => { reported.push(code) },
    onLost: ({ stored: { roomId } }) => { lost.push(roomId) }, onSettled: () => { settled += 1 },
  })
  return {
    endings, rooms, memory, time, reported, lost,
    counts: () => ({ writes, settled, open: endings.open }),
    /** Answers the writes that wait, and lets what follows happen. */
    async answer() {
      await pause()
      for (const resolve of waiting.splice(0)) resolve()
      await pause()
    },
    /** Leaves the writes that wait without an answer. @returns answers them after all */
    async hang() {
      await pause()
      const hanging = waiting.splice(0)
      return async () => {
        for (const resolve of hanging) resolve()
        await pause()
      }
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

it('sixteen endings that the store never answers hold up no other ending for longer than fifteen seconds, and are written again', async () => {
  const { endings, rooms, memory, counts, answer, hang, time, reported, lost } = await failedRooms(20)
  const states = async () => (await memory.read(rooms.map(({ stored }) => stored.roomId))).filter(({ isOpen }) => !isOpen).length
  for (const room of rooms) endings.settle(room)
  await hang()
  expect(counts()).toEqual({ writes: 16, settled: 0, open: 20 })
  await time.advance(15_000)
  await answer()
  expect(counts()).toMatchObject({ writes: 20, settled: 4 })
  expect(reported).toEqual(Array.from({ length: 16 }, () => 'ROOM_STORE_FAILED'))
  endings.retry()
  await answer()
  expect(counts()).toEqual({ writes: 36, settled: 20, open: 0 })
  expect(await states()).toBe(20)
  expect(lost).toEqual([])
})

it('a write that ends long after its room was settled changes nothing, and does not say that the worker has lost its rooms', async () => {
  const { endings, rooms: [room], memory, counts, answer, hang, time, lost } = await failedRooms(1)
  if (room) endings.settle(room)
  const answerLate = await hang()
  await time.advance(15_000)
  endings.retry()
  await answer()
  expect(counts()).toEqual({ writes: 2, settled: 1, open: 0 })
  await answerLate()
  expect(counts()).toEqual({ writes: 2, settled: 1, open: 0 })
  expect(lost).toEqual([])
  expect(await memory.read(['room 0'])).toMatchObject([{ state: 'failed', isOpen: false, owner: null }])
})

it('the newest ending stays in the store although the write of an earlier one ends after it', async () => {
  const { endings, rooms: [room], memory, answer, hang, time } = await failedRooms(1)
  if (!room) throw new Error('There is no room.')
  endings.settle(room)
  const answerLate = await hang()
  await time.advance(15_000)
  const saved = endings.save(room, { ...FAILED, state: 'overpaid' })
  await answer()
  await saved
  await answerLate()
  endings.retry()
  await answer()
  expect(await memory.read(['room 0'])).toMatchObject([{ state: 'overpaid', ending: { state: 'overpaid' } }])
})
