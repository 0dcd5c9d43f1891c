import { describe, expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../../test/helpers/journalContract'
import { createMapStore } from '../../../test/helpers/mapStore'
import { describeSharedJournal } from '../../../test/helpers/sharedJournalContract'
import { NitroliteError } from '../errors/errors'
import { encodeRecord } from './recordCodec'
import { createStoreJournal } from './storeJournal'

const recordText = (n: number): string => encodeRecord({ key: keyOf(n), revision: 'r', record: recordOf(n) })

describeJournal('a store of your own', async () => createStoreJournal(createMapStore()))

describeSharedJournal('a store of your own', async () => {
  const texts = new Map<string, string>()
  const aside = new Map<string, string>()
  return {
    open: () => createStoreJournal(createMapStore(texts, aside)),
    put: async (key, text) => { texts.set(key, text) },
    texts: async key => [texts.get(key), aside.get(key)].map(String),
    clearAside: async () => { aside.clear() },
  }
})

describe('createStoreJournal', () => {
  it('a journal over a store rejects with JOURNAL_UNAVAILABLE if the store cannot be opened, and opens the store again with the next call', async () => {
    let isDown = true
    let openings = 0
    const journal = createStoreJournal({
      ...createMapStore(),
      async open() {
        openings += 1
        if (isDown) throw new Error('the server is down')
      },
    })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: 'the server is down.' } })
    isDown = false
    await journal.create(keyOf(1), recordOf(1))
    await journal.list()
    expect(openings).toBe(2)
  })

  it('a journal over a store passes on JOURNAL_UNAVAILABLE of the store, and turns any other error into JOURNAL_FAILED', async () => {
    const failWith = (error: Error) => createStoreJournal({ ...createMapStore(), insert: async () => { throw error } })
    await expect(failWith(new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'read only' })).create(keyOf(1), recordOf(1)))
      .rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
    await expect(failWith(new Error('timeout')).create(keyOf(1), recordOf(1)))
      .rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'timeout.' } })
  })

  it('a journal over a store blocks both sessions if a record is stored in the place of another one', async () => {
    const journal = createStoreJournal(createMapStore(new Map([[keyOf(1), recordText(2)]])))
    expect(await journal.list()).toEqual([])
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    await expect(journal.create(keyOf(2), recordOf(2))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    expect(await journal.create(keyOf(3), recordOf(3))).toEqual(expect.any(String))
  })

  it('a journal over a store reports a damaged record where it is if the store cannot set that record aside, and blocks its session', async () => {
    const texts = new Map([[keyOf(1), 'damaged']])
    const journal = createStoreJournal({ ...createMapStore(texts), setAside: async () => false, placeOf: name => `row ${name}` })
    expect(await journal.list()).toEqual([])
    expect(journal.unusable).toEqual([{ kind: 'damaged', key: keyOf(1), place: `row ${keyOf(1)}`, reason: expect.any(String) }])
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    expect(texts.get(keyOf(1))).toBe('damaged')
  })

  it('a journal over a store refuses a new closing if another process sets the damaged record of its session aside at the same time', async () => {
    const texts = new Map([[keyOf(1), 'damaged']])
    const store = createMapStore(texts)
    const journal = createStoreJournal({
      ...store,
      async get(name) {
        const text = await store.get(name)
        if (text !== null) await store.setAside(name, String(text), 'it is damaged')
        return text
      },
    })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    expect(texts.size).toBe(0)
  })

  it('a journal over a store lists the other records if the store cannot read one of them, and refuses to use the unreadable one', async () => {
    const unreadable = { place: 'row 1', reason: 'bad block' }
    const texts = new Map([[keyOf(1), recordText(1)], [keyOf(2), recordText(2)]])
    const store = createMapStore(texts)
    const journal = createStoreJournal({
      ...store,
      get: async name => name === keyOf(1) ? unreadable : store.get(name),
      all: async () => (await store.all()).map(({ name, text }) => ({ name, text: name === keyOf(1) ? unreadable : text })),
    })
    expect((await journal.list()).map(({ key }) => key)).toEqual([keyOf(2)])
    expect(journal.unusable).toEqual([{ kind: 'damaged', key: null, ...unreadable }])
    expect(await journal.create(keyOf(1), recordOf(1))).toBeNull()
    await expect(journal.read(keyOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'bad block.' } })
    await expect(journal.replace(keyOf(1), recordOf(1), 'r')).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  })

  it('a journal over a store keeps each record under the name that the store gives to its key', async () => {
    const texts = new Map<string, string>()
    const nameOf = (key: string): string => key.replaceAll(/[^a-z0-9]/gi, '_')
    const journal = createStoreJournal({ ...createMapStore(texts), nameOf })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    texts.set(nameOf(keyOf(2)), 'damaged')
    expect([...texts.keys()]).toEqual([nameOf(keyOf(1)), nameOf(keyOf(2))])
    expect(await journal.list()).toEqual([{ key: keyOf(1), record: recordOf(1), revision }])
    expect(journal.unusable).toEqual([expect.objectContaining({ kind: 'damaged', key: null })])
    await expect(journal.create(keyOf(2), recordOf(2))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    expect(await journal.remove(keyOf(1), revision)).toBe(true)
  })
})
