import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createMemoryRooms, type RoomAlarm, type RoomCloser, type RoomResult } from '../../src/node'
import { ALICE_KEY, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }

/** For longer than a test, nobody can say that a request without an answer has not been carried out. */
const UNDECIDED = { timeouts: { close: 200 }, recovery: { window: 600_000, skew: 100, settle: 300 } }

const alarmsOf = (closer: RoomCloser): RoomAlarm[] => {
  const alarms: RoomAlarm[] = []
  closer.on('alarm', alarm => { alarms.push(alarm) })
  return alarms
}

/** A node that works on each close for longer than the client waits for its answer. */
async function startSilent(changes: Parameters<Awaited<ReturnType<typeof startRoomRig>>['createCloser']>[0] = {}, ms = 2_500) {
  const rig = await startRoomRig('clearnode')
  rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms })
  const worker = rig.createCloser({ client: { timeouts: { close: 200 } }, ...changes })
  return { ...rig, ...worker }
}

describe('the logger of a room closer', () => {
  it('a logger of pino gets the steps of a room, a failure and its reason, and no key or signature', async () => {
    const { createCloser, openSession } = await startRoomRig('clearnode')
    const lines: Record<string, unknown>[] = []
    const logger = pino({ level: 'debug' }, new Writable({
      write(chunk, _, done) {
        lines.push(JSON.parse(String(chunk)) as Record<string, unknown>)
        done()
      },
    }))
    const { closer } = createCloser({ logger })
    await closer.start()
    const receipt = await closer.close('good', { sessionId: openSession(), result: toBob })
    const bad = await Promise.resolve(closer.close('bad', { sessionId: openSession(), result: { kind: 'winner', participant: `0x${'9'.repeat(40)}` } })).catch((thrown: unknown) => thrown)
    expect(bad).toMatchObject({ code: 'ALLOCATION_NON_PARTICIPANT' })
    const eventsOf = (roomId: string) => lines.filter(line => line['roomId'] === roomId).map(({ level, event }) => [level, event])
    expect(eventsOf('good')).toEqual([
      [20, 'room.queued'], [20, 'room.planned'], [20, 'room.stamped'], [20, 'room.signed'], [20, 'room.submitted'], [30, 'room.closed'],
    ])
    expect(eventsOf('bad')).toEqual([[20, 'room.queued'], [50, 'room.failed']])
    expect(lines.find(({ event }) => event === 'room.failed')).toMatchObject({ msg: 'A room has failed.', code: 'ALLOCATION_NON_PARTICIPANT', epoch: 1 })
    const text = JSON.stringify(lines)
    expect(receipt.request.signatures).toHaveLength(1)
    for (const secret of [...receipt.request.signatures, ALICE_KEY]) expect(text).not.toContain(secret)
  })

  it('a logger that throws is reported, and the room is paid all the same', async () => {
    const { createCloser, openSession, wronglyPaid } = await startRoomRig('clearnode')
    const broken = (): never => { throw new Error('The disk is full.') }
    const { closer, errors } = createCloser({ logger: { info: broken, warn: broken, error: broken } })
    await closer.start()
    const sessionId = openSession()
    await closer.close('room', { sessionId, result: toBob })
    expect(wronglyPaid([sessionId])).toEqual([])
    expect(new Set(errors)).toEqual(new Set(['LISTENER_FAILED']))
  })

  it.each([['logger', { logger: { info: () => {} } }], ['unknownLimit', { unknownLimit: 0 }], ['waitingLimit', { waitingLimit: 0 }], ['meetingLimit', { meetingLimit: 0 }]])('a wrong option is refused: %s', async (option, wrong) => {
    const { createCloser } = await startRoomRig('clearnode')
    expect(() => createCloser(wrong as never)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) as unknown }) as unknown }))
  })
})

