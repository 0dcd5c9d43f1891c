import { wrap, type DBSchema, type IDBPDatabase } from 'idb'
import type { HistoryEntry } from '../core/history/types'

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

/** The database. It is opened when it is first used, and again after the browser has closed it. */
export interface Database {
  /**
   * @param closed a connection that turned out to be closed; a new one is opened in its place
   * @throws the error of the browser
   */
  open(closed?: IDBPDatabase<Schema>): Promise<IDBPDatabase<Schema>>
}

const VERSION = 1

/** How long to wait for another tab that keeps an older version of the database open, in milliseconds. */
const BLOCKED_LIMIT = 10_000

function upgrade(raw: IDBDatabase): void {
  const db = wrap(raw) as IDBPDatabase<Schema>
  db.createObjectStore('records')
  db.createObjectStore('damaged', { keyPath: 'id' }).createIndex('keys', 'keys', { multiEntry: true })
  db.createObjectStore('logins')
  db.createObjectStore('history', { keyPath: 'closingId' }).createIndex('endedAt', 'endedAt')
  db.createObjectStore('vault')
}

function openOnce(factory: IDBFactory, name: string, onClosed: () => void): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION)
    let isLate = false
    request.onupgradeneeded = ({ oldVersion }) => { if (oldVersion < 1) upgrade(request.result) }
    // The browser itself would wait for the other tab forever.
    request.onblocked = () => setTimeout(() => {
      isLate = true
      reject(new Error('Another tab keeps an older version of the database open. Close or reload that tab.'))
    }, BLOCKED_LIMIT)
    request.onerror = () => reject(request.error ?? new Error('The database could not be opened.'))
    request.onsuccess = () => {
      const db = request.result
      if (isLate) return db.close()
      // A later version of the page wants to upgrade the database and must not wait for this connection.
      db.onversionchange = () => {
        db.close()
        onClosed()
      }
      db.onclose = onClosed
      resolve(wrap(db) as IDBPDatabase<Schema>)
    }
  })
}

/**
 * The database with this name.
 * @param factory returns `indexedDB` of the browser; it may throw if the browser forbids storing data
 */
export function createDatabase(name: string, factory: () => IDBFactory): Database {
  let opening: Promise<IDBPDatabase<Schema>> | null = null
  const forget = (): void => { opening = null }
  return {
    async open(closed) {
      if (closed && await opening === closed) forget()
      opening ??= (async () => openOnce(factory(), name, forget))().catch((thrown: unknown) => {
        forget()
        throw thrown
      })
      return opening
    },
  }
}
