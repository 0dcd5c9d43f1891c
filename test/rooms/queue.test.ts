import { describe, expect, it } from 'vitest'
import type { BatchedRoom, RoomProgress, RoomResult } from '../../src/node'
import { ALICE, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const result: RoomResult = { kind: 'shares', shares: [{ participant: ALICE, percent: '33.3' }, { participant: BOB, percent: '66.7' }] }
const codeOf = (thrown: PromiseLike<unknown>): Promise<string> => Promise.resolve(thrown).then(() => 'paid', (error: { code: string }) => error.code)

/** A closer whose node takes a while for each close. */
async function startSlow(options: Parameters<Awaited<ReturnType<typeof startRoomRig>>['createCloser']>[0] = {}, ms = 150) {
  const rig = await startRoomRig('clearnode')
  rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session', times: 10_000 }, ms })
  const worker = rig.createCloser(options)
  await worker.closer.start()
  return { ...rig, ...worker }
}

describe('back-pressure', () => {
  it('rooms beyond the limit of the queue are refused, nothing is stored for them, and they can be closed later', async () => {
    const { closer, openSession, rooms, wronglyPaid } = await startSlow({ connections: 1, concurrency: 1, queue: { limit: 3 } })
    const ids = Array.from({ length: 8 }, () => openSession())
    const first = ids.map((sessionId, index) => codeOf(closer.close(`room ${index}`, { sessionId, result })))
    const codes = await Promise.all(first)
    const refused = codes.flatMap((code, index) => code === 'ROOM_QUEUE_FULL' ? [index] : [])
    expect(new Set(codes)).toEqual(new Set(['paid', 'ROOM_QUEUE_FULL']))
    expect(refused.length).toBeGreaterThanOrEqual(4)
    expect(await rooms.read(refused.map(index => `room ${index}`))).toEqual([])
    for (const index of refused) await closer.close(`room ${index}`, { sessionId: ids[index] ?? '', result })
    expect(wronglyPaid(ids)).toEqual([])
  })

  it('with whenFull "wait", calls beyond the limit wait, and every room is paid', async () => {
    const { closer, openSession, wronglyPaid } = await startSlow({ connections: 1, concurrency: 2, queue: { limit: 2, whenFull: 'wait' } }, 20)
    const ids = Array.from({ length: 20 }, () => openSession())
    let most = 0
    const rooms = ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result }))
    for (const room of rooms) room.subscribe(() => { most = Math.max(most, closer.status().queued) })
    await Promise.all(rooms)
    expect(most).toBeLessThanOrEqual(2)
    expect(wronglyPaid(ids)).toEqual([])
  })

  it('no more rooms than the concurrency are under way at once', async () => {
    const { closer, openSession, events } = await startSlow({ connections: 2, concurrency: 4 }, 30)
    const ids = Array.from({ length: 24 }, () => openSession())
    let most = 0
    closer.on('room', () => { most = Math.max(most, closer.status().running) })
    await Promise.all(ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result })))
    expect(most).toBeLessThanOrEqual(4)
    expect(most).toBeGreaterThan(1)
    expect(events.filter(({ type }) => type === 'room.closed')).toHaveLength(24)
  })

  it('rooms whose outcome is unknown make room for others', async () => {
    const { closer, openSession, node, wronglyPaid } = await startSlow({ connections: 1, concurrency: 1, client: { timeouts: { close: 200 } } })
    node.faults.clear()
    // The node works on the first close for longer than the client waits for its answer.
    node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 1_500 })
    const [stuck, other] = [openSession(), openSession()]
    const first = closer.close('stuck', { sessionId: stuck, result })
    await until(() => first.state === 'confirming')
    expect(closer.status()).toMatchObject({ running: 0, unknown: 1 })
    await Promise.all([first, closer.close('other', { sessionId: other, result })])
    expect(wronglyPaid([stuck, other])).toEqual([])
  })

  it('with as many rooms of unknown outcome as the limit of waiting rooms, the next room begins when one of them has ended', async () => {
    const { node, createCloser, openSession, wronglyPaid } = await startRoomRig('nitronode')
    node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'app_sessions.v1.submit_app_state' }, ms: 1_500 })
    const { closer } = createCloser({ connections: 1, concurrency: 1, waitingLimit: 1, client: { timeouts: { close: 200 } } })
    await closer.start()
    const [stuck, other] = [openSession(), openSession()]
    const first = closer.close('stuck', { sessionId: stuck, result })
    await until(() => first.state === 'confirming')
    const second = closer.close('other', { sessionId: other, result })
    const seen: [first: string, second: string][] = []
    second.subscribe(({ state }) => { seen.push([first.state, state]) })
    await Promise.all([first, second])
    expect(seen.filter(([one, two]) => two !== 'queued' && one !== 'closed')).toEqual([])
    expect(seen.length).toBeGreaterThan(1)
    expect(wronglyPaid([stuck, other])).toEqual([])
  })
})

