import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import type { RoomStore, StoredRoom } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { createTaking } from './taking'

it('a worker that becomes unsure of its rooms while it asks the store for them asks once more', async () => {
  let asked = 0
  let reply = (_: readonly StoredRoom[]): void => {}
  const store = {
    owned: () => new Promise<readonly StoredRoom[]>((resolve) => {
      asked += 1
      reply = resolve
    }),
    take: async () => [],
  } as unknown as RoomStore
  const taking = createTaking({
    store, worker: 'a', lease: 15_000, timers: createVirtualTime(), space: () => 10, mayTake: () => true,
    accept: () => { throw new Error('The store has no rooms.') }, report: () => {},
  })
  const scan = async (during = (): void => {}): Promise<void> => {
    const scanned = taking.scan()
    during()
    reply([])
    await scanned
  }
  taking.doubt()
  await scan(() => { taking.doubt() })
  await scan()
  expect(asked).toBe(2)
  await scan()
  expect(asked).toBe(2)
})

/** A store that answers when the test says so. */
function createSlowStore() {
  const time = createVirtualTime()
  const accepted: string[] = []
  let owned: readonly StoredRoom[] = []
  let isStuck = false
  let isAnswering = false
  let goOn = (): void => {}
  let asked = 0
  const store = {
    async owned() {
      asked += 1
      const reply = owned
      if (isStuck) await new Promise<void>((resolve) => { goOn = resolve })
      return reply
    },
    async take() {
      if (!isAnswering) throw new Error('Postgres did not answer.')
      return []
    },
  } as unknown as RoomStore
  const taking = createTaking({
    store, worker: 'a', lease: 15_000, timers: time, space: () => 10, mayTake: () => true,
    accept(stored) {
      accepted.push(stored.roomId)
      return {} as OpenRoom
    },
    report: () => {},
  })
  return {
    time, taking, accepted,
    asked: () => asked,
    own(...roomIds: readonly string[]) { owned = roomIds.map(roomId => ({ roomId }) as StoredRoom) },
    answerTakes() { isAnswering = true },
    getStuck() { isStuck = true },
    goOn: () => { goOn() },
    scan: () => taking.scan().catch(() => {}),
  }
}

it('a room that the store gives to a worker long after it was asked is found, and after a minute the worker asks no more', async () => {
  const { time, taking, accepted, own, scan, asked, answerTakes } = createSlowStore()
  await expect(taking.take('room', { beginAgain: false })).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED' })
  // Postgres answers again, but the statement above still waits for a lock.
  answerTakes()
  await scan()
  expect([asked(), accepted]).toEqual([1, []])
  own('room')
  await time.advance(10_000)
  await scan()
  expect([asked(), accepted]).toEqual([2, ['room']])
  await time.advance(60_000)
  await scan()
  await time.advance(60_000)
  await scan()
  expect(asked()).toBe(3)
})

it('a room that is settled while a worker asks for its rooms is not begun again', async () => {
  const { taking, accepted, own, scan, getStuck, goOn } = createSlowStore()
  own('settled', 'other')
  taking.doubt()
  getStuck()
  const scanned = scan()
  taking.noteSettled('settled')
  goOn()
  await scanned
  expect(accepted).toEqual(['other'])
})
