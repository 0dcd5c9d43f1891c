import { wrap, type DBSchema, type IDBPDatabase } from 'idb'
import type { HistoryEntry } from '../core/history/types'

/** A record that was set aside. */
export interface SetAside {
  readonly id: string
  /** The key under which it lay, and the one that it names. */
  readonly keys: readonly string[]
  readonly reason: string
  /** As it was found. */
  readonly value: unknown
}

/** A login as it lies in the database: nothing of it can be read without the key beside it. */
export interface SealedLogin {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

/** What the library keeps in a browser. */
export interface Schema extends DBSchema {
  records: { key: string, value: unknown }
  damaged: { key: string, value: SetAside, indexes: { keys: string } }
  logins: { key: string, value: SealedLogin }
  history: { key: string, value: HistoryEntry, indexes: { endedAt: number } }
  /** Keys that the browser uses and hands out to nobody. */
  vault: { key: string, value: CryptoKey }
}

/** The database, opened when it is first used and again after the browser has closed it. */
export interface Database {
  /**
   * @param closed one that was found to be closed: it is not given out again
   * @throws what opening threw
   */
  open(closed?: IDBPDatabase<Schema>): Promise<IDBPDatabase<Schema>>
}

const VERSION = 1

/** How long another tab may keep an older form of the database open, in milliseconds. */
const BLOCKED_LIMIT = 10_000

function upgrade(raw: IDBDatabase): void {
  const db = wrap(raw) as IDBPDatabase<Schema>
  db.createObjectStore('records')
  db.createObjectStore('damaged', { keyPath: 'id' }).createIndex('keys', 'keys', { multiEntry: true })
  db.createObjectStore('logins')
  db.createObjectStore('history', { keyPath: 'closingId' }).createIndex('endedAt', 'endedAt')
  db.createObjectStore('vault')
}

function openOnce(factory: IDBFactory, name: string, onGone: () => void): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION)
    let isLate = false
    request.onupgradeneeded = ({ oldVersion }) => { if (oldVersion < 1) upgrade(request.result) }
    // The browser waits for the other tab for ever; nobody who wants to close does.
    request.onblocked = () => setTimeout(() => {
      isLate = true
      reject(new Error('Another tab keeps an older form of the database open.'))
    }, BLOCKED_LIMIT)
    request.onerror = () => reject(request.error ?? new Error('The database could not be opened.'))
    request.onsuccess = () => {
      const db = request.result
      if (isLate) return db.close()
      // A later version of the page must not wait for this one.
      db.onversionchange = () => {
        db.close()
        onGone()
      }
      db.onclose = onGone
      resolve(wrap(db) as IDBPDatabase<Schema>)
    }
  })
}

/**
 * The database of that name.
 * @param factory the browser's; reading it may throw where the browser keeps pages from storing anything
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
