import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import { backoffDelay } from './retryPlan'
import { createNodeClock } from './nodeClock'
import { createRequestIds, randomName } from './requestIds'
import { systemTimers } from './runtime'
import { openRig } from '../../../test/helpers/connectionRig'

afterEach(() => {
  vi.useRealTimers()
})

/** A present-day time, Unix milliseconds. */
const NOW = 1_790_000_000_000

describe('node clock', () => {
  let local = 1_000_000
  let elapsed = 50.25
  const pass = (ms: number): void => {
    local += ms
    elapsed += ms
  }
  const clock = (): ReturnType<typeof createNodeClock> =>
    createNodeClock({ after: () => () => {}, now: () => local, elapsed: () => elapsed })

  beforeEach(() => {
    local = 1_000_000
    elapsed = 50.25
  })

  it('the node clock is this device’s clock until the first answer', () => {
    const node = clock()
    expect(node.now()).toBe(1_000_000)
    pass(7)
    expect(node.now()).toBe(1_000_007)
  })

  it('the node clock follows the latest answer, forwards and backwards, whatever the local clock does', () => {
    const node = clock()
    node.learn(NOW)
    pass(1_500)
    local -= 3_600_000
    expect(node.now()).toBe(NOW + 1_500)
    node.learn(NOW - 4_000_000)
    pass(10)
    expect(node.now()).toBe(NOW - 3_999_990)
  })

  it.each([0, -1, Number.NaN, Infinity, 1.5, 2 ** 53, 2 ** 60, 1e13, 1_700_000_000])('the node clock ignores a timestamp of %s', ts => {
    const node = clock()
    node.learn(ts)
    expect(node.now()).toBe(1_000_000)
  })

  it('the node clock gives whole stamps that strictly increase while the clock swings by seconds', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.nat(100), fc.integer({ min: -4_000, max: 4_000 }).map(by => ({ ts: NOW + by })))), steps => {
      const node = clock()
      let last = 0
      for (const step of steps) {
        if (typeof step === 'number') pass(step / 3)
        else node.learn(step.ts)
        const stamp = node.newStamp()
        expect(Number.isSafeInteger(stamp)).toBe(true)
        expect(stamp).toBeGreaterThan(last)
        last = stamp
      }
    }))
  })

  it('the node clock forgets the stamps of a clock that was far ahead once that clock is set back', () => {
    const node = clock()
    node.learn(NOW + 3_600_000)
    expect(node.newStamp()).toBe(NOW + 3_600_000)
    node.learn(NOW)
    expect(node.newStamp()).toBe(NOW)
    expect(node.newStamp()).toBe(NOW + 1)
  })

  it('the node clock is learned from answers to requests, and from nothing else', async () => {
    vi.useFakeTimers({ now: 1_000 })
    const { connection, socket } = await openRig()
    const ask = (id: number) => connection.request({ id, method: 'm', ts: 1, frame: JSON.stringify({ id }) })
    for (const frame of [{ push: 'bu', ts: NOW }, { id: 4, ts: NOW }, { id: 4, error: 'e', ts: NOW }]) socket.push(frame)
    expect(connection.now()).toBe(1_000)

    const asked = ask(4)
    socket.push({ id: 4, ts: NOW })
    await asked
    expect(connection.now()).toBe(NOW)
    expect(connection.newStamp()).toBe(NOW)
    expect(connection.newStamp()).toBe(NOW + 1)
    connection.disconnect()
  })
})

describe('request ids', () => {
  it('request ids are safe integers, never repeat, and cannot be taken for a timestamp', () => {
    const ids = createRequestIds()
    const seen = new Set(Array.from({ length: 10_000 }, () => ids.next()))
    expect(seen.size).toBe(10_000)
    for (const id of seen) {
      expect(Number.isSafeInteger(id)).toBe(true)
      expect(id).toBeGreaterThan(2 ** 51)
      expect(ids.mayBeOurs(id)).toBe(true)
    }
    expect([0, 1, Date.now(), 2 ** 53 - 1].map(ids.mayBeOurs)).toEqual([false, false, false, false])
  })

  it('request ids stay safe integers when every random bit is set', async () => {
    // The module keeps random numbers that it has not used yet. A fresh one has none.
    vi.resetModules()
    const random = vi.spyOn(crypto, 'getRandomValues').mockImplementation(array => {
      if (array instanceof Uint32Array) array.fill(0xffff_ffff)
      return array
    })
    const fresh = await import('./requestIds')
    expect(Number.isSafeInteger(fresh.createRequestIds().next())).toBe(true)
    expect(fresh.randomName()).toBe('f'.repeat(16))
    random.mockRestore()
  })

  it('request ids and random names differ between connections', () => {
    expect(createRequestIds().next()).not.toBe(createRequestIds().next())
    expect(randomName()).not.toBe(randomName())
  })
})

describe('back-off', () => {
  it('the back-off doubles from 500 ms up to 30 s by default', () => {
    const waits = [0, 1, 2, 5, 6, 7, 5_000].map(failures => backoffDelay(failures, {}, () => 0))
    expect(waits).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('the back-off subtracts at most the random share', () => {
    fc.assert(fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, jitter, random) => {
      const full = backoffDelay(failures, { jitter: 0 }, () => random)
      const wait = backoffDelay(failures, { jitter }, () => random)
      expect(wait).toBeLessThanOrEqual(full)
      expect(wait).toBeGreaterThanOrEqual(full * (1 - jitter) - 1e-9)
    }))
    expect(backoffDelay(3, { initialDelay: 0 }, () => 0.5)).toBe(0)
  })
})

describe('system timers', () => {
  it('system timers fire once, can be cancelled, and never fire early when the wait overflows', () => {
    vi.useFakeTimers()
    const calls: string[] = []
    systemTimers.after(5, () => calls.push('a'))
    systemTimers.after(5, () => calls.push('b'))()
    systemTimers.after(2 ** 31, () => calls.push('c'))
    systemTimers.after(Infinity, () => calls.push('d'))
    vi.advanceTimersByTime(100)
    expect(calls).toEqual(['a'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
