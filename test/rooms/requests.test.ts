import { describe, expect, it } from 'vitest'
import type { RoomResult, StoredRoom } from '../../src/node'
import { addRoom, createMemoryRooms } from '../../src/node'
import { createMemoryJournal, type Hex } from '../../src/core'
import { judge } from '../../src/testing'
import { ALICE, APPLICATION, BOB, split } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const STRANGER = '0x9999999999999999999999999999999999999999'
const toAlice: RoomResult = { kind: 'winner', participant: ALICE }
const toBob: RoomResult = { kind: 'winner', participant: BOB }
const rejection = (thrown: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(thrown).then(() => null, (error: unknown) => error)

async function startCloser() {
  const rig = await startRoomRig('clearnode')
  const worker = rig.createCloser()
  await worker.closer.start()
  return { ...rig, ...worker }
}

it('the same room with the same result is the same closing, while it runs and after it has ended', async () => {
  const { closer, openSession, wronglyPaid, rooms } = await startCloser()
  const sessionId = openSession()
  const first = closer.close('room', { sessionId, result: toBob })
  expect(closer.close('room', { sessionId, result: { kind: 'winner', participant: BOB.toLowerCase() } })).toBe(first)
  const receipt = await first
  await until(async () => (await rooms.read(['room']))[0]?.isOpen === false)
  expect(await closer.close('room', { sessionId, result: toBob })).toEqual(receipt)
  expect(await closer.read('room')).toMatchObject({ state: 'closed', receipt, epoch: 1 })
  expect(wronglyPaid([sessionId])).toEqual([])
})

it('the same room with another result is refused, while it runs and after it has ended, and the first result is paid', async () => {
  const { closer, openSession, rooms, node } = await startCloser()
  const sessionId = openSession()
  const first = closer.close('room', { sessionId, result: toBob })
  expect(await rejection(closer.close('room', { sessionId, result: toAlice }))).toMatchObject({ code: 'ROOM_RESULT_CONFLICT', info: { data: { roomId: 'room' } } })
  await first
  await until(async () => (await rooms.read(['room']))[0]?.isOpen === false)
  expect(await rejection(closer.close('room', { sessionId, result: toAlice }))).toMatchObject({ code: 'ROOM_RESULT_CONFLICT' })
  expect(node.sessionLedger(sessionId).payouts.filter(({ amount }) => amount !== '0').map(({ participant }) => participant.toLowerCase())).toEqual([BOB.toLowerCase()])
})

it('another room with the same session is refused and names the room that has it', async () => {
  const { closer, openSession, rooms } = await startCloser()
  const sessionId = openSession()
  const first = closer.close('room', { sessionId, result: toBob })
  await until(async () => (await rooms.read(['room'])).length === 1)
  expect(await rejection(closer.close('other', { sessionId, result: toBob }))).toMatchObject({
    code: 'ROOM_SESSION_TAKEN', info: { data: { sessionId, roomId: 'room' } },
  })
  expect((await first).result).toBe('closed')
  expect(await closer.read('other')).toBe(null)
})

describe('a room that cannot be closed', () => {
  it('a room whose result names a stranger fails before anything is signed', async () => {
    const { closer, openSession, node, events } = await startCloser()
    const sessionId = openSession()
    expect(await rejection(closer.close('room', { sessionId, result: { kind: 'winner', participant: STRANGER } }))).toMatchObject({ code: 'ALLOCATION_NON_PARTICIPANT' })
    expect(node.sessionLedger(sessionId)).toMatchObject({ status: 'open', payments: [] })
    expect(events.map(({ type }) => type)).toEqual(['room.queued', 'room.failed'])
  })

  it('a room that has failed is begun again by the next call, and is paid once its session exists', async () => {
    const { closer, openSession, rooms, wronglyPaid, events } = await startCloser()
    const first = openSession()
    const unknown = `0x${'7'.repeat(64)}` as const
    expect(await rejection(closer.close('lost', { sessionId: unknown, result: toBob }))).toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await until(async () => (await rooms.read(['lost']))[0]?.isOpen === false)
    expect(await rejection(closer.close('lost', { sessionId: unknown, result: toBob }))).toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await until(async () => (await rooms.read(['lost']))[0]?.isOpen === false)
    expect((await rooms.read(['lost']))[0]).toMatchObject({ epoch: 2, state: 'failed' })
    expect(events.filter(({ roomId, type }) => roomId === 'lost' && type === 'room.failed')).toMatchObject([{ epoch: 1, isRepeated: false }, { epoch: 2, isRepeated: false }])
    await closer.close('found', { sessionId: first, result: toBob })
    expect(wronglyPaid([first])).toEqual([])
  })

  it('a room whose session was closed without it fails with the reason, and nothing is paid again', async () => {
    const { closer, openSession, createCloser, wronglyPaid } = await startCloser()
    const sessionId = openSession()
    await closer.close('room', { sessionId, result: toAlice })
    // Its rooms and its journal know nothing of the first one.
    const other = createCloser({ rooms: createMemoryRooms(), client: { keep: { closings: createMemoryJournal() } } })
    await other.closer.start()
    expect(await rejection(other.closer.close('room', { sessionId, result: toAlice }))).toMatchObject({ code: 'SESSION_NOT_OPEN' })
    expect(wronglyPaid([sessionId])).toEqual([])
  })
})

it('explicit rows and a refund of several deposits are paid exactly', async () => {
  const { closer, openSession, node } = await startCloser()
  const [rows, refund] = [openSession('1.000001'), openSession('0.3')]
  await closer.close('rows', { sessionId: rows, result: { kind: 'rows', allocations: split([ALICE, '0.000001'], [BOB, '1']) } })
  await closer.close('refund', { sessionId: refund, result: { kind: 'refund', deposits: split([ALICE, '0.1'], [BOB, '0.1'], [ALICE, '0.1']) } })
  const paid = (id: string) => Object.fromEntries(node.sessionLedger(id).payouts.map(({ participant, amount }) => [participant.toLowerCase(), amount]))
  expect(paid(rows)).toEqual({ [ALICE.toLowerCase()]: '0.000001', [BOB.toLowerCase()]: '1' })
  expect(paid(refund)).toEqual({ [ALICE.toLowerCase()]: '0.2', [BOB.toLowerCase()]: '0.1' })
})

/** A session into which Alice has paid 0.7 and Bob 0.3, and whose split gives everything to Alice now. */
async function openMoved(node: Awaited<ReturnType<typeof startCloser>>['node']): Promise<Hex> {
  const sessionId = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: 1_000,
    allocations: split([ALICE, '0.7'], [BOB, '0.3']),
  }).id
  node.faults.add({ kind: 'operate-by-others', at: { after: 0 }, to: 0 })
  await until(() => node.session(sessionId)?.allocations.length === 1)
  return sessionId
}