describe('alarms', () => {
  it('a room whose outcome is unknown for longer than the limit raises one alarm, and is paid later', async () => {
    const { closer, openSession, wronglyPaid, events } = await startSilent({ unknownLimit: 300 }, 6_000)
    const alarms = alarmsOf(closer)
    await closer.start()
    const sessionId = openSession()
    const room = closer.close('slow', { sessionId, result: toBob })
    await until(() => alarms.length > 0)
    expect(room.state).toBe('confirming')
    await room
    const stamped = events.find(({ type }) => type === 'room.stamped')
    expect(alarms).toMatchObject([{ kind: 'unknown', roomId: 'slow', sessionId, epoch: 1, since: stamped?.type === 'room.stamped' ? stamped.ts : null }])
    expect(wronglyPaid([sessionId])).toEqual([])
  })

  it('a room whose outcome is unknown for less than the limit raises no alarm', async () => {
    const { closer, openSession, events } = await startSilent({}, 1_500)
    const alarms = alarmsOf(closer)
    await closer.start()
    await closer.close('slow', { sessionId: openSession(), result: toBob })
    expect(events.some(({ type }) => type === 'room.confirming')).toBe(true)
    expect(alarms).toEqual([])
  })

  it('a worker that takes over a room counts from the first request, and raises the alarm again', async () => {
    const { closer, openSession, kill, createCloser } = await startSilent({ unknownLimit: 400, client: UNDECIDED }, 60_000)
    const first = alarmsOf(closer)
    await closer.start()
    void closer.close('room', { sessionId: openSession(), result: toBob })
    await until(() => first.length === 1)
    kill()
    const next = createCloser({ unknownLimit: 400, client: UNDECIDED })
    const second = alarmsOf(next.closer)
    await next.closer.start()
    await until(() => second.length > 0)
    expect(second).toMatchObject([{ kind: 'unknown', roomId: 'room', epoch: 2, since: first[0]?.kind === 'unknown' ? first[0].since : null }])
  })

  it('a room that was sent raises the alarm although the next worker cannot reach the node to find out what became of it', async () => {
    const { closer, events, openSession, kill, createCloser, node } = await startSilent({ client: UNDECIDED }, 60_000)
    await closer.start()
    void closer.close('room', { sessionId: openSession(), result: toBob })
    await until(() => events.some(({ type }) => type === 'room.confirming'))
    const next = createCloser({ unknownLimit: 400, client: UNDECIDED })
    const alarms = alarmsOf(next.closer)
    await next.closer.start()
    node.faults.add({ kind: 'cut', at: { moment: 'received', times: 10_000 } })
    node.faults.add({ kind: 'cut', at: { after: 0 } })
    await until(() => !next.closer.health().ready)
    kill()
    await until(() => alarms.length > 0)
    expect(next.closer.health()).toMatchObject({ ready: false, reasons: ['disconnected'] })
    expect(alarms).toMatchObject([{ kind: 'unknown', roomId: 'room', epoch: 2, error: null }])
  })

  it('a session that others have closed with other amounts raises one alarm', async () => {
    const { createCloser, openSession, node } = await startRoomRig('clearnode')
    const { closer } = createCloser()
    const alarms = alarmsOf(closer)
    const sessionId = openSession()
    node.faults.add({ kind: 'close-by-others', at: { moment: 'received', method: 'close_app_session' }, to: 0 })
    await closer.start()
    await Promise.resolve(closer.close('room', { sessionId, result: toBob })).catch(() => {})
    expect(alarms).toMatchObject([{ kind: 'superseded', roomId: 'room', sessionId, receipt: { result: 'superseded' } }])
  })
})

