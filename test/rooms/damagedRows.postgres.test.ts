import { expect, it } from 'vitest'
import { addRoom, createPostgresJournal, createPostgresRooms, type RoomResult } from '../../src/node'
import { BOB } from '../helpers/people'
import { openPostgres } from '../helpers/postgresRig'
import { startRoomRig, until } from '../helpers/roomRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }

it('a room whose row is damaged is reported once and keeps no other room back, and is paid once the row is corrected', async () => {
  const { query, pool } = await openPostgres()
  const rooms = createPostgresRooms({ query })
  const rig = await startRoomRig('clearnode', { rooms, journal: createPostgresJournal({ query }) })
  const ids = ['a', 'bad', 'c'].map(roomId => ({ roomId, sessionId: rig.openSession() }))
  for (const { roomId, sessionId } of ids) await addRoom(rooms, roomId, { sessionId, result: toBob })
  await pool.query(`UPDATE nitrolite_rooms SET request = 'x' || request WHERE room_id = 'bad'`)

  const { closer, errors } = rig.createCloser()
  await closer.start()
  const isDone = async (...roomIds: readonly string[]): Promise<boolean> => (await rooms.read(roomIds)).every(({ isOpen }) => !isOpen)
  await until(() => isDone('a', 'c'))
  await expect(closer.close('bad', { sessionId: ids[1]?.sessionId ?? '', result: toBob })).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED', info: { data: { problem: 'damaged' } } })
  // The worker looks for rooms several times meanwhile.
  await new Promise((resolve) => { setTimeout(resolve, 2_500) })
  expect(errors).toEqual(['ROOM_STORE_FAILED'])

  await pool.query(`UPDATE nitrolite_rooms SET request = substr(request, 2) WHERE room_id = 'bad'`)
  await until(() => isDone('bad'))
  expect(rig.wronglyPaid(ids.map(({ sessionId }) => sessionId))).toEqual([])
})
