import { expect, it } from 'vitest'
import { createFakeClosing } from '../../../test/helpers/fakeClosing'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import type { NitroliteClient } from '../../core/client/types'
import { NitroliteError, type NitroliteErrorCode } from '../../core/errors/errors'
import { createMemoryJournal } from '../../core/journal/memoryJournal'
import { createMemoryRooms } from '../store/memoryRooms'
import type { RoomHappening } from './events'
import { createGuardedJournal } from './guardedJournal'
import { OpenRoom } from './openRoom'
import { runRoom } from './roomRun'
import { RoomView, snapshotOf } from './roomView'

const { closingId, sessionId, plan: { allocations } } = sampleRecord()

/** Runs a room whose closing fails with this code. @returns what was reported of the room, and whether it is tried again */
async function runFailing(code: NitroliteErrorCode, isOwner: boolean) {
  const rooms = createMemoryRooms()
  await rooms.register('a', 60_000)
  const { room: stored } = await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: { kind: 'rows', allocations } } }, 'a')
  const room = new OpenRoom(stored, 'a', { view: new RoomView(snapshotOf(stored), () => {}), key: 'key', acceptedAt: 0, connection: 0 })
  const closing = createFakeClosing(closingId, { sessionId, allocations }, () => {})
  const happenings: RoomHappening[] = []
  const ends: string[] = []
  await runRoom(room, {
    client: { close: () => closing } as unknown as NitroliteClient,
    journal: createGuardedJournal({
      journal: createMemoryJournal(), rooms, isOwner: () => isOwner, roomOf: () => room, onRecord: () => {}, saveEnding: async () => {},
    }),
  }, {
    meeting: null, isOver: () => false, isOwner: () => isOwner, emit: (_, happening) => { happenings.push(happening) }, now: () => 0, alarm: () => {},
    queuedWith: () => 0, leaveLane: () => {}, noteNode: () => {}, noteWaiting: () => {}, finish: () => {},
    repeat: () => { ends.push('repeated') }, fail: () => { ends.push('failed') },
  })
  closing.progress.end('failed', new NitroliteError(code, { reason: 'The journal did not answer.' }).info)
  return { happenings, ends }
}

it.each<NitroliteErrorCode>(['JOURNAL_FAILED', 'JOURNAL_UNAVAILABLE'])('a room that fails with %s after its worker has lost it is reported as taken over, and nobody is asked to repair the journal', async (code) => {
  const { happenings, ends } = await runFailing(code, false)
  expect(happenings.at(-1)).toMatchObject({ type: 'room.failed', error: { code: 'ROOM_TAKEN_OVER', data: { roomId: 'room' } }, isRepeated: true })
  expect(ends).toEqual(['repeated'])
})

it.each<[NitroliteErrorCode, boolean]>([['JOURNAL_FAILED', true], ['SESSION_NOT_OPEN', false]])('a room that fails with %s keeps that error if its worker owns it: %s', async (code, isOwner) => {
  const { happenings } = await runFailing(code, isOwner)
  expect(happenings.at(-1)).toMatchObject({ type: 'room.failed', error: { code } })
})
