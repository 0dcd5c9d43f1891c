import { expect, it } from 'vitest'
import type { JournalRecord } from '../../core/journal/journal'
import { createMemoryJournal } from '../../core/journal/memoryJournal'
import { createVirtualTime } from '../time/virtualTime'
import { failingJournal, type JournalFault } from './failingJournal'

const record = (name: string): JournalRecord => ({ closingId: name }) as JournalRecord

const start = (...schedule: JournalFault[]) => {
  const time = createVirtualTime()
  const inner = createMemoryJournal()
  return { time, inner, journal: failingJournal(inner, schedule, { timers: time }) }
}

it('a failing journal passes every call on until a fault is due', async () => {
  const { inner, journal } = start({ write: 9, kind: 'rejects' })
  const revision = await journal.create('a', record('1'))
  expect(await journal.create('a', record('2'))).toBeNull()
  const next = await journal.replace('a', record('3'), revision ?? '')
  expect(await journal.read('a')).toEqual({ record: record('3'), revision: next })
  expect(await journal.list()).toEqual(await inner.list())
  expect(await journal.remove('a', next ?? '')).toBe(true)
  expect(journal.writes).toBe(4)
  expect(journal.hits()).toEqual({})
})

it('the journal fault `rejects` throws for the n-th write and the given number of writes after it, and writes nothing', async () => {
  const { journal } = start({ write: 2, times: 2, kind: 'rejects' })
  const revision = await journal.create('a', record('1'))
  await expect(journal.replace('a', record('2'), revision ?? '')).rejects.toMatchObject({ name: 'QuotaExceededError' })
  await expect(journal.remove('a', revision ?? '')).rejects.toMatchObject({ name: 'QuotaExceededError' })
  expect(await journal.read('a')).toEqual({ record: record('1'), revision })
  expect(await journal.create('b', record('4'))).not.toBeNull()
  expect(journal.hits()).toEqual({ rejects: 2 })
})

it('the journal fault `rejects-written` throws although the record is written', async () => {
  const { journal } = start({ write: 1, kind: 'rejects-written' })
  await expect(journal.create('a', record('1'))).rejects.toMatchObject({ name: 'QuotaExceededError' })
  expect((await journal.read('a'))?.record).toEqual(record('1'))
})

it('the journal fault `late` writes at once and answers after the given time', async () => {
  const { time, journal } = start({ write: 1, kind: 'late', ms: 5_000 }, { write: 2, kind: 'late', ms: 10 })
  let answer: string | null | undefined
  void journal.create('a', record('1')).then((revision) => { answer = revision })
  await time.advance(4_999)
  expect(answer).toBeUndefined()
  expect((await journal.read('a'))?.record).toEqual(record('1'))
  await time.advance(1)
  expect(answer).toBe((await journal.read('a'))?.revision)
  let second: string | null | undefined
  void journal.create('a', record('2')).then((revision) => { second = revision })
  await time.advance(10)
  expect(second).toBeNull()
})

it('the journal fault `arrives-late` throws at once and writes after the given time', async () => {
  const { time, journal } = start({ write: 1, kind: 'arrives-late', ms: 5_000 })
  await expect(journal.create('a', record('1'))).rejects.toMatchObject({ name: 'QuotaExceededError' })
  await time.advance(4_999)
  expect(await journal.read('a')).toBeNull()
  await time.advance(1)
  expect((await journal.read('a'))?.record).toEqual(record('1'))
})

it('the journal fault `repeated` writes twice and gives the answer to the second time', async () => {
  const { journal } = start({ write: 1, kind: 'repeated' }, { write: 2, kind: 'repeated' })
  expect(await journal.create('a', record('1'))).toBeNull()
  const entry = await journal.read('a')
  expect(entry?.record).toEqual(record('1'))
  expect(await journal.remove('a', entry?.revision ?? '')).toBe(false)
  expect(await journal.read('a')).toBeNull()
})

it('the journal fault `unanswered` writes and never answers', async () => {
  const { time, journal } = start({ write: 1, kind: 'unanswered' })
  let isAnswered = false
  void journal.create('a', record('1')).finally(() => { isAnswered = true })
  await time.advance(3_600_000)
  expect(isAnswered).toBe(false)
  expect((await journal.read('a'))?.record).toEqual(record('1'))
})

it('a marker of an ended closing counts as a write for journal faults, and fails like a write', async () => {
  const { inner, journal } = start({ write: 1, kind: 'rejects' })
  await expect(journal.markEnded?.('a', '1')).rejects.toMatchObject({ name: 'QuotaExceededError' })
  expect(await journal.markEnded?.('a', '1')).toBe('never written')
  expect(await inner.create('a', record('1'))).toBeNull()
  expect(journal.writes).toBe(2)
})

it('the journal fault `lost` answers as if the record were safe, and writes nothing', async () => {
  const { journal } = start({ write: 1, kind: 'lost' }, { write: 3, kind: 'lost' })
  const revision = await journal.create('a', record('1'))
  expect(typeof revision).toBe('string')
  expect(await journal.read('a')).toBeNull()
  expect(await journal.replace('a', record('2'), revision ?? '')).toBeNull()
  const kept = await journal.create('b', record('3'))
  expect(kept).not.toBeNull()
  expect(journal.hits()).toEqual({ lost: 2 })
})

it('the journal fault `read-rejects` throws for the n-th reading and the given number of readings after it, and counts writes apart', async () => {
  const { journal } = start({ read: 2, times: 2, kind: 'read-rejects' }, { write: 2, kind: 'rejects' })
  await journal.create('a', record('1'))
  expect((await journal.read('a'))?.record).toEqual(record('1'))
  await expect(journal.read('a')).rejects.toMatchObject({ name: 'UnknownError' })
  await expect(journal.list()).rejects.toMatchObject({ name: 'UnknownError' })
  expect(await journal.list()).toHaveLength(1)
  expect([journal.reads, journal.writes]).toEqual([4, 1])
  expect(journal.hits()).toEqual({ 'read-rejects': 2 })
})

it('the journal fault `read-unanswered` never answers the reading', async () => {
  const { journal, time } = start({ read: 1, kind: 'read-unanswered' })
  let isAnswered = false
  const answer = (): void => { isAnswered = true }
  journal.list().then(answer, answer)
  await time.advance(3_600_000)
  expect(isAnswered).toBe(false)
  expect(await journal.list()).toEqual([])
})
