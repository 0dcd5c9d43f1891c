import { expect, it } from 'vitest'
import type { Allocation, Hex } from '../../src/core'
import type { NewRoom, RoomEnding, RoomLogEntry, RoomStore } from '../../src/node'
import { ALICE } from './people'

/** A store for one test. Its clock may be a real one. */
export interface RoomStoreRig {
  readonly store: RoomStore
  /** Another worker's access to the same rooms. */
  readonly other: RoomStore
  /** Lets this much time pass, in milliseconds. */
  pass(ms: number): Promise<void>
}

const LEASE = 60_000
/** A lease that ends during a test. */
const SHORT = 50
const sessionOf = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const newRoom = (n: number, hash = `hash ${n}`): NewRoom => ({
  roomId: `room ${n}`, sessionId: sessionOf(n), hash, request: { sessionId: sessionOf(n), result: { kind: 'winner', participant: ALICE } },
})
const ROWS: readonly Allocation[] = [{ participant: ALICE, asset: 'usdc', amount: '1' }]
const failure: RoomEnding = { state: 'failed', error: null, entry: null, endedAt: 5 }
const payment: RoomEnding = { state: 'closed', error: null, entry: null, endedAt: 6 }
const line = (name: string): RoomLogEntry => ({ at: 1, epoch: 1, type: 'action', name, details: '', attempts: {} })

