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

it('a call that waits for a store ends with CLIENT_DISPOSED when the client is disposed, and so does every later call', async () => {
  const lifetime = createLifetime(createVirtualTime())
  const waiting = lifetime.unlessEnded(() => new Promise(() => {}))
  lifetime.end()
  await expect(waiting).rejects.toMatchObject({ code: 'CLIENT_DISPOSED' })
  const work = vi.fn(async () => 'answer')
  await expect(lifetime.unlessEnded(work)).rejects.toMatchObject({ code: 'CLIENT_DISPOSED' })
  expect(work).not.toHaveBeenCalled()
})

it('a call that waits for a store passes on its answer and its error while the client is in use', async () => {
  const lifetime = createLifetime(createVirtualTime())
  expect(await lifetime.unlessEnded(async () => 'answer')).toBe('answer')
  await expect(lifetime.unlessEnded(() => Promise.reject(new Error('the store failed')))).rejects.toThrow('the store failed')
})
