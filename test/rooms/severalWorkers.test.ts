import { Wallet } from 'ethers'
import { describe, expect, it } from 'vitest'
import type { RoomResult, RoomStore } from '../../src/node'
import { createMemoryRooms } from '../../src/node'
import { ALICE, ALICE_KEY, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const RESULT: RoomResult = { kind: 'shares', shares: [{ participant: ALICE, percent: 70 }, { participant: BOB, percent: 30 }] }
const nameOf = (index: number): string => `room ${index}`

const isSettled = async (rooms: RoomStore, count: number): Promise<boolean> => {
  const stored = await rooms.read(Array.from({ length: count }, (_, index) => nameOf(index)))
  return stored.length === count && stored.every(({ isOpen }) => !isOpen)
}

describe.each(['clearnode', 'nitronode'] as const)('several workers on a %s', (kind) => {
  const count = kind === 'clearnode' ? 80 : 24

  it(`two workers on a ${kind} that are asked for the same rooms pay each of them once, and both report every receipt`, async () => {
    const rig = await startRoomRig(kind)
    const workers = [rig.createCloser(), rig.createCloser()]
    await Promise.all(workers.map(({ closer }) => closer.start()))
    const ids = Array.from({ length: count }, () => rig.openSession())
    const receipts = await Promise.all(workers.flatMap(({ closer }) =>
      ids.map((sessionId, index) => closer.close(nameOf(index), { sessionId, result: RESULT }))))
    expect(receipts.every(({ result }) => result === 'closed')).toBe(true)
    expect(rig.wronglyPaid(ids)).toEqual([])
    await until(() => isSettled(rig.rooms, count))
    const submitted = workers.flatMap(({ events }) => events.filter(({ type }) => type === 'room.closed').map(({ roomId }) => roomId))
    expect(submitted.sort()).toEqual(ids.map((_, index) => nameOf(index)).sort())
  })

  it(`when a worker on a ${kind} dies in the middle, another one brings every room to its end, and nothing is paid twice`, async () => {
    const rig = await startRoomRig(kind)
    const [one, other] = [rig.createCloser({ lease: 1_000 }), rig.createCloser({ lease: 1_000 })]
    await one.closer.start()
    const ids = Array.from({ length: count }, () => rig.openSession())
    ids.forEach((sessionId, index) => { one.closer.close(nameOf(index), { sessionId, result: RESULT }) })
    await until(() => one.events.filter(({ type }) => type === 'room.closed').length >= count / 4, 1)
    one.kill()
    const before = await rig.rooms.read(ids.map((_, index) => nameOf(index)))
    expect(before.filter(({ state }) => state === 'sent').length).toBeGreaterThan(0)
    await other.closer.start()
    await until(() => isSettled(rig.rooms, count))

    expect(rig.wronglyPaid(ids)).toEqual([])
    expect(await rig.journal.list()).toEqual([])
    const after = await rig.rooms.read(ids.map((_, index) => nameOf(index)))
    expect(after.filter(({ state, epoch }) => state !== 'closed' || epoch > 2)).toEqual([])
    expect(other.events.filter(({ type }) => type === 'room.taken').length).toBeGreaterThan(0)
  })

  it(`a worker on a ${kind} that was killed before its requests were answered is taken over without a second payment`, async () => {
    const rig = await startRoomRig(kind)
    const method = kind === 'clearnode' ? 'close_app_session' : 'app_sessions.v1.submit_app_state'
    rig.node.faults.add({ kind: 'stall', at: { moment: 'checked', method, times: 1_000 }, ms: 250 })
    const [one, other] = [rig.createCloser({ lease: 1_000 }), rig.createCloser({ lease: 1_000 })]
    await one.closer.start()
    const ids = Array.from({ length: 8 }, () => rig.openSession())
    ids.forEach((sessionId, index) => { one.closer.close(nameOf(index), { sessionId, result: RESULT }) })
    await until(() => one.events.filter(({ type }) => type === 'room.submitted').length >= 4, 1)
    one.kill()
    await other.closer.start()
    await until(() => isSettled(rig.rooms, 8))
    expect(rig.wronglyPaid(ids)).toEqual([])
    expect(await rig.journal.list()).toEqual([])
  })
})

it('a worker whose store is silent for longer than its lease sends nothing more, and comes back as a new worker', async () => {
  const rooms = createMemoryRooms()
  let isSilent = false
  const waiting: (() => void)[] = []
  const store = new Proxy(rooms, {
    get: (target, name: keyof RoomStore) => {
      const member = target[name]
      if (typeof member !== 'function') return member
      return async (...args: never[]) => {
        if (isSilent) await new Promise<void>((resolve) => { waiting.push(resolve) })
        return (member as (...given: never[]) => unknown)(...args)
      }
    },
  })
  const rig = await startRoomRig('clearnode', { rooms })
  const { closer } = rig.createCloser({ rooms: store, lease: 1_000 })
  await closer.start()
  const first = closer.status().worker
  isSilent = true
  const sessionId = rig.openSession()
  const room = closer.close('room', { sessionId, result: RESULT })
  // Another worker looks for rooms after the lease has ended, which buries the first one.
  await until(async () => (await new Promise((resolve) => { setTimeout(resolve, 1_200) }), true))
  await rooms.register('somebody else', 60_000)
  await rooms.take('somebody else', { limit: 1 })
  isSilent = false
  for (const resolve of waiting) resolve()
  await until(() => closer.status().worker !== first && closer.status().worker !== null)
  expect((await room).result).toBe('closed')
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a room of a worker that could not log in is paid by another process, and the caller learns of it once the closer has started', async () => {
  const rig = await startRoomRig('clearnode')
  let isAway = true
  /** A key service that is away for a while. */
  class Signer extends Wallet {
    override async signTypedData(...values: Parameters<Wallet['signTypedData']>): Promise<string> {
      if (!isAway) return super.signTypedData(...values)
      await until(() => events.length > 0)
      throw new Error('The key service is away.')
    }
  }
  const { closer, events } = rig.createCloser({ lease: 1_000, client: { signer: new Signer(ALICE_KEY) } })
  const starting = closer.start().catch((thrown: unknown) => thrown)
  const sessionId = rig.openSession()
  const room = closer.close('room', { sessionId, result: RESULT })
  expect(await starting).toMatchObject({ code: 'WALLET_FAILED' })
  expect(events.map(({ type }) => type)).toEqual(['room.queued', 'room.left'])

  const other = rig.createCloser()
  await other.closer.start()
  await until(async () => (await rig.rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  isAway = false
  await closer.start()
  expect((await room).result).toBe('closed')
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a closer that is asked for a room which another worker has just paid answers with its receipt, and does not keep the room in memory', async () => {
  const { createCloser, openSession, wronglyPaid, rooms } = await startRoomRig('clearnode')
  const [one, other] = [createCloser(), createCloser()]
  await one.closer.start()
  await other.closer.start()
  const request = { sessionId: openSession(), result: { kind: 'winner', participant: BOB } } as const
  const receipt = await one.closer.close('room', request)
  // The worker that has paid the room still watches for a second payment.
  expect(await rooms.read(['room'])).toMatchObject([{ state: 'closed', isOpen: true }])
  const first = other.closer.close('room', request)
  expect(await first).toEqual(receipt)
  expect(other.closer.close('room', request)).not.toBe(first)
  expect(other.events).toEqual([])
  expect(wronglyPaid([request.sessionId])).toEqual([])
})
