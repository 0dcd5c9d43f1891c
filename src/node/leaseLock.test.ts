import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { holdLease, type LockTexts } from './leaseLock'

const LEASE = 10_000

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

function createTexts() {
  const texts = new Map<string, string>()
  const isPresent = (name: string, present: string): boolean => texts.get(name) === present
  const lock: LockTexts = {
    get: async name => texts.get(name) ?? null,
    insert: async (name, text) => !texts.has(name) && Boolean(texts.set(name, text)),
    update: async (name, text, present) => isPresent(name, present) && Boolean(texts.set(name, text)),
    remove: async (name, present) => isPresent(name, present) && texts.delete(name),
  }
  return { texts, lock }
}

/** Starts to wait for the lock. */
function waitFor(lock: LockTexts, timeout = 120_000) {
  const wait = { release: null as (() => Promise<void>) | null, failure: null as unknown }
  void holdLease(lock, 'wallet', { lease: LEASE, timeout }).then((release) => { wait.release = release }, (thrown: unknown) => { wait.failure = thrown })
  return wait
}

/** A process whose database calls fail from the moment at which it dies. */
function mortal(lock: LockTexts) {
  let isDead = false
  const alive = <T>(call: () => Promise<T>): Promise<T> => isDead ? Promise.reject(new Error('The process is gone.')) : call()
  const its: LockTexts = {
    get: name => alive(() => lock.get(name)),
    insert: (name, text) => alive(() => lock.insert(name, text)),
    update: (name, text, present) => alive(() => lock.update(name, text, present)),
    remove: (name, present) => alive(() => lock.remove(name, present)),
  }
  return { its, die: () => { isDead = true } }
}

it('a lease lock goes to a waiting process when its owner releases it, and nothing stays behind', async () => {
  const { lock, texts } = createTexts()
  const owner = waitFor(lock)
  await vi.advanceTimersByTimeAsync(0)
  const next = waitFor(lock)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(next.release).toBeNull()
  await owner.release?.()
  await vi.advanceTimersByTimeAsync(200)
  await next.release?.()
  expect(texts.size).toBe(0)
})

it('an owner that gives signs of life keeps the lease lock, however often the lease passes', async () => {
  const { lock } = createTexts()
  const owner = waitFor(lock)
  await vi.advanceTimersByTimeAsync(0)
  const next = waitFor(lock)
  await vi.advanceTimersByTimeAsync(10 * LEASE)
  expect(owner.release).not.toBeNull()
  expect(next.release).toBeNull()
})

it('the lease lock of a dead process expires after one lease', async () => {
  const { lock } = createTexts()
  const { its, die } = mortal(lock)
  waitFor(its)
  await vi.advanceTimersByTimeAsync(0)
  die()
  const next = waitFor(lock)
  await vi.advanceTimersByTimeAsync(LEASE - 1_000)
  expect(next.release).toBeNull()
  await vi.advanceTimersByTimeAsync(1_500)
  expect(next.release).not.toBeNull()
})

it('one of many waiting processes takes over a lease lock from a dead process', async () => {
  const { lock } = createTexts()
  const { its, die } = mortal(lock)
  waitFor(its)
  await vi.advanceTimersByTimeAsync(0)
  die()
  const waits = Array.from({ length: 10 }, () => waitFor(lock))
  await vi.advanceTimersByTimeAsync(2 * LEASE)
  expect(waits.filter(({ release }) => release !== null)).toHaveLength(1)
})

it('a process that has waited too long for a lease lock gives up', async () => {
  const { lock } = createTexts()
  waitFor(lock)
  await vi.advanceTimersByTimeAsync(0)
  const next = waitFor(lock, 30_000)
  await vi.advanceTimersByTimeAsync(30_500)
  expect(next.failure).toMatchObject({ message: 'Another process holds the lock.' })
})

it('a process recognises its own lease lock after the reply to the insertion said that the lock was taken', async () => {
  const { lock } = createTexts()
  const owner = waitFor({ ...lock, insert: async (name, text) => { await lock.insert(name, text); return lock.insert(name, text) } })
  await vi.advanceTimersByTimeAsync(200)
  expect(owner.release).not.toBeNull()
})

it('the owner of a lease lock recognises its own sign of life after the reply was lost, and releases the lock', async () => {
  const { lock, texts } = createTexts()
  let updates = 0
  const owner = waitFor({
    ...lock,
    update: async (...change) => {
      const isChanged = await lock.update(...change)
      if (++updates === 1) throw new Error('The connection was lost.')
      return isChanged
    },
  })
  await vi.advanceTimersByTimeAsync(LEASE)
  expect(updates).toBeGreaterThan(1)
  await owner.release?.()
  expect(texts.size).toBe(0)
})
