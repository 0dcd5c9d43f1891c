import { bytesToHex } from '@noble/curves/abstract/utils'
import type { IDBPDatabase, IDBPTransaction } from 'idb'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'
import type { Journal, JournalEntry, UnusableRecord } from '../core/journal/journal'
import { decodeRecord, encodeRecord, type DecodedRecord } from '../core/journal/recordCodec'
import type { Database, Schema, SetAside } from './database'

type Transaction = IDBPTransaction<Schema, ('records' | 'damaged')[], 'readwrite'>

/** What lies under a key: nothing, a record that can be used, or one that cannot. */
type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok', readonly entry: JournalEntry }
  | { readonly kind: 'unusable', readonly record: UnusableRecord }

const randomText = (): string => bytesToHex(crypto.getRandomValues(new Uint8Array(16)))

const decode = (value: unknown): DecodedRecord =>
  typeof value === 'string' ? decodeRecord(value) : { kind: 'damaged', key: null, reason: 'it is no text' }

const refusal = ({ kind, place, reason }: UnusableRecord): NitroliteError =>
  new NitroliteError(kind === 'damaged' ? 'JOURNAL_DAMAGED' : 'JOURNAL_NEWER', { place, reason })

/** Reads what lies under a key, and sets it aside where it is damaged. */
async function find(transaction: Transaction, key: string, value: unknown): Promise<Found> {
  if (value === undefined) return { kind: 'none' }
  const decoded = decode(value)
  if (decoded.kind === 'newer') {
    return { kind: 'unusable', record: { kind: 'newer', key, place: `records/${key}`, reason: `version ${decoded.version}` } }
  }
  if (decoded.kind === 'ok' && decoded.stored.key === key) {
    return { kind: 'ok', entry: { record: decoded.stored.record, revision: decoded.stored.revision } }
  }
  const named = decoded.kind === 'ok' ? decoded.stored.key : decoded.key
  const reason = decoded.kind === 'ok' ? 'it lies under the key of another record' : decoded.reason
  const aside: SetAside = { id: randomText(), keys: named === null || named === key ? [key] : [key, named], reason, value }
  await transaction.objectStore('damaged').add(aside)
  await transaction.objectStore('records').delete(key)
  return { kind: 'unusable', record: describe(aside) }
}

const describe = ({ id, keys, reason }: SetAside): UnusableRecord =>
  ({ kind: 'damaged', key: keys[0] ?? null, place: `damaged/${id}`, reason })

/**
 * The journal in the browser's own database. Every call is one transaction with strict durability: a promise that
 * resolved survives the end of the tab, of the browser and, where the browser does what it says, of the machine.
 * Tabs share it; each sees what the others wrote, and none overwrites what it has not read.
 *
 * A damaged record is moved to the store `damaged` as it is, and blocks its session (`JOURNAL_DAMAGED`) until it is
 * removed there; one of a later version of the library stays where it is (`JOURNAL_NEWER`).
 */
export function createIndexedDbJournal(database: Database): Journal {
  const unusable = new Map<string, UnusableRecord>()

  async function begin(): Promise<Transaction> {
    const start = (db: IDBPDatabase<Schema>): Transaction =>
      db.transaction(['records', 'damaged'], 'readwrite', { durability: 'strict' })
    const db = await database.open()
    try {
      return start(db)
    }
    catch (thrown) {
      if ((thrown as Error).name !== 'InvalidStateError') throw thrown
      // The browser has closed it meanwhile.
      return start(await database.open(db))
    }
  }

  async function run<T>(task: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      const transaction = await begin().catch((thrown: unknown) => { throw toNitroliteError(thrown, 'JOURNAL_UNAVAILABLE') })
      // A task that refuses something may have set a record aside; that must be through before anybody is told.
      const [result, end] = await Promise.allSettled([task(transaction), transaction.done])
      if (result.status === 'rejected') throw result.reason
      if (end.status === 'rejected') throw end.reason
      return result.value
    }
    catch (thrown) {
      throw toNitroliteError(thrown, 'JOURNAL_FAILED')
    }
  }

  const note = (record: UnusableRecord): UnusableRecord => {
    unusable.set(record.place, record)
    return record
  }

  /** The entry of a key, or null where there is none that can be used. */
  async function entryOf(transaction: Transaction, key: string): Promise<JournalEntry | null> {
    const found = await find(transaction, key, await transaction.objectStore('records').get(key))
    if (found.kind === 'unusable') note(found.record)
    return found.kind === 'ok' ? found.entry : null
  }

  return {
    isDurable: true,
    get unusable() { return [...unusable.values()] },
    create: (key, record) => run(async (transaction) => {
      const records = transaction.objectStore('records')
      const found = await find(transaction, key, await records.get(key))
      if (found.kind === 'ok') return null
      if (found.kind === 'unusable') throw refusal(note(found.record))
      const aside = await transaction.objectStore('damaged').index('keys').get(key)
      if (aside) throw refusal(note(describe(aside)))
      const revision = randomText()
      await records.add(encodeRecord({ key, revision, record }), key)
      return revision
    }),
    replace: (key, record, revision) => run(async (transaction) => {
      if ((await entryOf(transaction, key))?.revision !== revision) return null
      const next = randomText()
      await transaction.objectStore('records').put(encodeRecord({ key, revision: next, record }), key)
      return next
    }),
    remove: (key, revision) => run(async (transaction) => {
      if ((await entryOf(transaction, key))?.revision !== revision) return false
      await transaction.objectStore('records').delete(key)
      return true
    }),
    read: key => run(transaction => entryOf(transaction, key)),
    list: () => run(async (transaction) => {
      const records = transaction.objectStore('records')
      const [keys, values, aside] = await Promise.all([
        records.getAllKeys(), records.getAll(), transaction.objectStore('damaged').getAll(),
      ])
      for (const each of aside) note(describe(each))
      const found = await Promise.all(keys.map((key, at) => find(transaction, key, values[at])))
      return keys.flatMap((key, at) => {
        const each = found[at]
        if (each?.kind === 'unusable') note(each.record)
        return each?.kind === 'ok' ? [{ key, ...each.entry }] : []
      })
    }),
  }
}
