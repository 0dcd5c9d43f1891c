import { describe, expect, it } from 'vitest'
import { keyOf, recordOf } from '../../../test/helpers/journalContract'
import { createMapStore } from '../../../test/helpers/mapStore'
import { createVirtualTime } from '../../testing'
import { NitroliteError } from '../errors/errors'
import type { JournalStore } from './journalStore'
import { createStoreJournal } from './storeJournal'

type Write = 'insert' | 'update'
type Call = () => Promise<boolean>

/**
 * Two processes that share a store. The first one's driver treats its writes as the test says; `late` holds the calls that
 * have not reached the store yet.
 */
function start(driver: (call: Call, write: Write, number: number) => Promise<boolean>) {
  const texts = new Map<string, string>()
  const store = createMapStore(texts)
  const late: Call[] = []
  let number = 0
  const through = (write: Write, call: Call): Promise<boolean> => driver(call, write, ++number)
  const faulty: JournalStore = {
    ...store,
    insert: (name, text) => through('insert', () => store.insert(name, text)),
    update: (name, text, present) => through('update', () => store.update(name, text, present)),
  }
  const time = createVirtualTime()
  return { texts, late, time, journal: createStoreJournal(faulty, { now: time.now }), other: createStoreJournal(store, { now: time.now }) }
}

const lost = (): never => { throw new Error('The connection was lost.') }
/** As ioredis does: sends a command again whose reply was lost. */
const twice = async (call: Call): Promise<boolean> => { await call(); return call() }
/** The reply to the first write is lost. */
const firstReplyLost = async (call: Call, _: Write, number: number): Promise<boolean> => number === 1 ? call().then(lost) : call()

describe('a driver that executes a write twice', () => {
  /** Each first execution of a text is repeated; the write that confirms it is not. */
  const start2 = () => start((call, _, number) => number % 2 === 1 ? twice(call) : call())

  it('a record that was created by a repeated command is recognised, and can be replaced and removed', async () => {
    const { journal, other } = start2()
    const revision = await journal.create(keyOf(1), recordOf(1))
    expect(await other.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
    const next = await journal.replace(keyOf(1), recordOf(1, 2), String(revision))
    expect(await other.read(keyOf(1))).toEqual({ record: recordOf(1, 2), revision: next })
    expect(await journal.remove(keyOf(1), String(next))).toBe(true)
    expect(await other.read(keyOf(1))).toBeNull()
  })

  it('a record of another closing is never taken for a repeated command', async () => {
    const { journal, other } = start2()
    await other.create(keyOf(1), recordOf(1, 1, 'of another process'))
    expect(await journal.create(keyOf(1), recordOf(1))).toBeNull()
  })

  it('a write that is never confirmed rejects with JOURNAL_FAILED, because it may not be safe', async () => {
    const { journal } = start(twice)
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })
})

describe('a driver that loses the reply to a write', () => {
  it('a record is created although the first reply of the store was lost, once the store confirms the record', async () => {
    const { journal, other } = start(firstReplyLost)
    const revision = await journal.create(keyOf(1), recordOf(1))
    expect(await other.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
  })

  it('a write that reached the store, but that the store cannot make safe, rejects with JOURNAL_FAILED', async () => {
    const { journal, texts } = start(call => call().then(lost))
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'The connection was lost.' } })
    expect(texts.size).toBe(1)
  })

  it('a lost write stays uncertain when the store certainly refuses to confirm it', async () => {
    const { journal } = start((call, _, number) => {
      if (number === 1) return call().then(lost)
      throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'read only' })
    })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })

  it('a refused write that cannot be read back rejects with JOURNAL_FAILED', async () => {
    const store = createMapStore()
    let reads = 0
    const journal = createStoreJournal({
      ...store, insert: async () => false,
      get: async (name) => { if (++reads > 1) throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'locked' }); return store.get(name) },
    })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })
})

describe('a write that arrives late', () => {
  const withLate = (isLate: (number: number) => boolean) => {
    const rig = start(async (call, _, number) => {
      if (!isLate(number)) return call()
      rig.late.push(call)
      return lost()
    })
    return rig
  }
  const arrive = async (late: readonly Call[]) => { for (const call of late) await call() }

  it('a record that arrives after its removal stays away', async () => {
    const { journal, other, late } = withLate(number => number === 1)
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    // The same closing is written and removed meanwhile.
    const revision = await journal.create(keyOf(1), recordOf(1))
    expect(await journal.remove(keyOf(1), String(revision))).toBe(true)
    await arrive(late)
    expect(await other.list()).toEqual([])
    expect(await other.read(keyOf(1))).toBeNull()
  })

  it('a record that arrives after its closing was marked as ended stays away', async () => {
    const { journal, other, late } = withLate(number => number === 1)
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('never written')
    await arrive(late)
    expect(await other.list()).toEqual([])
  })

  it('a record that was on its way into the place of an earlier marker stays away when it arrives after its removal', async () => {
    const { journal, other, late } = withLate(number => number === 1)
    await other.remove(keyOf(1), String(await other.create(keyOf(1), recordOf(1, 1, 'earlier'))))
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('not there')
    await arrive(late)
    expect(await other.list()).toEqual([])
    expect(await other.create(keyOf(1), recordOf(1, 1, 'earlier'))).toBeNull()
  })

  it('a change of a record that arrives after its removal stays away', async () => {
    const { journal, other, late } = withLate(number => number === 2)
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    await expect(journal.replace(keyOf(1), recordOf(1, 2), revision)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    expect(await other.remove(keyOf(1), revision)).toBe(true)
    await arrive(late)
    expect(await other.list()).toEqual([])
  })

  it('a removal that arrives late leaves the record of the next closing alone', async () => {
    const { journal, other, late } = withLate(number => number === 2)
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    await expect(journal.remove(keyOf(1), revision)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
    expect(await journal.remove(keyOf(1), revision)).toBe(true)
    const next = recordOf(1, 1, 'next closing')
    await other.create(keyOf(1), next)
    await arrive(late)
    expect((await other.read(keyOf(1)))?.record).toEqual(next)
  })
})

describe('markers of removed records', () => {
  const removed = async () => {
    const rig = start(call => call())
    await rig.journal.remove(keyOf(1), String(await rig.journal.create(keyOf(1), recordOf(1))))
    return rig
  }

  it('a marker is kept for a day, and the first list after that removes it', async () => {
    const { journal, texts, time } = await removed()
    await time.advance(86_400_000 - 1)
    await journal.list()
    expect(texts.size).toBe(1)
    await time.advance(1)
    expect(await journal.list()).toEqual([])
    expect(texts.size).toBe(0)
  })

  it('a list succeeds although the store cannot remove old markers', async () => {
    const { texts, time } = await removed()
    await time.advance(86_400_000)
    const journal = createStoreJournal({ ...createMapStore(texts), remove: async () => lost() }, { now: time.now })
    expect(await journal.list()).toEqual([])
    expect(texts.size).toBe(1)
  })

  it('a closing begins although a marker disappears while it is written', async () => {
    const { texts, time } = await removed()
    const store = createMapStore(texts)
    const journal = createStoreJournal({
      ...store,
      update: async (name, text, present) => { texts.delete(name); return store.update(name, text, present) },
    }, { now: time.now })
    expect(await journal.create(keyOf(1), recordOf(1, 1, 'next closing'))).toEqual(expect.any(String))
  })

  it('a store that other processes change again and again rejects with JOURNAL_UNAVAILABLE', async () => {
    const journal = createStoreJournal({ ...createMapStore(), insert: async () => false })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  })
})
