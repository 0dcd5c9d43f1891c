import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import { backoffDelay } from './backoff'
import { createNodeClock } from './nodeClock'
import { createRequestIds, randomName } from './requestIds'
import { systemTimers } from './timers'
import { openRig } from './testRig'

afterEach(() => {
  vi.useRealTimers()
})

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

  it('is this device’s clock until a frame came in', () => {
    const node = clock()
    expect(node.now()).toBe(1_000_000)
    pass(7)
    expect(node.now()).toBe(1_000_007)
  })

  it('goes on from the newest frame, forwards and backwards, whatever the local clock does', () => {
    const node = clock()
    node.learn(5_000_000)
    pass(1_500)
    local -= 3_600_000
    expect(node.now()).toBe(5_001_500)
    node.learn(4_000_000)
    pass(10)
    expect(node.now()).toBe(4_000_010)
  })

  it.each([0, -1, Number.NaN, Infinity, 1.5, 2 ** 60])('does not believe a stamp of %s', ts => {
    const node = clock()
    node.learn(ts)
    expect(node.now()).toBe(1_000_000)
  })

  it('gives strictly increasing whole stamps', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 1, max: 2 ** 40 }).map(ts => ({ ts })))), steps => {
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

  it('is learned from pushes, answers and errors', async () => {
    vi.useFakeTimers({ now: 1_000 })
    const { connection, socket } = await openRig()
    expect(connection.now()).toBe(1_000)
    for (const frame of [{ push: 'bu', ts: 9_000 }, { id: 4, ts: 8_000 }, { id: 4, error: 'e', ts: 7_000 }]) {
      socket.push(frame)
      expect(connection.now()).toBe(frame.ts)
    }
    expect(connection.newStamp()).toBe(7_000)
    expect(connection.newStamp()).toBe(7_001)
    connection.disconnect()
  })
})

describe('request ids', () => {
  it('are safe integers, never repeat, and never look like a clock', () => {
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

  it('stay safe when every random bit is set', () => {
    const random = vi.spyOn(crypto, 'getRandomValues').mockImplementation(array => {
      if (array instanceof Uint32Array) array.fill(0xffff_ffff)
      return array
    })
    const ids = createRequestIds()
    expect(Number.isSafeInteger(ids.next())).toBe(true)
    expect(randomName()).toMatch(/^[0-9a-f]{16}$/)
    random.mockRestore()
  })

  it('differ between connections', () => {
    expect(createRequestIds().next()).not.toBe(createRequestIds().next())
    expect(randomName()).not.toBe(randomName())
  })
})

describe('back-off', () => {
  it('doubles up to the cap by default between 500 ms and 30 s', () => {
    const waits = [0, 1, 2, 5, 6, 7, 5_000].map(failures => backoffDelay(failures, {}, () => 0))
    expect(waits).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('takes off at most the random share', () => {
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
  it('fire once, can be cancelled, and never fire early where the wait overflows', () => {
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
