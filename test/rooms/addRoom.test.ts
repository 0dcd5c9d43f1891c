import { expect, it } from 'vitest'
import { addRoom, createMemoryRooms, type RoomResult, type RoomStore } from '../../src/node'
import { ALICE, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const result: RoomResult = { kind: 'winner', participant: BOB }
const other: RoomResult = { kind: 'winner', participant: ALICE }

it('a room that another process has stored is found and paid by a worker without a queue', async () => {
  const { rooms, openSession, createCloser, wronglyPaid } = await startRoomRig('clearnode')
  const sessionId = openSession()
  expect(await addRoom(rooms, 'room', { sessionId, result })).toMatchObject({ roomId: 'room', sessionId, state: 'queued', epoch: 0 })
  const { closer } = createCloser()
  await closer.start()
  await until(async () => (await closer.read('room'))?.state === 'closed')
  expect(wronglyPaid([sessionId])).toEqual([])
  expect(await addRoom(rooms, 'room', { sessionId, result })).toMatchObject({ state: 'closed', receipt: { result: 'closed' } })
})

it('a room that is announced again and again is taken once', async () => {
  const { rooms, openSession, createCloser, wronglyPaid } = await startRoomRig('clearnode')
  const { closer, events } = createCloser()
  await closer.start()
  const sessionId = openSession()
  await addRoom(rooms, 'room', { sessionId, result })
  await addRoom(rooms, 'room', { sessionId: sessionId.toUpperCase().replace('0X', '0x'), result })
  const answers = await Promise.all(Array.from({ length: 20 }, () => closer.wake('room')))
  expect(answers).toContain('taken')
  await until(async () => (await rooms.read(['room']))[0]?.isOpen === false)
  expect(await closer.wake('room')).toBe('ended')
  expect(events.filter(({ type }) => type === 'room.submitted')).toHaveLength(1)
  expect(wronglyPaid([sessionId])).toEqual([])
})

it('a stored room keeps its result and its session', async () => {
  const rooms = createMemoryRooms()
  const [first, second] = [`0x${'1'.repeat(64)}`, `0x${'2'.repeat(64)}`] as const
  await addRoom(rooms, 'room', { sessionId: first, result })
  await expect(addRoom(rooms, 'room', { sessionId: first, result: other })).rejects.toMatchObject({ code: 'ROOM_RESULT_CONFLICT' })
  await expect(addRoom(rooms, 'room', { sessionId: second, result })).rejects.toMatchObject({ code: 'ROOM_RESULT_CONFLICT' })
  await expect(addRoom(rooms, 'another', { sessionId: first, result })).rejects.toMatchObject({ info: { code: 'ROOM_SESSION_TAKEN', data: { roomId: 'room' } } })
  expect(await rooms.read(['room', 'another'])).toMatchObject([{ sessionId: first, request: { result } }])
})

it.each([
  ['', { sessionId: `0x${'1'.repeat(64)}`, result }, 'OPTIONS_INVALID'],
  ['x'.repeat(201), { sessionId: `0x${'1'.repeat(64)}`, result }, 'OPTIONS_INVALID'],
  ['room', { sessionId: '0x1', result }, 'SESSION_ID_INVALID'],
  ['room', { sessionId: `0x${'1'.repeat(64)}`, result: { kind: 'draw' } }, 'ROOM_RESULT_INVALID'],
])('nothing is stored for a room that is refused: %#', async (roomId, request, code) => {
  const rooms = createMemoryRooms()
  await expect(addRoom(rooms, roomId, request as never)).rejects.toMatchObject({ code })
  expect(await rooms.read([roomId])).toEqual([])
})

it('addRoom rejects with ROOM_STORE_FAILED if the store fails', async () => {
  const rooms: RoomStore = { ...createMemoryRooms(), add: async () => { throw new Error('connection refused') } }
  await expect(addRoom(rooms, 'room', { sessionId: `0x${'1'.repeat(64)}`, result })).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED' })
})

it('a refund that no worker could pay on a nitronode is refused before it is stored, and the room can then be stored with its deposits', async () => {
  const rooms = createMemoryRooms()
  const sessionId = `0x${'1'.repeat(64)}`
  const deposits = [{ participant: ALICE, asset: 'usdc', amount: '1' }]
  await expect(addRoom(rooms, 'room', { sessionId, result: { kind: 'refund' } }, { knowsDeposits: false })).rejects.toMatchObject({
    code: 'ROOM_DEPOSITS_UNKNOWN', info: { data: { sessionId } },
  })
  expect(await rooms.read(['room'])).toEqual([])
  expect(await addRoom(rooms, 'room', { sessionId, result: { kind: 'refund', deposits } }, { knowsDeposits: false })).toMatchObject({ state: 'queued' })
  expect(await addRoom(rooms, 'other', { sessionId: `0x${'2'.repeat(64)}`, result: { kind: 'refund' } })).toMatchObject({ state: 'queued' })
})
