import { expect, it } from 'vitest'
import { keyOf, recordOf } from '../../../test/helpers/journalContract'
import { createVirtualTime, failingJournal } from '../../testing'
import type { JournalFault } from '../../testing'
import type { Journal } from '../journal/journal'
import { createMemoryJournal } from '../journal/memoryJournal'
import { limitJournal } from './limitStores'

const start = (faults: readonly JournalFault[] = [], replaced: Partial<Journal> = {}) => {
  const time = createVirtualTime()
  const inner = createMemoryJournal()
  return { time, inner, journal: limitJournal({ ...failingJournal(inner, faults, { timers: time }), ...replaced }, time) }
}

it('a journal that never answers a write fails after 30 seconds with JOURNAL_FAILED, because the write may have been made', async () => {
  const { time, journal, inner } = start([{ write: 1, kind: 'unanswered' }])
  let failure: unknown
  void journal.create(keyOf(1), recordOf(1)).catch((thrown: unknown) => { failure = thrown })
  await time.advance(29_999)
  expect(failure).toBeUndefined()
  await time.advance(1)
  expect(failure).toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'The storage did not answer within 30 seconds.' } })
  expect((await inner.read(keyOf(1)))?.record).toEqual(recordOf(1))
})

it.each(['read', 'list'] as const)('a journal whose method %s never answers fails after 30 seconds', async (method) => {
  const { time, journal } = start([], { [method]: () => new Promise<never>(() => {}) })
  let failure: unknown
  void journal[method](keyOf(1)).catch((thrown: unknown) => { failure = thrown })
  await time.advance(30_000)
  expect(failure).toMatchObject({ code: 'JOURNAL_FAILED' })
})

it('a journal with a time limit passes calls on to a journal that answers in time, and leaves no timer behind', async () => {
  const { time, journal } = start()
  const revision = await journal.create(keyOf(1), recordOf(1))
  expect(await journal.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
  const next = await journal.replace(keyOf(1), recordOf(1, 2), revision ?? '')
  expect(await journal.list()).toEqual([{ key: keyOf(1), record: recordOf(1, 2), revision: next }])
  expect(await journal.markEnded?.(keyOf(1), 'another closing')).toBe('never written')
  expect(await journal.remove(keyOf(1), next ?? '')).toBe(true)
  expect(time.pending).toBe(0)
})

it('a journal with a time limit says whether its records survive, and which are unusable, as the journal behind it does', () => {
  const journal = createMemoryJournal()
  const unusable = [{ kind: 'newer', key: null, place: 'row 1', reason: 'version 3' }] as const
  expect(limitJournal({ ...journal, unusable }, createVirtualTime())).toMatchObject({ isDurable: false, unusable })
  expect(limitJournal({ ...journal, isDurable: undefined } as never, createVirtualTime())).toMatchObject({ isDurable: true, unusable: [] })
})

it('a journal without markers still has none behind a time limit', () => {
  expect(start([], { markEnded: undefined } as never).journal.markEnded).toBeUndefined()
})

it.each(['list', 'read', 'create', 'replace', 'remove'] as const)('a journal whose method %s throws something, at once or later, fails with JOURNAL_FAILED', async (method) => {
  for (const fail of [() => { throw new Error('disk full') }, () => Promise.reject(new Error('disk full'))]) {
    const { time, journal } = start([], { [method]: fail })
    const answer = (journal[method] as (...given: readonly unknown[]) => Promise<unknown>)(keyOf(1), recordOf(1), '1')
    await expect(answer).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { data: { reason: 'disk full' } } })
    expect(time.pending).toBe(0)
  }
})
