import { expect, it } from 'vitest'
import { sampleId } from '../../../test/helpers/sampleSession'
import { createMemoryRooms } from '../store/memoryRooms'
import type { RoomAlarm } from './alarmTypes'
import { createAlarms } from './alarms'
import { OpenRoom } from './openRoom'
import { RoomView, snapshotOf } from './roomView'

const LIMIT = 600_000
const NOON = 1_800_000_000_000

/** A room whose outcome has become unknown, and the clocks of its machine. */
async function startUnknown(sentAt: number | null) {
  const clock = { now: NOON, elapsed: 0 }
  const rooms = createMemoryRooms()
  await rooms.register('worker', 60_000)
  const sessionId = sampleId()
  const { room: stored } = await rooms.add({ roomId: 'room', sessionId, hash: '', request: { sessionId, result: { kind: 'refund' } } }, 'worker')
  const view = new RoomView({ ...snapshotOf(stored), state: 'confirming' }, () => {})
  const room = new OpenRoom(stored, 'worker', { view, key: 'key', acceptedAt: 0, connection: 0 })
  room.sentAt = sentAt
  const raised: RoomAlarm[] = []
  const timers = { now: () => clock.now, elapsed: () => clock.elapsed, after: () => () => {} }
  const alarms = createAlarms({ limit: LIMIT, timers, raise: (alarm) => { raised.push(alarm) } })
  const checkAfter = (ms: number): readonly RoomAlarm[] => {
    clock.now += ms
    clock.elapsed += ms
    alarms.check([room])
    return raised
  }
  return { clock, checkAfter }
}

it('an alarm is raised once, when the outcome of a room has been unknown for longer than the limit since its first request', async () => {
  const { checkAfter } = await startUnknown(NOON - LIMIT / 2)
  expect(checkAfter(0)).toEqual([])
  expect(checkAfter(LIMIT / 2)).toEqual([])
  expect(checkAfter(1)).toMatchObject([{ kind: 'unknown', roomId: 'room', since: NOON - LIMIT / 2 }])
  expect(checkAfter(LIMIT)).toHaveLength(1)
})

it('an alarm is raised at once for a room that an earlier worker has sent long ago', async () => {
  const { checkAfter } = await startUnknown(NOON - LIMIT - 1)
  expect(checkAfter(0)).toHaveLength(1)
})

it('an alarm comes in time although the clock of the machine is an hour behind the one of the node', async () => {
  const { checkAfter } = await startUnknown(NOON + 3_600_000)
  expect(checkAfter(0)).toEqual([])
  expect(checkAfter(LIMIT + 1)).toMatchObject([{ kind: 'unknown' }])
})

it('an alarm comes in time although the clock of the machine is set back', async () => {
  const { clock, checkAfter } = await startUnknown(null)
  expect(checkAfter(0)).toEqual([])
  clock.now -= 86_400_000
  expect(checkAfter(LIMIT + 1)).toMatchObject([{ kind: 'unknown' }])
})
