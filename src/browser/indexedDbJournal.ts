import { bytesToHex } from '@noble/curves/abstract/utils'
import type { IDBPDatabase, IDBPTransaction } from 'idb'
import { toNitroliteError } from '../core/errors/errors'
import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import type { Database, Schema } from './database'

type Mode = 'readonly' | 'readwrite'
type Transaction<M extends Mode> = IDBPTransaction<Schema, ('records' | 'damaged')[], M>

/** A value that is not text is damaged. This stands for it, so that the journal finds that out and sets the value aside. */
const textOf = (value: unknown): string => typeof value === 'string' ? value : 'not a text'

function createIndexedDbStore(database: Database): JournalStore {
  async function begin<M extends Mode>(mode: M): Promise<Transaction<M>> {
    const start = (db: IDBPDatabase<Schema>): Transaction<M> =>
      db.transaction(['records', 'damaged'], mode, { durability: 'strict' })
    const db = await database.open()
    try {
      return start(db)
    }
    catch (thrown) {
      if ((thrown as Error).name !== 'InvalidStateError') throw thrown
      // The browser has closed the database meanwhile.
      return start(await database.open(db))
    }
  }

  /** Runs a task in one transaction. @throws `JOURNAL_UNAVAILABLE` if the transaction cannot begin; otherwise what the browser throws */
  async function run<M extends Mode, T>(mode: M, task: (transaction: Transaction<M>) => Promise<T>): Promise<T> {
    const transaction = await begin(mode).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'JOURNAL_UNAVAILABLE') })
    // A task that has resolved proves nothing until the transaction has been committed.
    const [result, commit] = await Promise.allSettled([task(transaction), transaction.done])
    if (result.status === 'rejected') throw result.reason
    if (commit.status === 'rejected') throw commit.reason
    return result.value
  }

  /** Makes a change if the text is exactly `present`. */
  const change = (name: string, present: string, task: (transaction: Transaction<'readwrite'>, value: unknown) => Promise<unknown>) =>
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
    get: name => run('readonly', async (transaction) => {
      const value: unknown = await transaction.objectStore('records').get(name)
      return value === undefined ? null : textOf(value)
    }),
    all: () => run('readonly', async (transaction) => {
      const [names, values] = await Promise.all([transaction.objectStore('records').getAllKeys(), transaction.objectStore('records').getAll()])
      return names.map((name, index) => ({ name, text: textOf(values[index]) }))
    }),
    setAside: (name, present, reason) => change(name, present, async (transaction, value) => {
      const id = bytesToHex(crypto.getRandomValues(new Uint8Array(16)))
      await transaction.objectStore('damaged').add({ id, keys: [name], reason, value })
      await transaction.objectStore('records').delete(name)
    }),
    listSetAside: () => run('readonly', async transaction =>
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
