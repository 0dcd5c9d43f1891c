import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createVirtualTime, type VirtualTime } from '../../testing'
import { Scheduler, type Sleeper } from './scheduler'

/** A scheduler in virtual time, and a record of who was woken when. */
function setUp() {
  const time = createVirtualTime()
  const scheduler = new Scheduler(time)
  const woken: string[] = []
  const sleeper = (name: string, onWake: () => void = () => {}): Sleeper => ({
    wake() {
      woken.push(`${name} at ${time.elapsed()}`)
      onWake()
    },
  })
  return { time, scheduler, woken, sleeper }
}

/** Timers that count how often one was set. */
function countedTimers(time: VirtualTime) {
  const counted = { set: 0, timers: { ...time, after: (ms: number, callback: () => void) => {
    counted.set += 1
    return time.after(ms, callback)
  } } }
  return counted
}

it('the scheduler wakes a sleeper at its time, and only once', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  scheduler.wakeAt(sleeper('a'), 100)
  await time.advance(99)
  expect(woken).toEqual([])
  await time.advance(1)
  expect(woken).toEqual(['a at 100'])
  await time.advance(10_000)
  expect(woken).toEqual(['a at 100'])
  expect(time.pending).toBe(0)
})

it('the scheduler wakes a sleeper whose time has already passed in the next turn, not during the call', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  await time.advance(500)
  scheduler.wakeAt(sleeper('late'), 100)
  scheduler.wakeAt(sleeper('always'), -Infinity)
  expect(woken).toEqual([])
  await time.advance(0)
  expect(woken).toEqual(['late at 500', 'always at 500'])
})

it('the scheduler keeps one timer for all sleepers together', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  for (const at of [300, 100, 200, 100, Infinity]) {
    scheduler.wakeAt(sleeper(`due ${at}`), at)
    expect(time.pending).toBeLessThanOrEqual(1)
  }
  while (time.pending > 0) {
    expect(time.pending).toBe(1)
    await time.advance(100)
  }
  expect(woken).toEqual(['due 100 at 100', 'due 100 at 100', 'due 200 at 200', 'due 300 at 300'])
})

it('the scheduler sets no new timer for a sleeper that is due later than another one', () => {
  const time = createVirtualTime()
  const counted = countedTimers(time)
  const scheduler = new Scheduler(counted.timers)
  scheduler.wakeAt({ wake() {} }, 100)
  scheduler.wakeAt({ wake() {} }, 200)
  scheduler.wakeAt({ wake() {} }, 100)
  expect(counted.set).toBe(1)
  scheduler.wakeAt({ wake() {} }, 50)
  expect(counted.set).toBe(2)
  expect(time.pending).toBe(1)
})

it('the scheduler wakes sleepers with the same time in the order in which they went to sleep', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  for (const name of ['a', 'b', 'c']) scheduler.wakeAt(sleeper(name), 100)
  await time.advance(100)
  expect(woken).toEqual(['a at 100', 'b at 100', 'c at 100'])
})

it('the scheduler replaces the time of a sleeper with an earlier time', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a = sleeper('a')
  scheduler.wakeAt(a, 500)
  scheduler.wakeAt(a, 100)
  await time.advance(1_000)
  expect(woken).toEqual(['a at 100'])
})

it('the scheduler replaces the time of a sleeper with a later time', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a = sleeper('a')
  scheduler.wakeAt(a, 100)
  scheduler.wakeAt(a, 500)
  await time.advance(499)
  expect(woken).toEqual([])
  await time.advance(1)
  expect(woken).toEqual(['a at 500'])
})

it('the scheduler never wakes a sleeper that was forgotten, and keeps no timer for that sleeper', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a = sleeper('a')
  scheduler.wakeAt(a, 100)
  scheduler.forget(a)
  expect(time.pending).toBe(0)
  await time.advance(1_000)
  expect(woken).toEqual([])
})

it('the scheduler still wakes the other sleepers after the earliest one was forgotten', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a = sleeper('a')
  scheduler.wakeAt(a, 100)
  scheduler.wakeAt(sleeper('b'), 200)
  scheduler.forget(a)
  expect(time.pending).toBe(1)
  await time.advance(1_000)
  expect(woken).toEqual(['b at 200'])
})

it('the scheduler ignores a call to forget a sleeper that it does not know', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  scheduler.wakeAt(sleeper('a'), 100)
  scheduler.forget(sleeper('stranger'))
  await time.advance(100)
  expect(woken).toEqual(['a at 100'])
})

