import { expect, it, vi } from 'vitest'
import { createVirtualTime } from '../../testing'
import { createLifetime } from './lifetime'

it('timers run and can be stopped while the client is in use', async () => {
  const time = createVirtualTime()
  const { timers } = createLifetime(time)
  const [kept, stopped] = [vi.fn(), vi.fn()]
  timers.after(10, kept)
  timers.after(10, stopped)()
  await time.advance(10)
  expect(kept).toHaveBeenCalledTimes(1)
  expect(stopped).not.toHaveBeenCalled()
  expect(timers.elapsed()).toBe(time.elapsed())
})

it('the end of a client stops all of its timers, and none starts afterwards', async () => {
  const time = createVirtualTime()
  const lifetime = createLifetime(time)
  const callback = vi.fn()
  lifetime.timers.after(10, callback)
  expect(lifetime.hasEnded).toBe(false)
  lifetime.end()
  expect([lifetime.hasEnded, time.pending]).toEqual([true, 0])
  lifetime.timers.after(10, callback)
  expect(time.pending).toBe(0)
  await time.advance(20)
  expect(callback).not.toHaveBeenCalled()
})
