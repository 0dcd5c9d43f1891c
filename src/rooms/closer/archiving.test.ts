import { expect, it } from 'vitest'
import { describeError, type NitroliteError, type NitroliteErrorCode } from '../../core/errors/errors'
import { createVirtualTime } from '../../testing'
import { createMemoryRooms } from '../store/memoryRooms'
import type { RoomStore } from '../store/roomStore'
import { createArchiving } from './archiving'
import type { OpenRoom } from './openRoom'

function start(code: NitroliteErrorCode | null, change: Partial<RoomStore> = {}) {
  const time = createVirtualTime()
  const [asked, archived, errors]: [string[], string[], NitroliteErrorCode[]] = [[], [], []]
  const state = { isOwner: true }
  const room = (roomId: string) => ({
    view: { snapshot: () => ({ error: code && describeError(code) }) },
    closing: { archive: () => archived.push(roomId) > 0 },
  }) as unknown as OpenRoom
  const rooms = new Map([['a', room('a')], ['b', room('b')]])
  const archiving = createArchiving({
    worker: 'worker', timers: time, isOwner: () => state.isOwner, roomOf: roomId => rooms.get(roomId),
    report: (error: NitroliteError) => { errors.push(error.code) },
    store: {
      ...createMemoryRooms(),
      async askedToArchive(worker) {
        asked.push(worker)
        return ['a', 'a room of another worker']
      },
      ...change,
    },
  })
  return { time, asked, archived, errors, state, look: () => archiving.look(rooms.values()) }
}

it.each(['CLOSING_SESSION_MISSING', 'PROTOCOL_CHANGED'] as const)('a worker asks every two seconds which rooms a person wants to be archived while a room has the error %s, and archives its own', async (code) => {
  const { time, asked, archived, look } = start(code)
  await look()
  await look()
  expect([asked, archived]).toEqual([['worker'], ['a']])
  await time.advance(2_000)
  await look()
  expect(asked).toHaveLength(2)
})

it.each([null, 'NOT_CONNECTED'] as const)('a worker does not ask the store while no room could be archived (error: %s)', async (code) => {
  const { asked, look } = start(code)
  await look()
  expect(asked).toEqual([])
})

it('a worker whose lease ends while it asks the store archives nothing', async () => {
  const { archived, state, look } = start('CLOSING_SESSION_MISSING', {
    async askedToArchive() {
      state.isOwner = false
      return ['a']
    },
  })
  await look()
  expect(archived).toEqual([])
})

it('a worker asks the store once at a time, reports a failure and asks again later', async () => {
  let fail = (): void => {}
  const { time, archived, errors, look } = start('CLOSING_SESSION_MISSING', {
    askedToArchive: () => fail === stop ? Promise.resolve(['b']) : new Promise((_, reject) => { fail = () => { reject(new Error('no store')) } }),
  })
  function stop(): void {}
  const first = look()
  await time.advance(10_000)
  await look()
  const failNow = fail
  fail = stop
  failNow()
  await first
  expect([archived, errors]).toEqual([[], ['ROOM_STORE_FAILED']])
  await look()
  expect(archived).toEqual(['b'])
})
