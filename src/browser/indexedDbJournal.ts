import { bytesToHex } from '@noble/curves/abstract/utils'
import { toNitroliteError } from '../core/errors/errors'
import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import { commit, isStorageFull, repeatIfAborted, type Database, type Transaction } from './database'

type Mode = 'readonly' | 'readwrite'

const STORES = ['records', 'damaged'] as const
type Writing = Transaction<(typeof STORES)[number], 'readwrite'>

/** A value that is not text is damaged. This stands for it, so that the journal finds that out and sets the value aside. */
const textOf = (value: unknown): string => typeof value === 'string' ? value : 'not a text'

function createIndexedDbStore(database: Database): JournalStore {
  /**
   * Runs a task in one transaction.
   * @throws `JOURNAL_UNAVAILABLE` if the transaction cannot begin, or if the storage is full; `PAGE_OUTDATED`; otherwise what the
   * browser throws
   */
  async function run<M extends Mode, T>(mode: M, task: (transaction: Transaction<(typeof STORES)[number], M>) => Promise<T>): Promise<T> {
    const transaction = await database.begin(STORES, mode).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'JOURNAL_UNAVAILABLE') })
    return commit(transaction, task).catch((thrown: unknown) => {
      // The browser itself gives no reason in words.
      throw isStorageFull(thrown) ? toNitroliteError(thrown, 'JOURNAL_UNAVAILABLE', { reason: 'The storage of this page is full.' }) : thrown
    })
  }

  const read = <T>(task: (transaction: Transaction<(typeof STORES)[number], 'readonly'>) => Promise<T>): Promise<T> =>
    repeatIfAborted(() => run('readonly', task))

  /** Makes a change if the text is exactly `present`. */
  const change = (name: string, present: string, task: (transaction: Writing, value: unknown) => Promise<unknown>) =>
    run('readwrite', async (transaction) => {
      const value: unknown = await transaction.objectStore('records').get(name)
      if (value === undefined || textOf(value) !== present) return false
      await task(transaction, value)
      return true
    })

  return {
    placeOf: name => `records/${name}`,
    insert: (name, text) => run('readwrite', async (transaction) => {
      const records = transaction.objectStore('records')
      if (await records.getKey(name) !== undefined) return false
      await records.add(text, name)
      return true
    }),
    update: (name, text, present) => change(name, present, transaction => transaction.objectStore('records').put(text, name)),
    remove: (name, present) => change(name, present, transaction => transaction.objectStore('records').delete(name)),
    get: name => read(async (transaction) => {
      const value: unknown = await transaction.objectStore('records').get(name)
      return value === undefined ? null : textOf(value)
    }),
    all: () => read(async (transaction) => {
      const [names, values] = await Promise.all([transaction.objectStore('records').getAllKeys(), transaction.objectStore('records').getAll()])
      return names.map((name, index) => ({ name, text: textOf(values[index]) }))
    }),
    setAside: (name, present, reason) => change(name, present, async (transaction, value) => {
      const id = bytesToHex(crypto.getRandomValues(new Uint8Array(16)))
      await transaction.objectStore('damaged').add({ id, keys: [name], reason, value })
      await transaction.objectStore('records').delete(name)
    }),
    listSetAside: () => read(async transaction =>
      (await transaction.objectStore('damaged').getAll()).map(({ id, keys: [name = ''], value }) =>
        ({ name, text: textOf(value), place: `damaged/${id}` }))),
  }
}

/**
 * The journal in the browser's own database. Every change is one transaction with strict durability: a promise that resolved
 * survives the end of the tab, of the browser and, if the browser keeps its word, of the machine. All tabs of an origin share
 * it; each sees what the others wrote, and none overwrites a record that it has not read.
 *
 * Damaged records are in the object store `damaged`; removing one there unblocks its session.
 */
export const createIndexedDbJournal = (database: Database): MarkingJournal => createStoreJournal(createIndexedDbStore(database))
