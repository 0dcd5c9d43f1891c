import { expect, it } from 'vitest'
import { NitroliteError } from '../../core/errors/errors'
import { createVirtualTime } from '../../testing'
import type { RoomCloser, WakeResult } from '../closer/types'
import { connectRoomQueue } from './connectRoomQueue'
import type { RoomQueue } from './roomQueue'

type Wake = Parameters<RoomQueue['deliver']>[0]

/** A queue whose deliveries the test makes, and a closer that answers as the test says. */
async function connect(answer: (roomId: string) => Promise<WakeResult>) {
  const time = createVirtualTime()
  const woken: string[] = []
  let deliver: Wake | null = null
  const queue: RoomQueue = {
    announce: async () => {},
    async deliver(wake) {
      deliver = wake
      return async () => { deliver = null }
    },
  }
  const closer: Pick<RoomCloser, 'wake'> = {
    wake(roomId) {
      woken.push(roomId)
      return answer(roomId)
    },
  }
  const stop = await connectRoomQueue(closer, queue, { timers: { ...time, now: () => 0, elapsed: () => 0, after: (ms, task) => time.after(ms, task) } })
  return { time, woken, stop, isListening: () => deliver !== null, deliver: (roomId: unknown) => deliver?.(roomId as string) }
}

it.each(['taken', 'elsewhere', 'ended', 'not found', 'full'] as const)('an announcement is done when the closer answers "%s"', async (result) => {
  const { deliver, woken } = await connect(async () => result)
  await deliver('room')
  await deliver('room')
  expect(woken).toEqual(['room', 'room'])
})

it.each([undefined, null, 7, { roomId: 'room' }])('an announcement that does not name a room is done, and wakes nobody: %j', async (roomId) => {
  const { deliver, woken } = await connect(async () => 'taken')
  await deliver(roomId)
  expect(woken).toEqual([])
})

it('the queue learns that the closer could not look at a room, so that another process gets the announcement', async () => {
  const { deliver } = await connect(async () => { throw new NitroliteError('ROOM_CLOSER_STOPPED') })
  await expect(deliver('room')).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
})

it('an announcement that the closer does not answer is done after ten seconds', async () => {
  const { deliver, time } = await connect(() => new Promise(() => {}))
  let isDone = false
  void deliver('room')?.then(() => { isDone = true })
  await time.advance(9_999)
  expect(isDone).toBe(false)
  await time.advance(1)
  expect(isDone).toBe(true)
})

it('a stopped connection takes no announcements from the queue', async () => {
  const { stop, isListening } = await connect(async () => 'taken')
  expect(isListening()).toBe(true)
  await stop()
  expect(isListening()).toBe(false)
})

it.each([
  ['closer', {}, { announce() {}, deliver() {} }],
  ['queue', { wake() {} }, { announce() {} }],
])('connectRoomQueue refuses an object without the needed functions as %s', async (option, closer, queue) => {
  await expect(connectRoomQueue(closer as never, queue as never)).rejects.toMatchObject({ info: { code: 'OPTIONS_INVALID', data: { option } } })
})

/** @returns what becomes of a promise within half a minute */
async function inTime(time: ReturnType<typeof createVirtualTime>, work: Promise<unknown>): Promise<unknown> {
  let outcome: unknown = 'nothing'
  void work.then(() => { outcome = 'done' }, (thrown: unknown) => { outcome = thrown })
  await time.advance(30_000)
  return outcome
}

it('a queue that does not begin its deliveries is not waited for, and deliveries that begin later are ended', async () => {
  const time = createVirtualTime()
  let begin = (_: () => Promise<void>): void => {}
  let isEnded = false
  const queue: RoomQueue = { announce: async () => {}, deliver: () => new Promise((resolve) => { begin = resolve }) }
  expect(await inTime(time, connectRoomQueue({ wake: async () => 'taken' }, queue, { timers: time }))).toMatchObject({ code: 'ROOM_QUEUE_UNAVAILABLE', message: expect.stringContaining('did not answer within 30 seconds') })
  begin(async () => { isEnded = true })
  await time.advance(0)
  expect(isEnded).toBe(true)
})

it('a queue that does not end its deliveries is not waited for', async () => {
  const time = createVirtualTime()
  const queue: RoomQueue = { announce: async () => {}, deliver: async () => () => new Promise(() => {}) }
  const stop = await connectRoomQueue({ wake: async () => 'taken' }, queue, { timers: time })
  expect(await inTime(time, stop())).toMatchObject({ code: 'ROOM_QUEUE_UNAVAILABLE', message: expect.stringContaining('did not answer within 30 seconds') })
})

it('a queue that fails is reported with what it said, and with its error as the cause', async () => {
  const refused = new Error('the role may not create a schema')
  const queue: RoomQueue = { announce: async () => {}, deliver: async () => { throw refused } }
  await expect(connectRoomQueue({ wake: async () => 'taken' }, queue)).rejects.toMatchObject({
    code: 'ROOM_QUEUE_UNAVAILABLE', cause: refused, message: expect.stringContaining('the role may not create a schema'),
  })
})
