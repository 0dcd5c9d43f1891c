import { expect, it } from 'vitest'
import { createVirtualTime } from './virtualTime'

const recorder = () => {
  const time = createVirtualTime(1_000)
  const log: string[] = []
  const note = (name: string) => () => { log.push(`${name} at ${time.now()}`) }
  return { time, log, note }
}

it('virtual timers fire by their time, then in the order in which they were set', async () => {
  const { time, log, note } = recorder()
  time.setTimeout(note('c'), 20)
  time.setTimeout(note('a'), 10)
  time.setTimeout(note('b'), 10)
  time.setTimeout(note('first'))
  await time.advance(15)
  expect(log).toEqual(['first at 1000', 'a at 1010', 'b at 1010'])
  expect(time.now()).toBe(1_015)
  expect(time.pending).toBe(1)
})

it('virtual hours pass at once, even with timers that set new timers', async () => {
  const { time } = recorder()
  let beats = 0
  const beat = () => {
    beats += 1
    time.setTimeout(beat, 60_000)
  }
  beat()
  await time.advance(5 * 3_600_000)
  expect(beats).toBe(301)
  expect(time.elapsed()).toBe(5 * 3_600_000)
})

it('every promise settles between two virtual timers', async () => {
  const { time, log, note } = recorder()
  time.setTimeout(() => {
    void (async () => {
      for (let hop = 0; hop < 100; hop++) await Promise.resolve()
      note('after hops')()
    })()
  }, 5)
  time.setTimeout(note('next'), 6)
  expect(await time.runUntilIdle()).toBe(true)
  expect(log).toEqual(['after hops at 1005', 'next at 1006'])
})

it('a cleared virtual timer never fires', async () => {
  const { time, log, note } = recorder()
  time.clearTimeout(time.setTimeout(note('cleared'), 5))
  time.after(5, note('stopped'))()
  time.clearTimeout(undefined)
  expect(await time.runUntilIdle()).toBe(true)
  expect(log).toEqual([])
})

it('runUntilIdle and runUntil return whether they reached their goal', async () => {
  const { time, log, note } = recorder()
  time.setTimeout(note('late'), 500)
  expect(await time.runUntilIdle(100)).toBe(false)
  expect(await time.runUntil(() => log.length > 0)).toBe(true)
  expect(log).toEqual(['late at 1500'])
  expect(await time.runUntil(() => log.length > 1)).toBe(false)
})
