import type { MarkingJournal } from '../core/journal/journal'
import { createMemoryJournal } from '../core/journal/memoryJournal'
import { createMemoryHistory } from '../core/history/memoryHistory'
import type { ClosingHistory } from '../core/history/types'
import type { LoginStore } from '../core/wallet/loginStore'
import { createDatabase } from './database'
import { createIndexedDbHistory } from './indexedDbHistory'
import { createIndexedDbJournal } from './indexedDbJournal'
import { createKeyVault } from './keyVault'

/** The stores in one database of the browser. */
export interface BrowserStores {
  readonly logins: LoginStore
  /**
   * @param allowMemory whether to use memory if the browser forbids storing data
   * @throws the reason why the database cannot be opened
   */
  openJournal(allowMemory: boolean): Promise<MarkingJournal>
  /** In memory if the browser forbids storing data. @throws the reason why the database cannot be opened */
  openHistory(): Promise<ClosingHistory>
}

/** Names of the errors that browsers throw if they forbid storing data: in private windows or sandboxed frames, or without cookies. */
const FORBIDDEN_NAMES = ['SecurityError', 'InvalidStateError', 'NotAllowedError', 'NotSupportedError']

class NoDatabase extends Error {
  override readonly message = 'The browser has no IndexedDB.'
}

const isForbidden = (thrown: unknown): boolean =>
  thrown instanceof NoDatabase || FORBIDDEN_NAMES.includes((thrown as Error | undefined)?.name ?? '')

function browserFactory(): IDBFactory {
  const factory = globalThis.indexedDB as IDBFactory | undefined
  if (!factory) throw new NoDatabase()
  return factory
}

export function createBrowserStores(name: string): BrowserStores {
  const database = createDatabase(name, browserFactory)
  const history = createIndexedDbHistory(database)
  const memoryHistory = createMemoryHistory()
  let hasBeenOpen = false
  const orMemory = <T>(stored: T, memory: () => T, allowMemory = true): Promise<T> =>
    database.open().then(() => {
      hasBeenOpen = true
      return stored
    }, (thrown: unknown) => {
      // After any other error, and once it was open, the database may work again. Nothing may be kept elsewhere until then.
      if (isForbidden(thrown) && allowMemory && !hasBeenOpen) return memory()
      throw thrown
    })
  return {
    logins: createKeyVault(database),
    openJournal: allowMemory => orMemory(createIndexedDbJournal(database), createMemoryJournal, allowMemory),
    openHistory: () => orMemory(history, () => memoryHistory),
  }
}
