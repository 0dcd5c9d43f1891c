import type { Journal } from '../core/journal/journal'
import { createMemoryJournal } from '../core/journal/memoryJournal'
import { createMemoryHistory } from '../core/history/memoryHistory'
import type { ClosingHistory } from '../core/history/types'
import type { BrowserPersistence } from './browserPersistence'
import { createDatabase } from './database'
import { createIndexedDbHistory } from './indexedDbHistory'
import { createIndexedDbJournal } from './indexedDbJournal'
import { createKeyVault } from './keyVault'

/** The stores of one database of the browser. */
export interface BrowserStores extends Pick<BrowserPersistence, 'logins'> {
  /**
   * @param allowMemory whether memory will do where storing is forbidden
   * @throws why the database cannot be opened
   */
  openJournal(allowMemory: boolean): Promise<Journal>
  /** Memory where storing is forbidden. @throws why the database cannot be opened */
  openHistory(): Promise<ClosingHistory>
}

/** What browsers throw where storing is forbidden: private windows, blocked cookies, sandboxed frames. */
const FORBIDDEN = ['SecurityError', 'InvalidStateError', 'NotAllowedError', 'NotSupportedError']

class NoDatabase extends Error {
  override readonly message = 'The browser has no database for pages.'
}

const isForbidden = (thrown: unknown): boolean =>
  thrown instanceof NoDatabase || FORBIDDEN.includes((thrown as Error | undefined)?.name ?? '')

function browserFactory(): IDBFactory {
  const factory = globalThis.indexedDB as IDBFactory | undefined
  if (!factory) throw new NoDatabase()
  return factory
}

export function createBrowserStores(name: string): BrowserStores {
  const database = createDatabase(name, browserFactory)
  const history = createIndexedDbHistory(database)
  const memoryHistory = createMemoryHistory()
  const orMemory = <T>(stored: T, memory: () => T, allowMemory = true): Promise<T> =>
    database.open().then(() => stored, (thrown: unknown) => {
      // A database that fails now may come back; what it holds must not be forgotten.
      if (isForbidden(thrown) && allowMemory) return memory()
      throw thrown
    })
  return {
    logins: createKeyVault(database),
    openJournal: allowMemory => orMemory(createIndexedDbJournal(database), createMemoryJournal, allowMemory),
    openHistory: () => orMemory(history, () => memoryHistory),
  }
}
