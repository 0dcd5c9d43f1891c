import { expect, it } from 'vitest'
import { sampleEntry } from '../../../test/helpers/sampleHistory'
import { createVirtualTime } from '../../testing'
import { createMemoryHistory } from '../history/memoryHistory'
import type { ClosingHistory } from '../history/types'
import { limitHistory } from './limitStores'

function start(replaced: Partial<ClosingHistory> = {}) {
  const time = createVirtualTime()
  return { time, history: limitHistory({ ...createMemoryHistory(), ...replaced }, time) }
}

const never = () => new Promise<never>(() => {})
const calls = { put: (history: ClosingHistory) => history.put(sampleEntry(1)), find: (history: ClosingHistory) => history.find() }

it.each(['put', 'find'] as const)('a history whose method %s never answers fails after 30 seconds with HISTORY_FAILED', async (method) => {
  const { time, history } = start({ [method]: never })
  let failure: unknown
  void calls[method](history).catch((thrown: unknown) => { failure = thrown })
  await time.advance(29_999)
  expect(failure).toBeUndefined()
  await time.advance(1)
  expect(failure).toMatchObject({ code: 'HISTORY_FAILED', info: { why: 'The storage did not answer within 30 seconds.' } })
})

it.each(['put', 'find'] as const)('a history whose method %s throws, at once or later, is blamed with HISTORY_FAILED', async (method) => {
  const atOnce = start({ [method]: () => { throw new Error('disk full') } })
  const later = start({ [method]: () => Promise.reject(new Error('disk full')) })
  for (const { history, time } of [atOnce, later]) {
    await expect(calls[method](history)).rejects.toMatchObject({ code: 'HISTORY_FAILED', info: { data: { reason: 'disk full' } } })
    expect(time.pending).toBe(0)
  }
})

it('a history with a time limit passes calls on to a history that answers in time, and leaves no timer behind', async () => {
  const { time, history } = start()
  await history.put(sampleEntry(1))
  expect(await history.find({ text: 'no such word' })).toEqual([])
  expect(await history.find()).toEqual([sampleEntry(1)])
  expect(time.pending).toBe(0)
})
