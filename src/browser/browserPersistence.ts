import type { Journal } from '../core/journal/journal'
import type { Peers } from '../core/peers/peers'
import type { ClosingHistory } from '../core/history/types'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'
import { createForgetfulLoginStore, type LoginStore } from '../core/wallet/loginStore'
import { createBrowserPeers } from './browserPeers'
import type { BrowserStores } from './browserStores'

export interface BrowserPersistenceOptions {
  /** Name of the database; pages of one origin that use the same name share everything. @default 'vue-nitrolite' */
  readonly name?: string
  /**
   * Whether a browser that keeps pages from storing anything may close all the same. Such a closing does not survive a
   * reload; `isDurable` says so. `false` refuses to close there, with `JOURNAL_UNAVAILABLE`.
   * @default true
   */
  readonly allowMemory?: boolean
}

/** What a client needs to go on after a reload: spread it into the client's options. */
export interface BrowserPersistence {
  readonly journal: Journal
  readonly logins: LoginStore
  /** Ended closings. */
  readonly history: ClosingHistory
  /** Other tabs: one of them works on a closing, and all show it. */
  readonly peers: Peers
}

type Load = () => Promise<BrowserStores>

/** Loaded when it is first used, so that a page that only starts does not wait for it. */
function loader(name: string): Load {
  let loading: Promise<BrowserStores> | null = null
  return () => loading ??= import('./browserStores').then(
    ({ createBrowserStores }) => createBrowserStores(name),
    (thrown: unknown) => {
      loading = null
      throw thrown
    },
  )
}

/**
 * Writes to the database, or to memory where storing was forbidden from the start. What was written durably once is
 * never given up: a database that fails later blocks closing.
 */
function startingJournal(load: Load, allowMemory: boolean): Journal {
  let chosen: Journal | null = null
  let choosing: Promise<Journal> | null = null

  const choose = (): Promise<Journal> => choosing ??= load().then(stores => stores.openJournal(allowMemory)).then(
    journal => chosen = journal,
    (thrown: unknown) => {
      // It may come back: the next call tries again.
      choosing = null
      throw toNitroliteError(thrown, 'JOURNAL_UNAVAILABLE')
    },
  )

  return {
    get isDurable() { return chosen?.isDurable ?? true },
    get unusable() { return chosen?.unusable ?? [] },
    create: async (key, record) => (await choose()).create(key, record),
    replace: async (key, record, revision) => (await choose()).replace(key, record, revision),
    remove: async (key, revision) => (await choose()).remove(key, revision),
    read: async key => (await choose()).read(key),
    list: async () => (await choose()).list(),
  }
}

/** Keeps logins as soon as there is a place for them; without one the wallet is asked by each page. */
function startingLogins(load: Load): LoginStore {
  const forgetful = createForgetfulLoginStore()
  const store = (): Promise<LoginStore> => load().then(({ logins }) => logins, () => forgetful)
  return {
    exclusively: async (name, task) => (await store()).exclusively(name, task),
    read: async name => (await store()).read(name),
    write: async (name, login) => (await store()).write(name, login),
  }
}

/** Keeps what has ended beside what is open; in memory where pages may not store. */
function startingHistory(load: Load): ClosingHistory {
  const history = async (): Promise<ClosingHistory> => (await load()).openHistory()
  return {
    put: async entry => (await history()).put(entry),
    find: async query => (await history()).find(query),
  }
}

/** What was made for a name already: clients of one page share it. */
const made = new Map<string, BrowserPersistence>()

/**
 * Keeps closings and logins in the browser, so that a reload, a crash or another tab loses neither: a journal in
 * IndexedDB and session keys encrypted with a key that cannot be read. Nothing is loaded or opened before it is used, so
 * it may be called on a server too.
 *
 * @example
 * createNitroliteClient({ url, application, signer, ...createBrowserPersistence() })
 * @throws `OPTIONS_INVALID`
 */
export function createBrowserPersistence(options: BrowserPersistenceOptions = {}): BrowserPersistence {
  const { name = 'vue-nitrolite', allowMemory = true } = options
  if (typeof name !== 'string' || name === '') throw new NitroliteError('OPTIONS_INVALID', { option: 'name', reason: 'It must be text.' })
  const id = JSON.stringify([name, allowMemory])
  const known = made.get(id)
  if (known) return known
  const load = loader(name)
  const persistence = {
    journal: startingJournal(load, allowMemory),
    logins: startingLogins(load),
    history: startingHistory(load),
    peers: createBrowserPeers(name),
  }
  made.set(id, persistence)
  return persistence
}