describe('rooms whose worker dies after it has stored how they ended', () => {
  it('the next worker reports each end again, and says that it was known', async () => {
    const memory = createMemoryRooms()
    let isAlive = true
    const { createCloser, openSession, rooms } = await startRoomRig('clearnode', {
      rooms: { ...memory, settle: marks => isAlive ? new Promise(() => {}) : memory.settle(marks) },
    })
    const first = createCloser()
    await first.closer.start()
    const receipt = await first.closer.close('good', { sessionId: openSession(), result: toBob })
    await Promise.resolve(first.closer.close('bad', { sessionId: openSession(), result: { kind: 'winner', participant: `0x${'9'.repeat(40)}` } })).catch(() => {})
    await until(async () => (await rooms.read(['good', 'bad'])).every(({ ending }) => ending !== null))
    first.kill()
    isAlive = false

    const next = createCloser()
    await next.closer.start()
    await until(async () => (await rooms.read(['good', 'bad'])).every(({ isOpen }) => !isOpen))
    const eventsOf = (roomId: string) => next.events.filter(event => event.roomId === roomId)
    expect(eventsOf('good')).toMatchObject([{ type: 'room.taken' }, { type: 'room.closed', receipt, hadEnded: true }])
    expect(eventsOf('bad')).toMatchObject([{ type: 'room.taken' }, { type: 'room.failed', isRepeated: false, hadEnded: true, error: { code: 'ALLOCATION_NON_PARTICIPANT' } }])
  })
})

describe('health', () => {
  it('a room closer is ready between its start and its stop, and always live', async () => {
    const { createCloser } = await startRoomRig('clearnode')
    const { closer } = createCloser()
    expect(closer.health()).toEqual({ live: true, ready: false, reasons: ['not started'] })
    await closer.start()
    expect(closer.health()).toEqual({ live: true, ready: true, reasons: [] })
    await closer.stop()
    expect(closer.health()).toEqual({ live: true, ready: false, reasons: ['stopped'] })
  })
})

describe('the log of a room', () => {
  it('the row of a paid room has the log of its closing, without signatures', async () => {
    const { createCloser, openSession, rooms } = await startRoomRig('clearnode')
    const { closer } = createCloser()
    await closer.start()
    const receipt = await closer.close('room', { sessionId: openSession(), result: toBob })
    const log = await rooms.readLog('room')
    expect(log.map(({ name }) => name)).toEqual(expect.arrayContaining(['queued', 'planned', 'signed', 'written', 'send', 'answered', 'payouts']))
    expect(new Set(log.map(({ epoch }) => epoch))).toEqual(new Set([1]))
    for (const signature of receipt.request.signatures) expect(JSON.stringify(log)).not.toContain(signature)
  })

  it('the row of a room that has failed says why', async () => {
    const { createCloser, openSession, rooms } = await startRoomRig('clearnode')
    const { closer } = createCloser()
    await closer.start()
    await Promise.resolve(closer.close('bad', { sessionId: openSession(), result: { kind: 'winner', participant: `0x${'9'.repeat(40)}` } })).catch(() => {})
    await until(async () => (await rooms.read(['bad']))[0]?.isOpen === false)
    expect((await rooms.readLog('bad')).at(-1)).toMatchObject({ type: 'room', name: 'failed', details: 'ALLOCATION_NON_PARTICIPANT' })
  })

  it('a room that is unknown has its log in the row, and the next worker adds its own lines', async () => {
    const { closer, openSession, rooms, kill, createCloser } = await startSilent()
    await closer.start()
    const sessionId = openSession()
    void closer.close('room', { sessionId, result: toBob })
    await until(async () => (await rooms.readLog('room')).some(({ name }) => name === 'sent'))
    kill()
    const next = createCloser()
    await next.closer.start()
    await next.closer.close('room', { sessionId, result: toBob })
    const log = await rooms.readLog('room')
    expect(log.filter(({ epoch }) => epoch === 1).map(({ name }) => name)).toContain('sent')
    expect(log.filter(({ epoch }) => epoch === 2).map(({ name }) => name)).toEqual(expect.arrayContaining(['taken', 'payouts']))
  })

  it('a worker that stops keeps the logs of rooms that it leaves, and reports that it has left them', async () => {
    const { closer, openSession, rooms, events } = await startSilent({ client: {} }, 60_000)
    await closer.start()
    void closer.close('room', { sessionId: openSession(), result: toBob })
    await until(() => events.some(({ type }) => type === 'room.submitted'))
    await closer.stop({ timeout: 0 })
    expect((await rooms.readLog('room')).map(({ name }) => name)).toContain('written')
    expect(events.at(-1)).toMatchObject({ type: 'room.left', roomId: 'room' })
  })
})
