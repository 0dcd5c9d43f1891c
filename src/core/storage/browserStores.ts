import { createMemoryHistory } from '../history/memoryHistory'
import type { ClosingHistory } from '../history/types'
import type { BrowserPersistence } from './browserPersistence'
import { createDatabase, type Database } from './database'
import { createIndexedDbHistory } from './indexedDbHistory'
import { createIndexedDbJournal } from './indexedDbJournal'
import { createKeyVault } from './keyVault'

/** The stores of one database of the browser. */
export interface BrowserStores extends Pick<BrowserPersistence, 'journal' | 'logins' | 'history'> {
  readonly database: Database
  /** In place of the history where storing is forbidden. */
  readonly memoryHistory: ClosingHistory
  /** Whether storing is forbidden here, in contrast to failing now. */
  isForbidden(thrown: unknown): boolean
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
  return {
    database,
    isForbidden,
    journal: createIndexedDbJournal(database),
    logins: createKeyVault(database),
    history: createIndexedDbHistory(database),
    memoryHistory: createMemoryHistory(),
  }
}