/** What every store of rooms has to do. */
export function describeRoomStore(name: string, open: () => Promise<RoomStoreRig>): void {
  it(`${name}: a new room belongs to the worker that stores it, in epoch 1`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    const added = await store.add(newRoom(1), 'a')
    expect(added).toMatchObject({ outcome: 'added', room: { ...newRoom(1), owner: 'a', epoch: 1, state: 'queued', allocations: null, ending: null, isOpen: true } })
    expect(await other.read(['room 1', 'room 2'])).toEqual([added.room])
    expect(await other.owned('a')).toEqual([added.room])
  })

  it(`${name}: a second room with the same id changes nothing and returns the first one`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    const { room } = await store.add(newRoom(1), 'a')
    expect(await other.add({ ...newRoom(2, 'another'), roomId: 'room 1' }, 'b')).toEqual({ outcome: 'present', room })
    expect(await store.read(['room 1'])).toEqual([room])
  })

  it(`${name}: a second room with the same session is refused and names the first one`, async () => {
    const { store, other } = await open()
    const { room } = await store.add(newRoom(1), null)
    expect(await other.add({ ...newRoom(2), sessionId: sessionOf(1) }, 'b')).toEqual({ outcome: 'session taken', room })
  })

  it(`${name}: of many workers that add one room at the same time, one adds it`, async () => {
    const { store, other } = await open()
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).add(newRoom(1), `w${index}`)))
    expect(results.filter(({ outcome }) => outcome === 'added')).toHaveLength(1)
    expect(new Set(results.map(({ room }) => room.owner)).size).toBe(1)
  })

  it(`${name}: a room of a worker that gives signs of life is not taken`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    await other.register('b', LEASE)
    await store.add(newRoom(1), 'a')
    expect(await other.take('b', { limit: 10 })).toEqual([])
    expect(await other.take('b', { limit: 10, roomId: 'room 1' })).toEqual([])
    expect(await store.keepAlive('a', LEASE)).toBe(true)
  })

  it(`${name}: a room of a worker without a sign of life is taken in a higher epoch, and that worker cannot come back`, async () => {
    const { store, other, pass } = await open()
    await store.register('a', SHORT)
    await store.add(newRoom(1), 'a')
    await pass(2 * SHORT)
    await other.register('b', LEASE)
    expect(await other.take('b', { limit: 10 })).toMatchObject([{ roomId: 'room 1', owner: 'b', epoch: 2 }])
    expect(await store.keepAlive('a', LEASE)).toBe(false)
    expect(await store.keepAlive('a', LEASE)).toBe(false)
  })

  it(`${name}: rooms of buried workers are taken before rooms that nobody has had`, async () => {
    const { store, other, pass } = await open()
    await store.register('a', SHORT)
    await store.add(newRoom(1), null)
    await store.add(newRoom(2), 'a')
    await pass(2 * SHORT)
    await other.register('b', LEASE)
    expect(await other.take('b', { limit: 1 })).toMatchObject([{ roomId: 'room 2', epoch: 2 }])
    expect(await other.take('b', { limit: 5 })).toMatchObject([{ roomId: 'room 1', epoch: 1 }])
  })

  it(`${name}: workers that take rooms at the same time never take the same one`, async () => {
    const { store, other } = await open()
    for (let n = 1; n <= 60; n += 1) await store.add(newRoom(n), null)
    const workers = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(workers.map(worker => store.register(worker, LEASE)))
    const taken: string[] = []
    for (let round = 0; round < 20 && taken.length < 60; round += 1) {
      const results = await Promise.all(workers.map((worker, index) => (index % 2 ? store : other).take(worker, { limit: 7 })))
      taken.push(...results.flat().map(({ roomId }) => roomId))
    }
    expect(taken).toHaveLength(60)
    expect(new Set(taken).size).toBe(60)
    expect((await store.read(taken)).every(({ epoch }) => epoch === 1)).toBe(true)
  })

  it(`${name}: a change with an earlier epoch or by another worker is refused and changes nothing`, async () => {
    const { store, other, pass } = await open()
    await store.register('a', SHORT)
    await store.add(newRoom(1), 'a')
    await pass(2 * SHORT)
    await other.register('b', LEASE)
    const [taken] = await other.take('b', { limit: 1 })
    const old = { roomId: 'room 1', owner: 'a', epoch: 1 }
    expect(await store.markSent(old, ROWS)).toBe(false)
    expect(await store.end(old, payment)).toBe(false)
    expect(await store.end({ ...old, epoch: 2 }, payment)).toBe(false)
    expect(await store.end({ ...old, owner: 'b' }, payment)).toBe(false)
    await store.settle([old])
    expect(await other.read(['room 1'])).toEqual([taken])
  })

  it(`${name}: the amounts, the ending and the end of a room are kept for its owner`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    await store.add(newRoom(1), 'a')
    const mark = { roomId: 'room 1', owner: 'a', epoch: 1 }
    expect(await store.markSent(mark, ROWS)).toBe(true)
    expect(await other.read(['room 1'])).toMatchObject([{ state: 'sent', allocations: ROWS, isOpen: true }])
    expect(await store.end(mark, payment)).toBe(true)
    expect(await other.read(['room 1'])).toMatchObject([{ state: 'closed', ending: payment, isOpen: true, owner: 'a' }])
    await store.settle([mark, { roomId: 'room 9', owner: 'a', epoch: 1 }])
    expect(await other.read(['room 1'])).toMatchObject([{ state: 'closed', ending: payment, isOpen: false, owner: null }])
    await other.register('b', LEASE)
    expect(await other.take('b', { limit: 5 })).toEqual([])
    expect(await other.take('b', { limit: 5, roomId: 'room 1', beginAgain: true })).toEqual([])
  })

  it(`${name}: a request that may be sent does not change the state of a room that has ended`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    await store.add(newRoom(1), 'a')
    const mark = { roomId: 'room 1', owner: 'a', epoch: 1 }
    await store.end(mark, payment)
    expect(await store.markSent(mark, ROWS)).toBe(true)
    expect(await other.read(['room 1'])).toMatchObject([{ state: 'closed', ending: payment }])
  })

  it(`${name}: a room whose failure is stored and that is not settled is taken as it is`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    await store.add(newRoom(1), 'a')
    await store.end({ roomId: 'room 1', owner: 'a', epoch: 1 }, failure)
    await store.release('a')
    await other.register('b', LEASE)
    expect(await other.take('b', { limit: 5, roomId: 'room 1' })).toMatchObject([{ state: 'failed', ending: failure, isOpen: true, owner: 'b', epoch: 2 }])
  })

  it(`${name}: the log of a room is kept for its owner only, and an ending without a log leaves it as it is`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    await store.add(newRoom(1), 'a')
    await store.add(newRoom(2), 'a')
    const mark = { roomId: 'room 1', owner: 'a', epoch: 1 }
    expect(await other.readLog('room 1')).toEqual([])
    await store.keepLogs([{ mark, log: [line('sent')] }, { mark: { roomId: 'room 2', owner: 'a', epoch: 2 }, log: [line('too early')] }])
    expect(await other.readLog('room 1')).toEqual([line('sent')])
    await store.keepLogs([{ mark: { ...mark, owner: 'b' }, log: [line('of a stranger')] }])
    expect(await store.end(mark, payment)).toBe(true)
    expect(await other.readLog('room 1')).toEqual([line('sent')])
    expect(await store.end({ ...mark, epoch: 2 }, payment, [line('of another epoch')])).toBe(false)
    expect(await store.end(mark, payment, [line('sent'), line('paid')])).toBe(true)
    expect(await other.readLog('room 1')).toEqual([line('sent'), line('paid')])
    expect(await other.readLog('room 2')).toEqual([])
    expect(await other.readLog('room 3')).toEqual([])
  })

  it(`${name}: a room that has failed is begun again only if that is asked for, for its id`, async () => {
    const { store } = await open()
    await store.register('a', LEASE)
    await store.add(newRoom(1), 'a')
    const mark = { roomId: 'room 1', owner: 'a', epoch: 1 }
    await store.markSent(mark, ROWS)
    await store.end(mark, failure)
    await store.settle([mark])
    const [ended] = await store.read(['room 1'])
    expect(await store.take('a', { limit: 5 })).toEqual([])
    expect(await store.take('a', { limit: 5, roomId: 'room 1' })).toEqual([])
    expect(await store.read(['room 1'])).toEqual([ended])
    expect(await store.take('a', { limit: 5, roomId: 'room 1', beginAgain: true })).toMatchObject([{ state: 'queued', ending: null, allocations: null, isOpen: true, owner: 'a', epoch: 2 }])
  })

  it(`${name}: a worker that leaves releases its open rooms`, async () => {
    const { store, other } = await open()
    await store.register('a', LEASE)
    await store.add(newRoom(1), 'a')
    await store.release('a')
    await other.register('b', LEASE)
    expect(await other.take('b', { limit: 5 })).toMatchObject([{ roomId: 'room 1', epoch: 2, owner: 'b' }])
    expect(await store.keepAlive('a', LEASE)).toBe(false)
  })

  it(`${name}: only the owner of an open room hears that a person wants it to be archived, and only for the time that was named`, async () => {
    const { store, other, pass } = await open()
    await store.register('a', LEASE)
    const { room } = await store.add(newRoom(1), 'a')
    await store.add(newRoom(2), 'a')
    expect(await store.askedToArchive('a')).toEqual([])
    await other.askToArchive('room 1', LEASE)
    await other.askToArchive('a room that is not stored', LEASE)
    expect(await store.askedToArchive('a')).toEqual(['room 1'])
    expect(await store.askedToArchive('b')).toEqual([])
    expect(await store.read(['room 1'])).toEqual([room])

    await other.askToArchive('room 1', 0)
    expect(await store.askedToArchive('a')).toEqual([])
    await other.askToArchive('room 1', SHORT)
    await pass(SHORT * 2)
    expect(await store.askedToArchive('a')).toEqual([])

    await other.askToArchive('room 1', LEASE)
    await store.release('a')
    await store.register('b', LEASE)
    await store.take('b', { limit: 1, roomId: 'room 1' })
    expect(await store.askedToArchive('b')).toEqual(['room 1'])
    await store.end({ roomId: 'room 1', owner: 'b', epoch: 2 }, failure)
    await store.settle([{ roomId: 'room 1', owner: 'b', epoch: 2 }])
    expect(await store.askedToArchive('b')).toEqual([])
  })
}