describe('batches', () => {
  it('a batch takes an endless list only as fast as the queue allows, and counts every room', async () => {
    const rig = await startRoomRig('clearnode')
    const { closer, events } = rig.createCloser({ concurrency: 8, queue: { limit: 10 } })
    await closer.start()
    const ended = () => events.filter(({ type }) => type === 'room.closed' || type === 'room.failed').length
    let taken = 0
    let mostAhead = 0
    async function* list(): AsyncGenerator<BatchedRoom> {
      for (let index = 0; index < 60; index += 1) {
        taken += 1
        mostAhead = Math.max(mostAhead, taken - ended())
        yield index === 7
          ? { roomId: 'stranger', sessionId: rig.openSession(), result: { kind: 'winner', participant: `0x${'9'.repeat(40)}` } }
          : { roomId: `room ${index}`, sessionId: rig.openSession(), result }
      }
    }
    const progresses: RoomProgress[] = []
    const failures: [string, string][] = []
    const batch = closer.closeAll(list(), {
      onProgress: progress => { progresses.push(progress) },
      onFailure: (roomId, { code }) => { failures.push([roomId, code]) },
    })
    expect(batch.progress()).toMatchObject({ total: null, left: null, done: 0 })
    const end = await batch
    expect(end).toMatchObject({ total: 60, done: 59, failed: 1, unknown: 0, left: 0 })
    // The queue, the lanes, and the room that waits for space.
    expect(mostAhead).toBeLessThanOrEqual(10 + 8 + 1)
    expect(end.rate).toBeGreaterThan(0)
    expect(end.expectedEnd).toEqual(expect.any(Number))
    expect(failures).toEqual([['stranger', 'ALLOCATION_NON_PARTICIPANT']])
    expect(progresses.at(-1)).toEqual(end)
    expect(progresses.map(({ done }) => done)).toEqual(progresses.map(({ done }) => done).sort((a, b) => a - b))
  })

  it('a batch knows its total from a list, and says when it is expected to end', async () => {
    const { closer, openSession, wronglyPaid } = await startSlow({ connections: 1, concurrency: 2 }, 60)
    const list = Array.from({ length: 12 }, (_, index) => ({ roomId: `room ${index}`, sessionId: openSession(), result }))
    const batch = closer.closeAll(list)
    await until(() => batch.progress().done >= 4)
    const { total, done, left, rate, expectedEnd } = batch.progress()
    expect({ total, sum: done + (left ?? 0) }).toEqual({ total: 12, sum: 12 })
    expect(rate).toBeGreaterThan(0)
    expect(expectedEnd).toBeGreaterThan(0)
    expect(await batch).toMatchObject({ done: 12, left: 0 })
    expect(wronglyPaid(list.map(({ sessionId }) => sessionId))).toEqual([])
  })

  it('rooms of two batches that wait for the same place in the queue are never refused', async () => {
    const { closer, openSession, wronglyPaid } = await startSlow({ connections: 1, concurrency: 1, queue: { limit: 1 } }, 10)
    const listOf = (name: string) => Array.from({ length: 8 }, (_, index) => ({ roomId: `${name} ${index}`, sessionId: openSession(), result }))
    const lists = [listOf('one'), listOf('other')]
    const ends = await Promise.all(lists.map(list => closer.closeAll(list)))
    expect(ends).toMatchObject([{ done: 8, failed: 0 }, { done: 8, failed: 0 }])
    expect(wronglyPaid(lists.flat().map(({ sessionId }) => sessionId))).toEqual([])
  })

  it('an entry of a batch that is not a room counts as failed, and the other rooms are paid', async () => {
    const { closer, openSession, wronglyPaid } = await startSlow({}, 1)
    const sessionId = openSession()
    const failures: string[] = []
    const onFailure = (_: string, { code }: { readonly code: string }): void => { failures.push(code) }
    const progress = await closer.closeAll([null, 'room', { roomId: 'room', sessionId, result }] as unknown as BatchedRoom[], { onFailure })
    expect(progress).toMatchObject({ total: 3, done: 1, failed: 2, left: 0 })
    expect(failures).toEqual(['OPTIONS_INVALID', 'OPTIONS_INVALID'])
    expect(wronglyPaid([sessionId])).toEqual([])
  })

  it('a batch rejects with the error of its list', async () => {
    const { closer } = await startSlow()
    async function* broken(): AsyncGenerator<BatchedRoom> { throw new Error('The list has ended early.') }
    await expect(Promise.resolve(closer.closeAll(broken()))).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { reason: 'The list has ended early.' } } })
  })
})

