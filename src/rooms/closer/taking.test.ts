import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import type { RoomStore, StoredRoom } from '../store/roomStore'
import { createTaking } from './taking'

it('a doubt that arises while a worker asks for its rooms makes it ask once more', async () => {
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
    accept: () => { throw new Error('The store has no rooms.') },
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