it('a refund without deposits gives each participant of a ClearNode session what it has paid in, whatever the split is now', async () => {
  const { closer, node } = await startCloser()
  const sessionId = await openMoved(node)
  await closer.close('room', { sessionId, result: { kind: 'refund' } })
  const { payouts } = node.sessionLedger(sessionId)
  expect(payouts.map(({ participant, amount }) => [participant.toLowerCase(), amount])).toEqual([[ALICE.toLowerCase(), '0.7'], [BOB.toLowerCase(), '0.3']])
})

it.each(['clearnode', 'nitronode'] as const)('a refund of a %s session gives nothing to a participant who holds everything now and has paid in nothing', async (kind) => {
  const { node, createCloser } = await startRoomRig(kind)
  const { closer } = createCloser()
  await closer.start()
  const sessionId = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: 1_000, allocations: split([BOB, '1']),
  }).id
  await closer.close('room', { sessionId, result: { kind: 'refund', deposits: split([ALICE, '1']) } })
  const { payouts } = judge(node, sessionId)
  expect(payouts.filter(({ amount }) => amount !== '0').map(({ participant, amount }) => [participant.toLowerCase(), amount])).toEqual([[ALICE.toLowerCase(), '1']])
})

it('a refund of more than a participant has left in the session is refused before anything is stored', async () => {
  const { closer, node, rooms } = await startCloser()
  const sessionId = await openMoved(node)
  node.faults.add({ kind: 'withdraw-by-others', at: { after: 0 }, to: 0, amount: '0.9' })
  await until(() => node.sessionLedger(sessionId).payouts.length > 0)
  const error = await rejection(closer.close('room', { sessionId, result: { kind: 'refund' } }))
  expect(error).toMatchObject({ code: 'ROOM_DEPOSITS_UNKNOWN', info: { data: { participant: ALICE, asset: 'usdc' } } })
  expect(await rooms.read(['room'])).toEqual([])
})

it('a refund without deposits is refused on a nitronode before the room is stored, and the same room is paid once its deposits are named', async () => {
  const rig = await startRoomRig('nitronode')
  const { closer } = rig.createCloser()
  await closer.start()
  const sessionId = rig.openSession()
  expect(await rejection(closer.close('room', { sessionId, result: { kind: 'refund' } }))).toMatchObject({ code: 'ROOM_DEPOSITS_UNKNOWN' })
  expect(await rig.rooms.read(['room'])).toEqual([])
  await closer.close('room', { sessionId, result: { kind: 'refund', deposits: split([ALICE, '1']) } })
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a room whose refund is still being checked when the closer is stopped is refused and never stored, while a room that was sent is paid', async () => {
  const { node, openSession, closer, events, rooms, wronglyPaid } = await startCloser()
  const sent = openSession()
  node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 600 })
  const first = closer.close('sent', { sessionId: sent, result: toBob })
  await until(() => events.some(({ type }) => type === 'room.submitted'), 1)
  const error = rejection(closer.close('refund', { sessionId: openSession(), result: { kind: 'refund' } }))
  await new Promise((resolve) => { setImmediate(resolve) })
  await closer.stop({ timeout: 5_000 })
  expect(await error).toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
  expect(await first).toMatchObject({ result: 'closed' })
  expect(await rooms.read(['refund'])).toEqual([])
  expect(wronglyPaid([sent])).toEqual([])
})

