import { expect, it } from 'vitest'
import type { RoomResult } from '../../src/node'
import { BOB } from '../helpers/people'
import { startRoomRig } from '../helpers/roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }

it.each<[string, unknown, string]>([
  ['an object without a prototype', Object.create(null), 'object'],
  ['an object that throws when it becomes text', { toString() { throw new Error('It has no text.') } }, 'object'],
  ['a symbol', Symbol('room'), 'symbol'],
  ['a number', 7, 'number'],
  ['nothing', undefined, 'undefined'],
  ['an empty text', '', ''],
  ['a text of more than 200 characters', 'r'.repeat(201), 'r'.repeat(201)],
  ['a text that Postgres cannot store', 'a\u0000b', 'a\u0000b'],
  ['half of a surrogate pair', '\ud800', '\ud800'],
])('a room whose id is %s is refused, alone and in a batch, and close does not throw', async (_, roomId, shown) => {
  const { createCloser, openSession, rooms } = await startRoomRig('clearnode')
  const { closer } = createCloser()
  await closer.start()
  const room = closer.close(roomId as string, { sessionId: openSession(), result })
  expect(room.roomId).toBe(shown)
  await expect(Promise.resolve(room)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'roomId' } } })
  const progress = await closer.closeAll([{ roomId: roomId as string, sessionId: openSession(), result }, { roomId: 'good', sessionId: openSession(), result }])
  expect(progress).toMatchObject({ done: 1, failed: 1, left: 0 })
  expect((await rooms.read(['good'])).map(({ state }) => state)).toEqual(['closed'])
})

it.each([[undefined], [null], [7], [{ roomId: 'room' }]])('a batch refuses %s, which is not a list of rooms', async (list) => {
  const { createCloser } = await startRoomRig('clearnode')
  const { closer } = createCloser()
  await closer.start()
  await expect(Promise.resolve(closer.closeAll(list as never))).rejects.toMatchObject({
    info: { code: 'OPTIONS_INVALID', data: { option: 'rooms', reason: expect.stringContaining('must be an array of rooms') as string } },
  })
})

it.each([' ', '\n', '__proto__', 'constructor', "'; DROP TABLE nitrolite_rooms; --", 'r'.repeat(200), '😀'.repeat(100)])('a room may have the id %j', async (roomId) => {
  const { createCloser, openSession, wronglyPaid } = await startRoomRig('clearnode')
  const { closer } = createCloser()
  await closer.start()
  const sessionId = openSession()
  await closer.close(roomId, { sessionId, result })
  expect(wronglyPaid([sessionId])).toEqual([])
})
