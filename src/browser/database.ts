import { wrap, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import { NitroliteError } from '../core/errors/errors'
import type { HistoryEntry } from '../core/history/types'
import { reopenIfClosed } from './closedByBrowser'

/** A record that was set aside because it is damaged. */
interface DamagedRow {
  readonly id: string
  /** The key that it was stored under. Earlier versions added a second one: the key that the record names. */
  readonly keys: readonly string[]
  readonly reason: string
  /** Exactly as it was found. */
  readonly value: unknown
}

/** A login as it is stored: encrypted with the key in the object store `vault`. */
interface SealedLogin {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

/** Everything that the library keeps in a browser. */
export interface Schema extends DBSchema {
  records: { key: string, value: unknown }
  damaged: { key: string, value: DamagedRow, indexes: { keys: string } }
  logins: { key: string, value: SealedLogin }
  history: { key: string, value: HistoryEntry, indexes: { endedAt: number } }
  /** Keys that scripts can use but not read. */
  vault: { key: string, value: CryptoKey }
}

type StoreName = StoreNames<Schema>
type Connection = IDBPDatabase<Schema>
export type Transaction<N extends StoreName, M extends IDBTransactionMode> = IDBPTransaction<Schema, N[], M>

/** The database. It is opened when it is first used, and again after the browser has closed it. */
export interface Database {
  /** @throws the error of the browser; `PAGE_OUTDATED` if a newer version of the page has changed the database */
  open(): Promise<Connection>
  /**
   * Begins a transaction with strict durability. Every store of this library begins its transactions here, so all of them
   * recover when the browser has closed the database.
   * @throws the error of the browser, or `PAGE_OUTDATED`; nothing was changed then
   */
  begin<N extends StoreName, M extends IDBTransactionMode>(stores: readonly N[], mode: M): Promise<Transaction<N, M>>
}

const VERSION = 1

/**
 * How long the database may take to open, in milliseconds. The browser itself would wait forever, for another tab that keeps an
 * older version of the database open or for a disk that does not answer.
 */
const OPEN_LIMIT = 10_000

function upgrade(raw: IDBDatabase): void {
  const db = wrap(raw) as Connection
  db.createObjectStore('records')
  db.createObjectStore('damaged', { keyPath: 'id' }).createIndex('keys', 'keys', { multiEntry: true })
  db.createObjectStore('logins')
  db.createObjectStore('history', { keyPath: 'closingId' }).createIndex('endedAt', 'endedAt')
  db.createObjectStore('vault')
}

function openOnce(factory: IDBFactory, name: string, onClosed: () => void): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION)
    let isLate = false
    let delay = 'The browser did not open the database. Reload the page, or restart the browser.'
    const timer = setTimeout(() => {
      isLate = true
      reject(new Error(delay))
    }, OPEN_LIMIT)
    request.onupgradeneeded = ({ oldVersion }) => { if (oldVersion < 1) upgrade(request.result) }
    request.onblocked = () => { delay = 'Another tab keeps an older version of the database open. Close or reload that tab.' }
    request.onerror = () => {
      clearTimeout(timer)
      reject(request.error ?? new Error('The database could not be opened.'))
    }
    request.onsuccess = () => {
      clearTimeout(timer)
      const db = request.result
      if (isLate) return db.close()
      // A later version of the page wants to upgrade the database and must not wait for this connection.
      db.onversionchange = () => {
        db.close()
        onClosed()
      }
      db.onclose = onClosed
      resolve(wrap(db) as Connection)
    }
  })
}

const isNamed = (thrown: unknown, name: string): boolean => (thrown as { readonly name?: unknown } | null | undefined)?.name === name

/** The browser has undone the whole transaction because there was no room for it. */
export const isStorageFull = (thrown: unknown): boolean => isNamed(thrown, 'QuotaExceededError')

/** A newer version of the page has opened the database, so this page is not the latest any more. */
const ifOutdated = (thrown: unknown): unknown => isNamed(thrown, 'VersionError')
  ? new NitroliteError('PAGE_OUTDATED', { reason: 'A newer version of the app is open in another tab, and has changed the database of this page.' }, { cause: thrown })
  : thrown

/**
 * The database with this name.
 * @param factory returns `indexedDB` of the browser; it may throw if the browser forbids storing data
 */
export function createDatabase(name: string, factory: () => IDBFactory): Database {
  let opening: Promise<Connection> | null = null

  function open(): Promise<Connection> {
    if (opening) return opening
    const forget = (): void => { if (opening === attempt) opening = null }
    const attempt = (async () => openOnce(factory(), name, forget))().catch((thrown: unknown) => {
      forget()
      throw ifOutdated(thrown)
    })
    opening = attempt
    return attempt
  }

  return {
    open,
    async begin(stores, mode) {
      const start = (db: Connection): Transaction<(typeof stores)[number], typeof mode> => db.transaction([...stores], mode, { durability: 'strict' })
      const used = open()
      const db = await used
      return reopenIfClosed<Promise<ReturnType<typeof start>> | ReturnType<typeof start>>(() => start(db), async () => {
        if (opening === used) opening = null
        return start(await open())
      })
    },
  }
}

/** Runs a task in a transaction. A task that has resolved proves nothing until the transaction has been committed. */
export async function commit<Begun extends { readonly done: Promise<void> }, T>(transaction: Begun, task: (transaction: Begun) => Promise<T>): Promise<T> {
  const [result, committed] = await Promise.allSettled([(async () => task(transaction))(), transaction.done])
  if (committed.status === 'rejected' && isStorageFull(committed.reason)) throw committed.reason
  if (result.status === 'rejected') throw result.reason
  if (committed.status === 'rejected') throw committed.reason
  return result.value
}

/**
 * Does something once more if the browser has aborted its transaction, as it does when it closes the database. Only for work
 * that may be done twice.
 */
export async function repeatIfAborted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  }
  catch (thrown) {
    if (!['AbortError', 'InvalidStateError', 'TransactionInactiveError'].some(name => isNamed(thrown, name))) throw thrown
    return work()
  }
}