describe('shutting down', () => {
  it('rooms of a batch that a stopped closer leaves to others do not count as failed, and the list ends', async () => {
    const { closer, openSession, createCloser, rooms, wronglyPaid } = await startSlow({ connections: 1, concurrency: 2, queue: { limit: 4 } }, 1_500)
    const ids = Array.from({ length: 20 }, () => openSession())
    const failures: string[] = []
    let isListOver = false
    async function* list(): AsyncGenerator<BatchedRoom> {
      try {
        for (const [index, sessionId] of ids.entries()) yield { roomId: `room ${index}`, sessionId, result }
      }
      finally {
        isListOver = true
      }
    }
    const batch = closer.closeAll(list(), { onFailure: (roomId) => { failures.push(roomId) } })
    await until(() => closer.status().queued === 4)
    const stored = 6
    await closer.stop({ timeout: 100 })
    await expect(Promise.resolve(batch)).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
    expect(isListOver).toBe(true)
    expect([batch.progress(), failures]).toMatchObject([{ done: 0, failed: 0, unknown: 0 }, []])

    const next = createCloser()
    await next.closer.start()
    const names = ids.slice(0, stored).map((_, index) => `room ${index}`)
    await until(async () => (await rooms.read(names)).filter(({ isOpen }) => !isOpen).length === stored)
    expect(wronglyPaid(ids.slice(0, stored))).toEqual([])
  })

  it('a batch whose rooms were all begun rejects when the closer is stopped, and says how many are left', async () => {
    const { closer, openSession } = await startSlow({}, 60_000)
    const batch = closer.closeAll([1, 2, 3].map(index => ({ roomId: `room ${index}`, sessionId: openSession(), result })))
    await until(() => closer.status().running === 3)
    await closer.stop({ timeout: 50 })
    await expect(Promise.resolve(batch)).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
    expect(batch.progress()).toMatchObject({ total: 3, done: 0, failed: 0, left: 3 })
  })

  it('a batch whose list never ends rejects when the closer is stopped, and so does a batch that comes later', async () => {
    const { closer, openSession } = await startSlow({}, 1)
    async function* waiting(): AsyncGenerator<BatchedRoom> {
      yield { roomId: 'room', sessionId: openSession(), result }
      await new Promise(() => {})
    }
    const batch = closer.closeAll(waiting())
    await until(() => batch.progress().done === 1)
    await closer.stop()
    for (const each of [batch, closer.closeAll(waiting())]) await expect(Promise.resolve(each)).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
    expect(batch.progress()).toMatchObject({ done: 1, failed: 0 })
  })

  it('a closer that stops waits for answers, leaves waiting rooms to others, and the next worker pays them', async () => {
    const { closer, openSession, rooms, createCloser, wronglyPaid, journal } = await startSlow({ connections: 2, concurrency: 2 }, 100)
    const ids = Array.from({ length: 10 }, () => openSession())
    const codes = ids.map((sessionId, index) => codeOf(closer.close(`room ${index}`, { sessionId, result })))
    await until(() => closer.status().running === 2)
    await closer.stop()
    const results = await Promise.all(codes)
    expect(results.filter(code => code === 'paid').length).toBeGreaterThanOrEqual(2)
    expect(new Set(results)).toEqual(new Set(['paid', 'ROOM_CLOSER_STOPPED']))
    expect((await rooms.read(ids.map((_, index) => `room ${index}`))).every(({ owner }) => owner === null)).toBe(true)
    expect(await journal.list()).toEqual([])
    expect(await codeOf(closer.close('late', { sessionId: openSession(), result }))).toBe('ROOM_CLOSER_STOPPED')

    const next = createCloser()
    await next.closer.start()
    await until(async () => (await rooms.read(ids.map((_, index) => `room ${index}`))).every(({ isOpen }) => !isOpen))
    expect(wronglyPaid(ids)).toEqual([])
  })

  it('rooms that are not answered in time are left as sent, and the next worker finds out that they were paid', async () => {
    const { closer, openSession, rooms, createCloser, wronglyPaid } = await startSlow({}, 800)
    const sessionId = openSession()
    const code = codeOf(closer.close('room', { sessionId, result }))
    await until(async () => (await rooms.read(['room']))[0]?.state === 'sent')
    await closer.stop({ timeout: 100 })
    expect(await code).toBe('ROOM_CLOSER_STOPPED')
    expect((await rooms.read(['room']))[0]).toMatchObject({ state: 'sent', owner: null, isOpen: true })
    const next = createCloser()
    await next.closer.start()
    expect((await next.closer.close('room', { sessionId, result })).result).toBe('closed')
    expect(wronglyPaid([sessionId])).toEqual([])
  })

  it('a closer that was not started refuses rooms', async () => {
    const rig = await startRoomRig('clearnode')
    const { closer } = rig.createCloser()
    expect(await codeOf(closer.close('room', { sessionId: rig.openSession(), result }))).toBe('ROOM_CLOSER_STOPPED')
    await expect(closer.wake('room')).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
  })
})
