import { expect, it } from 'vitest'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { NitroliteError } from '../../core/errors/errors'
import { createMemoryJournal } from '../../core/journal/memoryJournal'
import { createMemoryRooms } from '../store/memoryRooms'
import { createGuardedJournal } from './guardedJournal'
import { OpenRoom } from './openRoom'
import { RoomView } from './roomView'

const record = sampleRecord()
const { sessionId } = record
const KEY = 'key'

/** A room of the worker `a`, and the journal of one of its connections. */
async function openGuarded() {
  const [journal, rooms] = [createMemoryJournal(), createMemoryRooms()]
  await rooms.register('a', 60_000)
  const { room: stored } = await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: { kind: 'rows', allocations: [] } } }, 'a')
  const view = new RoomView({ roomId: 'room', sessionId, state: 'queued', epoch: 1, allocations: [], error: null, receipt: null }, () => {})
  const room = new OpenRoom(stored, 'a', { view, key: KEY, acceptedAt: 0, connection: 0 })
  const state = { isOwner: true, canSave: true, saved: 0, failure: null as Error | null }
  const guarded = createGuardedJournal({
    journal, rooms,
    isOwner: () => state.isOwner,
    roomOf: key => key === KEY ? room : undefined,
    onRecord: () => {},
    async saveEnding(of) {
      if (state.failure) throw state.failure
      if (!state.canSave) throw new Error('The database is away.')
      state.saved += 1
      of.unsaved = null
    },
  })
  return { journal, rooms, room, guarded, state }
}

it('the first record of a room is written after the row is marked as sent with its amounts', async () => {
  const { guarded, journal, rooms } = await openGuarded()
  expect(await guarded.create(KEY, record)).not.toBe(null)
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'sent', allocations: record.plan.allocations }])
  expect(await journal.read(KEY)).toMatchObject({ record })
})

it('no record is written for a room that another worker has taken', async () => {
  const { guarded, journal, rooms } = await openGuarded()
  await rooms.release('a')
  await rooms.take('b', { limit: 1 })
  await expect(guarded.create(KEY, record)).rejects.toMatchObject({ code: 'ROOM_TAKEN_OVER', info: { data: { roomId: 'room' } } })
  expect(await journal.list()).toEqual([])
})

it('a worker whose lease is over creates, replaces and removes no record', async () => {
  const { guarded, journal, state } = await openGuarded()
  const revision = await guarded.create(KEY, record) ?? ''
  state.isOwner = false
  for (const write of [() => guarded.create(KEY, record), () => guarded.replace(KEY, record, revision), () => guarded.remove(KEY, revision)]) {
    await expect(write()).rejects.toMatchObject({ code: 'ROOM_TAKEN_OVER' })
  }
  expect(await journal.read(KEY)).toMatchObject({ revision })
})

it('a record whose room the worker does not have is not written', async () => {
  const { guarded, journal } = await openGuarded()
  await expect(guarded.create('another', record)).rejects.toMatchObject({ code: 'ROOM_TAKEN_OVER' })
  expect(await journal.list()).toEqual([])
})

it('a record stays until the store has the ending of its room', async () => {
  const { guarded, journal, room, state } = await openGuarded()
  const revision = await guarded.create(KEY, record) ?? ''
  room.unsaved = { state: 'closed', error: null, entry: null, endedAt: 0 }
  state.canSave = false
  await expect(guarded.remove(KEY, revision)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  expect(await journal.read(KEY)).toMatchObject({ revision })
  state.canSave = true
  expect(await guarded.remove(KEY, revision)).toBe(true)
  expect(state.saved).toBe(1)
  expect(await journal.read(KEY)).toBe(null)
})

it('a record that is not removed because another worker has the room gives that as the reason', async () => {
  const { guarded, room, state } = await openGuarded()
  const revision = await guarded.create(KEY, record) ?? ''
  room.unsaved = { state: 'closed', error: null, entry: null, endedAt: 0 }
  state.failure = new NitroliteError('ROOM_TAKEN_OVER', { roomId: 'room' })
  await expect(guarded.remove(KEY, revision)).rejects.toBe(state.failure)
})

it('a record that is not written because the table of rooms cannot be reached says what to do about the database', async () => {
  const { guarded, rooms } = await openGuarded()
  rooms.markSent = () => Promise.reject(new NitroliteError('ROOM_STORE_FAILED', { reason: 'It is away.', problem: 'silent', advice: 'Look at the network.' }))
  await expect(guarded.create(KEY, record)).rejects.toMatchObject({
    code: 'JOURNAL_UNAVAILABLE', info: { why: 'It is away.', fix: expect.stringContaining('Look at the network. Then close again'), data: { problem: 'silent' } },
  })
})

it('a connection finds the records that its worker offers, and no others', async () => {
  const { guarded, journal } = await openGuarded()
  await journal.create('another', record)
  expect(await guarded.list()).toEqual([])
  const withdraw = guarded.offer(KEY, { record, revision: '1' })
  expect(await guarded.list()).toEqual([{ key: KEY, record, revision: '1' }])
  withdraw()
  expect(await guarded.list()).toEqual([])
})
