import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../test/helpers/journalContract'
import { encodeRecord } from '../core/journal/recordCodec'
import { createDatabase, type Database } from './database'
import { createIndexedDbJournal } from './indexedDbJournal'

let name = ''
let count = 0
beforeEach(() => { name = `test ${++count}` })

/** Opens the database as another tab or a later page would. */
const openDatabase = (): Database => createDatabase(name, () => indexedDB)

async function put(value: unknown, key = keyOf(1)): Promise<void> {
  await (await openDatabase().open()).put('records', value, key)
}

const rawOf = async (key = keyOf(1)): Promise<unknown> => (await openDatabase().open()).get('records', key)

describeJournal('IndexedDB', async () => createIndexedDbJournal(openDatabase()))

it('the journal in IndexedDB shares records with other tabs and later pages, and lets one of two writers succeed', async () => {
  const [one, other] = [createIndexedDbJournal(openDatabase()), createIndexedDbJournal(openDatabase())]
  const revision = String(await one.create(keyOf(1), recordOf(1)))
  expect(await other.create(keyOf(1), recordOf(1, 2))).toBeNull()
  expect(await other.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
  const replaced = await Promise.all([one, other].map(journal => journal.replace(keyOf(1), recordOf(1, 3), revision)))
  expect(replaced.filter(result => result !== null)).toHaveLength(1)
})

it.each(['when it commits', 'while it writes'])('the journal in IndexedDB has written nothing if the storage is full: the browser undoes the transaction %s', async (moment) => {
  const journal = createIndexedDbJournal(openDatabase())
  await journal.list()
  const full = new DOMException('The storage is full.', 'QuotaExceededError')
  const spy = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value, key) {
    const { transaction } = this
    // Browsers report the reason of an abort here; scripts can only abort without one.
    Object.defineProperty(transaction, 'error', { value: full })
    spy.mockRestore()
    const request = this.add(value, key)
    if (moment === 'when it commits') request.addEventListener('success', () => { transaction.abort() })
    else transaction.abort()
    return request
  })
  onTestFinished(() => { spy.mockRestore() })
  await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({
    code: 'JOURNAL_UNAVAILABLE', cause: full, info: { why: 'The storage of this page is full.' },
  })
  expect(await rawOf()).toBeUndefined()
  expect(await journal.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
})

describe('a record in IndexedDB that cannot be used', () => {
  const good = encodeRecord({ key: keyOf(1), revision: 'r', record: recordOf(1) })
  const damages: [string, unknown][] = [
    ['a flipped character', good.replace('wss', 'wsx')],
    ['half of it', good.slice(0, good.length / 2)],
    ['a value that is not text', { key: keyOf(1) }],
    ['an empty text', ''],
    ['the record of another session', encodeRecord({ key: keyOf(2), revision: 'r', record: recordOf(2) })],
  ]

  it.each(damages)('the journal in IndexedDB sets a damaged record aside unchanged and blocks only its session: %s', async (_, value) => {
    await put(value)
    const journal = createIndexedDbJournal(openDatabase())
    await journal.create(keyOf(5), recordOf(5))
    expect((await journal.list()).map(({ key }) => key)).toEqual([keyOf(5)])
    expect(journal.unusable).toEqual([expect.objectContaining({ kind: 'damaged', key: keyOf(1) })])
    const aside = await (await openDatabase().open()).getAll('damaged')
    expect(aside).toEqual([expect.objectContaining({ value })])

    const later = createIndexedDbJournal(openDatabase())
    await expect(later.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    expect(await rawOf()).toBeUndefined()
    expect(await (await openDatabase().open()).count('damaged')).toBe(1)

    await (await openDatabase().open()).clear('damaged')
    expect(await later.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it('the journal in IndexedDB finds damaged records when they are created, read, replaced or removed', async () => {
    const journal = createIndexedDbJournal(openDatabase())
    await put('broken')
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    await put('broken', keyOf(2))
    expect(await journal.read(keyOf(2))).toBeNull()
    await put('broken', keyOf(3))
    expect(await journal.replace(keyOf(3), recordOf(3), 'r')).toBeNull()
    await put('broken', keyOf(4))
    expect(await journal.remove(keyOf(4), 'r')).toBe(false)
    expect(journal.unusable).toHaveLength(4)
  })

  it('the journal in IndexedDB leaves a record of a later version alone, reports it, and blocks its session', async () => {
    const newer = good.replace('"format":1', '"format":9')
    await put(newer)
    const journal = createIndexedDbJournal(openDatabase())
    expect(await journal.list()).toEqual([])
    expect(journal.unusable).toEqual([{ kind: 'newer', key: keyOf(1), place: `records/${keyOf(1)}`, reason: 'version 9' }])
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_NEWER' })
    expect(await journal.read(keyOf(1))).toBeNull()
    expect(await rawOf()).toBe(newer)
  })
})

it('the journal in IndexedDB opens the database again after the browser has closed it', async () => {
  const database = openDatabase()
  const journal = createIndexedDbJournal(database)
  const revision = String(await journal.create(keyOf(1), recordOf(1)))
  ;(await database.open()).close()
  expect(await journal.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
})

it('the journal in IndexedDB does not stop a later version of the page from upgrading the database, and says that this page is out of date', async () => {
  const journal = createIndexedDbJournal(openDatabase())
  await journal.create(keyOf(1), recordOf(1))
  const request = indexedDB.open(name, 2)
  const later = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onblocked = () => reject(new Error('blocked'))
  })
  await expect(journal.read(keyOf(1))).rejects.toMatchObject({ code: 'PAGE_OUTDATED' })
  later.close()
})

it('the journal in IndexedDB rejects with JOURNAL_FAILED and changes nothing if the transaction is aborted', async () => {
  const database = openDatabase()
  const journal = createIndexedDbJournal({
    ...database,
    async begin(stores, mode) {
      const transaction = await database.begin(stores, mode)
      queueMicrotask(() => transaction.abort())
      return transaction
    },
  })
  await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  expect(await rawOf()).toBeUndefined()
})