it('the events of a room come in order, with its ids, its epoch and the time since it was accepted', async () => {
  const { closer, openSession, events } = await startCloser()
  const sessionId = openSession()
  const receipt = await closer.close('room', { sessionId, result: toBob })
  expect(events.map(({ type }) => type)).toEqual(['room.queued', 'room.planned', 'room.stamped', 'room.signed', 'room.submitted', 'room.closed'])
  expect(events.every(event => event.roomId === 'room' && event.sessionId === sessionId && event.epoch === 1 && event.elapsed >= 0 && event.at > 0)).toBe(true)
  expect(events[1]).toMatchObject({ allocations: split([ALICE, '0'], [BOB, '1']) })
  const [requestId, , , ts] = JSON.parse(receipt.request?.text ?? '[]') as unknown[]
  expect(events[2]).toMatchObject({ requestId, ts })
  expect(events[3]).toMatchObject({ have: 100, need: 100 })
  expect(events.at(-1)).toMatchObject({ receipt })
})

describe('waking a worker', () => {
  it('a stored room that nobody works on is closed after a wake-up, and more wake-ups change nothing', async () => {
    const rig = await startRoomRig('clearnode')
    const { closer } = rig.createCloser({ lease: 3_000 })
    await closer.start()
    const sessionId = rig.openSession()
    await rig.rooms.add({ roomId: 'room', sessionId, hash: 'h', request: { sessionId, result: toBob } }, null)
    expect(await closer.wake('room')).toBe('taken')
    expect(['taken', 'ended']).toContain(await closer.wake('room'))
    await until(async () => (await rig.rooms.read(['room']))[0]?.isOpen === false)
    expect(await closer.wake('room')).toBe('ended')
    expect(await closer.wake('another')).toBe('not found')
    expect(rig.wronglyPaid([sessionId])).toEqual([])
  })

  it('a stored room that nobody works on is closed without any wake-up', async () => {
    const rig = await startRoomRig('clearnode')
    const sessionId = rig.openSession()
    await rig.rooms.add({ roomId: 'room', sessionId, hash: 'h', request: { sessionId, result: toBob } }, null)
    const { closer } = rig.createCloser()
    await closer.start()
    await until(async () => (await rig.rooms.read(['room']))[0]?.isOpen === false)
    expect(rig.wronglyPaid([sessionId])).toEqual([])
  })

  it('a room that a process without a closer has stored is the same room for a closer', async () => {
    const rig = await startRoomRig('clearnode')
    const sessionId = rig.openSession()
    const stored = await addRoom(rig.rooms, 'room', { sessionId, result: toBob })
    expect(stored).toMatchObject({ epoch: 0, state: 'queued' })
    expect(await addRoom(rig.rooms, 'room', { sessionId, result: toBob })).toEqual(stored)
    await expect(addRoom(rig.rooms, 'room', { sessionId, result: toAlice })).rejects.toMatchObject({ code: 'ROOM_RESULT_CONFLICT' })
    await expect(addRoom(rig.rooms, 'other', { sessionId, result: toBob })).rejects.toMatchObject({ code: 'ROOM_SESSION_TAKEN' })
    const { closer } = rig.createCloser()
    await closer.start()
    expect((await closer.close('room', { sessionId, result: toBob })).result).toBe('closed')
    expect((await rig.rooms.read(['room']))[0]).toMatchObject({ epoch: 1 })
  })

  it('a wake-up whose room fails before it can be taken does not begin the room again', async () => {
    const rooms = createMemoryRooms()
    let earlier: readonly StoredRoom[] | null = null
    const rig = await startRoomRig('clearnode', { rooms: { ...rooms, read: async (roomIds) => {
      const rows = earlier ?? await rooms.read(roomIds)
      earlier = null
      return rows
    } } })
    const { closer, events } = rig.createCloser()
    await closer.start()
    const sessionId = `0x${'7'.repeat(64)}` as const
    await rooms.add({ roomId: 'room', sessionId, hash: 'h', request: { sessionId, result: toBob } }, null)
    const open = await rooms.read(['room'])
    expect(await closer.wake('room')).toBe('taken')
    await until(async () => (await rooms.read(['room']))[0]?.isOpen === false)
    const ended = await rooms.read(['room'])
    // Another wake-up has read the room before it failed.
    earlier = open
    expect(await closer.wake('room')).toBe('ended')
    expect(await rooms.read(['room'])).toEqual(ended)
    expect(events.filter(({ type }) => type === 'room.failed')).toHaveLength(1)
  })

  it('a room that another worker has is left to that worker', async () => {
    const rig = await startRoomRig('clearnode')
    const { closer } = rig.createCloser()
    await closer.start()
    const sessionId = rig.openSession()
    await rig.rooms.register('another', 60_000)
    await rig.rooms.add({ roomId: 'room', sessionId, hash: 'h', request: { sessionId, result: toBob } }, 'another')
    expect(await closer.wake('room')).toBe('elsewhere')
    expect(rig.node.sessionLedger(sessionId).status).toBe('open')
  })
})
