import { expect, it } from 'vitest'
import type { RoomRequest, RoomResult } from '../../src/node'
import { createMemoryRooms } from '../../src/node'
import { BOB } from '../helpers/people'
import { startRoomRig } from '../helpers/roomRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }
const rejection = (thrown: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(thrown).then(() => null, (error: unknown) => error)

it.each<[string, unknown, string]>([
  ['an empty id', { roomId: '', sessionId: '0x', result: toBob }, 'OPTIONS_INVALID'],
  ['an id of 201 characters', { roomId: 'x'.repeat(201), sessionId: '0x', result: toBob }, 'OPTIONS_INVALID'],
  ['the character U+0000 in its id', { roomId: 'a\0b', sessionId: '0x', result: toBob }, 'OPTIONS_INVALID'],
  ['half of a surrogate pair in its id', { roomId: 'a\ud83d', sessionId: '0x', result: toBob }, 'OPTIONS_INVALID'],
  ['a session id that is not one', { roomId: 'room', sessionId: '0x12', result: toBob }, 'SESSION_ID_INVALID'],
  ['no result', { roomId: 'room', sessionId: `0x${'1'.repeat(64)}` }, 'ROOM_RESULT_INVALID'],
  ['nothing', { roomId: 'room' }, 'SESSION_ID_INVALID'],
])('a request with %s is refused before anything is stored', async (_, request, code) => {
  const { createCloser, rooms } = await startRoomRig('clearnode')
  const { closer } = createCloser()
  await closer.start()
  const { roomId, ...rest } = request as { roomId: string } & RoomRequest
  const room = closer.close(roomId, rest)
  expect(await rejection(room)).toMatchObject({ code })
  expect(room.state).toBe('failed')
  expect(await rooms.read([roomId])).toEqual([])
})

it('an id that no room can have is not asked for, and a room with an emoji in its id is paid', async () => {
  const asked: string[] = []
  const store = createMemoryRooms()
  const rig = await startRoomRig('clearnode', {
    rooms: {
      ...store,
      async read(roomIds) {
        asked.push(...roomIds)
        return store.read(roomIds)
      },
    },
  })
  const { closer } = rig.createCloser()
  await closer.start()
  expect(await closer.wake('a\0b')).toBe('not found')
  expect(await closer.read('a\ud83d')).toBe(null)
  expect(asked).toEqual([])
  const sessionId = rig.openSession()
  await closer.close('Raum 🎲', { sessionId, result: toBob })
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})
