import { expect, it } from 'vitest'
import { createFakeClosing } from '../../../test/helpers/fakeClosing'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { sampleReceipt } from '../../../test/helpers/sampleSession'
import type { NitroliteClient } from '../../core/client/types'
import { createMemoryJournal } from '../../core/journal/memoryJournal'
import { createVirtualTime } from '../../testing'
import { createMemoryRooms } from '../store/memoryRooms'
import type { RoomEnding } from '../store/roomStore'
import { beginClosing } from './beginClosing'
import { createGuardedJournal } from './guardedJournal'
import type { MeetingParts } from './meeting'
import { createMeetingPlaces } from './meetingPlaces'
import { OpenRoom } from './openRoom'
import { RoomView } from './roomView'
import { createSharedRelays } from './sharedRelays'

const KEY = 'key'
const { closingId, sessionId, plan } = sampleRecord()
const overpaid: RoomEnding = { state: 'overpaid', error: null, entry: null, endedAt: 0 }

/** A room that was tried already, whose record is still in the journal, and whose closing the client has finished. */
async function openFinished(isWatched = false, record = sampleRecord()) {
  const [journal, rooms] = [createMemoryJournal(), createMemoryRooms()]
  await rooms.register('a', 60_000)
  const { room: { roomId } } = await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: { kind: 'rows', allocations: plan.allocations } } }, 'a')
  await rooms.markSent({ roomId, owner: 'a', epoch: 1 }, plan.allocations)
  await journal.create(KEY, record)
  const closing = createFakeClosing(closingId, { sessionId, allocations: plan.allocations }, () => {})
  closing.progress.paid({ ...sampleReceipt(), result: 'overpaid' }, { watchedUntil: isWatched ? 1 : null })
  const client = { account: plan.wallet, slots: async () => [], closings: { resume: async () => {}, get: () => closing } } as unknown as NitroliteClient
  const openRoom = async (): Promise<OpenRoom> => {
    const [stored] = await rooms.read([roomId])
    if (!stored) throw new Error('The room is not stored.')
    const view = new RoomView({ roomId, sessionId, state: 'queued', epoch: 1, allocations: [], error: null, receipt: null }, () => {})
    return new OpenRoom(stored, 'a', { view, key: KEY, acceptedAt: 0, connection: 0 })
  }
  const begin = (room: OpenRoom, meeting: MeetingParts | null = null) => beginClosing(room, {
    client,
    journal: createGuardedJournal({
      journal, rooms, isOwner: () => true, roomOf: () => room, onRecord: () => {},
      async saveEnding({ mark, unsaved }) {
        if (unsaved) await rooms.end(mark, unsaved)
        room.unsaved = null
      },
    }),
  }, meeting, 0)
  return { journal, rooms, closing, openRoom, begin }
}

it('the record of an overpaid room that the journal could not remove is removed by the next try, once its ending is stored', async () => {
  const { journal, rooms, closing, openRoom, begin } = await openFinished()
  await rooms.end({ roomId: 'room', owner: 'a', epoch: 1 }, overpaid)
  const room = await openRoom()
  expect(await begin(room)).toEqual({ closing })
  expect(await journal.read(KEY)).toBe(null)
  expect(room.hasRecord).toBe(false)
})

it('an ending that is not stored yet is stored before the record of its overpaid room is removed', async () => {
  const { journal, rooms, openRoom, begin } = await openFinished()
  const room = await openRoom()
  room.unsaved = overpaid
  await begin(room)
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'overpaid', ending: overpaid }])
  expect(await journal.read(KEY)).toBe(null)
})

it.each([
  ['has no ending', false, null],
  ['is still watched for a second payment', true, overpaid],
])('the record of an overpaid room that %s stays in the journal', async (_, isWatched, unsaved) => {
  const { journal, openRoom, begin } = await openFinished(isWatched)
  const room = await openRoom()
  room.unsaved = unsaved
  await begin(room)
  expect(await journal.read(KEY)).toMatchObject({ record: { closingId } })
  expect(room.hasRecord).toBe(true)
})

it.each([
  ['for which nothing was sent waits in line, and is not reported as unknown', [], true],
  ['for which something was sent is continued above the limit', sampleRecord().attempts, false],
] as const)('a proposal of an earlier worker %s, if too many rooms meet their players', async (_, attempts, isWaiting) => {
  const together = { role: 'submitter' } as NonNullable<typeof plan.together>
  const { closing, openRoom, begin } = await openFinished(false, sampleRecord(sessionId, { plan: { ...plan, together }, attempts }))
  const places = createMeetingPlaces(0, () => {})
  const room = await openRoom()
  expect(await begin(room, { transport: () => { throw new Error('Nobody is met.') }, timers: createVirtualTime(), places, relays: createSharedRelays(), report: () => {} })).toEqual({ closing: isWaiting ? null : closing })
  expect([places.isWaiting(room), places.taken, room.isUndecided]).toEqual(isWaiting ? [true, 0, false] : [false, 1, true])
})
