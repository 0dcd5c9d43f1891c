import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import { limitRooms } from './limitRooms'
import { createMemoryRooms } from './memoryRooms'
import type { RoomStore } from './roomStore'

const CALLS: Readonly<Record<Exclude<keyof RoomStore, 'isDurable'>, readonly unknown[]>> = {
  register: ['worker', 1], keepAlive: ['worker', 1], add: [{ roomId: 'room', sessionId: '0x1' }, null], read: [['room']], take: ['worker', { limit: 1 }], owned: ['worker'],
  markSent: [{}, []], end: [{}, {}], keepLogs: [[]], readLog: ['room'], askToArchive: ['room', 1], askedToArchive: ['worker'], settle: [[]], release: ['worker'],
}
const methods = Object.keys(CALLS) as (keyof typeof CALLS)[]
const call = (rooms: RoomStore, method: keyof typeof CALLS): Promise<unknown> => (rooms[method] as (...given: readonly unknown[]) => Promise<unknown>)(...CALLS[method])

it.each(methods)('a store of rooms that never answers "%s" fails after fifteen seconds, with a code that says so', async (method) => {
  const time = createVirtualTime()
  const rooms = limitRooms({ ...createMemoryRooms(), [method]: () => new Promise(() => {}) }, time)
  let failure: unknown
  void call(rooms, method).catch((thrown: unknown) => { failure = thrown })
  await time.advance(14_999)
  expect(failure).toBeUndefined()
  await time.advance(1)
  expect(failure).toMatchObject({ code: 'ROOM_STORE_FAILED', info: { data: { reason: 'The store of the rooms did not answer within 15 seconds.' } } })
})

it.each(methods)('a store of rooms that throws at once for "%s" fails like one that throws later', async (method) => {
  const rooms = limitRooms({ ...createMemoryRooms(), [method]: () => { throw new Error('no store') } }, createVirtualTime())
  await expect(call(rooms, method)).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED' })
})

it.each(methods)('a store of rooms with a time limit passes "%s" on, and leaves no timer behind', async (method) => {
  const time = createVirtualTime()
  const given: unknown[] = []
  const rooms = limitRooms({
    ...createMemoryRooms(),
    async [method](...all: unknown[]) {
      given.push(...all)
      return 'answer'
    },
  }, time)
  expect(await call(rooms, method)).toBe('answer')
  expect(given.slice(0, CALLS[method].length)).toEqual(CALLS[method])
  expect([rooms.isDurable, time.pending]).toEqual([false, 0])
})