it('the scheduler sets no timer for a sleeper that sleeps until Infinity', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a = sleeper('a')
  scheduler.wakeAt(a, Infinity)
  expect(time.pending).toBe(0)
  await time.advance(3_600_000)
  expect(woken).toEqual([])
  scheduler.wakeAt(a, time.elapsed() + 1)
  await time.advance(1)
  expect(woken).toEqual(['a at 3600001'])
})

it('the scheduler stops its timer when the only sleeper decides to sleep until Infinity', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a = sleeper('a')
  scheduler.wakeAt(a, 100)
  scheduler.wakeAt(a, Infinity)
  expect(time.pending).toBe(0)
  await time.advance(1_000)
  expect(woken).toEqual([])
})

it('the scheduler wakes a sleeper at each of its times when that sleeper schedules itself again while it is woken', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a: Sleeper = sleeper('a', () => { if (time.elapsed() < 300) scheduler.wakeAt(a, time.elapsed() + 100) })
  scheduler.wakeAt(a, 100)
  await time.advance(1_000)
  expect(woken).toEqual(['a at 100', 'a at 200', 'a at 300'])
  expect(time.pending).toBe(0)
})

it('the scheduler lets other timers run between two wake-ups of a sleeper that always schedules itself for now', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const a: Sleeper = sleeper('a', () => { if (woken.length < 5) scheduler.wakeAt(a, time.elapsed()) })
  scheduler.wakeAt(a, 100)
  time.after(100, () => { woken.push('another timer') })
  await time.advance(100)
  expect(woken).toEqual(['a at 100', 'another timer', 'a at 100', 'a at 100', 'a at 100'])
})

it('the scheduler keeps one timer while sleepers schedule themselves and each other again', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const b = sleeper('b')
  const a = sleeper('a', () => {
    scheduler.wakeAt(a, 400)
    scheduler.wakeAt(b, 300)
  })
  scheduler.wakeAt(a, 100)
  await time.advance(100)
  expect(time.pending).toBe(1)
  await time.advance(250)
  expect(woken).toEqual(['a at 100', 'b at 300'])
})

it('the scheduler waits again when its timer fires before the time of the sleeper', async () => {
  const time = createVirtualTime()
  const woken: number[] = []
  const scheduler = new Scheduler({ ...time, after: (ms, callback) => time.after(Math.ceil(ms / 2), callback) })
  scheduler.wakeAt({ wake: () => { woken.push(time.elapsed()) } }, 100)
  await time.advance(99)
  expect(woken).toEqual([])
  await time.advance(10)
  expect(woken).toEqual([100])
})

it('the scheduler wakes ten thousand sleepers in the order of their times, with one timer', async () => {
  const { time, scheduler, woken, sleeper } = setUp()
  const COUNT = 10_000
  for (let index = 0; index < COUNT; index++) scheduler.wakeAt(sleeper(`${index}`), 1 + (index * 7_919) % 100)
  expect(time.pending).toBe(1)
  await time.advance(100)
  expect(woken).toHaveLength(COUNT)
  expect(new Set(woken.map(line => line.split(' ')[0])).size).toBe(COUNT)
  const times = woken.map(line => Number(line.split(' ')[2]))
  expect(times).toEqual([...times].sort((one, other) => one - other))
  expect(time.pending).toBe(0)
})

it('the scheduler wakes every sleeper exactly when a list of plain timers would, whatever is scheduled, replaced and forgotten', async () => {
  const command = fc.record({
    sleeper: fc.nat({ max: 3 }), at: fc.option(fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constant(Infinity))), pause: fc.nat({ max: 40 }),
  })
  await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 20 }), async (commands) => {
    const { time, scheduler, woken, sleeper } = setUp()
    const sleepers = [0, 1, 2, 3].map(index => sleeper(`${index}`))
    const expected: string[] = []
    const plain = new Map<number, () => void>()
    for (const { sleeper: index, at, pause } of commands) {
      plain.get(index)?.()
      plain.delete(index)
      const known = sleepers[index]
      if (!known) continue
      if (at === null) scheduler.forget(known)
      else {
        scheduler.wakeAt(known, at)
        if (at < Infinity) {
          plain.set(index, time.after(Math.max(0, at - time.elapsed()), () => { expected.push(`${index} at ${time.elapsed()}`) }))
        }
      }
      await time.advance(pause)
    }
    await time.advance(1_000)
    expect([...woken].sort()).toEqual([...expected].sort())
    expect(time.pending).toBe(0)
  }), { numRuns: 100 })
})
