import type { KeepOptions } from '../core/client/keepOptions'
import type { MarkingJournal } from '../core/journal/journal'
import type { Peers } from '../core/peers/peers'
import type { ClosingHistory } from '../core/history/types'
import type { ProtocolMemory } from '../core/protocols/protocolMemory'
import { NitroliteError, toNitroliteError } from '../core/errors/errors'
import { loadPart } from '../core/errors/loadPart'
import { createForgetfulLoginStore, type LoginStore } from '../core/wallet/loginStore'
import { createBrowserPeers } from './browserPeers'
import type { BrowserStores } from './browserStores'

export interface BrowserPersistenceOptions {
  /** Name of the database. Pages of one origin that use the same name share everything. @default 'vue-nitrolite' */
  readonly name?: string
  /**
   * Whether closing is possible in a browser that forbids pages to store data, for example in a private window. Such a
   * closing does not survive a reload, and `isDurable` is `false`. If this option is `false`, closing is refused there with
   * `JOURNAL_UNAVAILABLE`.
   * @default true
   */
  readonly allowMemory?: boolean
}

/** Everything that a client needs to continue after a reload. Pass it as the option `keep` of a client. */
export interface BrowserPersistence extends Required<KeepOptions> {
  /** Closings that have not ended. */
  readonly closings: MarkingJournal
  /** Session keys, encrypted with a key that no script can read. */
  readonly logins: LoginStore
  /** Closings that have ended. */
  readonly history: ClosingHistory
  /** Connects the tabs: one of them works on a closing, and all of them show it. */
  readonly tabs: Peers
  /** Which protocol each node speaks. */
  readonly protocols: ProtocolMemory
  /** @deprecated Use `closings`. This name works until 1.0. */
  readonly journal: MarkingJournal
  /** @deprecated Use `tabs`. This name works until 1.0. */
  readonly peers: Peers
}

type Load = () => Promise<BrowserStores>

/** Loads the stores when they are first used. A page that only starts does not wait for them. */
function createLoader(name: string): Load {
  let loading: Promise<BrowserStores> | null = null
  return () => loading ??= loadPart(() => import('./browserStores')).then(
    ({ createBrowserStores }) => createBrowserStores(name),
    (thrown: unknown) => {
      loading = null
      throw thrown
    },
  )
}

/**
 * A journal in the database, or in memory if the browser forbids storing data from the start. It never switches from the
 * database to memory: if the database fails later, closing is blocked.
 */
function createLazyJournal(load: Load, allowMemory: boolean): MarkingJournal {
  let chosen: MarkingJournal | null = null
  let choosing: Promise<MarkingJournal> | null = null

  const choose = (): Promise<MarkingJournal> => choosing ??= load().then(stores => stores.openJournal(allowMemory)).then(
    journal => chosen = journal,
    (thrown: unknown) => {
      // The database may work again later, so the next call tries again.
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
    markEnded: async (key, closingId) => (await choose()).markEnded(key, closingId),
    read: async key => (await choose()).read(key),
    list: async () => (await choose()).list(),
  }
}

/** Logins in the database. If it cannot be loaded, nothing is kept, and each page asks the wallet. */
function createLazyLogins(load: Load): LoginStore {
  const forgetful = createForgetfulLoginStore()
  const store = (): Promise<LoginStore> => load().then(({ logins }) => logins, () => forgetful)
  return {
    exclusively: async (name, task) => (await store()).exclusively(name, task),
    read: async name => (await store()).read(name),
    write: async (name, login) => (await store()).write(name, login),
  }
}

/** Ended closings in the database, or in memory if the browser forbids storing data. */
function createLazyHistory(load: Load): ClosingHistory {
  const history = async (): Promise<ClosingHistory> => (await load()).openHistory()
  return {
    put: async entry => (await history()).put(entry),
    find: async query => (await history()).find(query),
  }
}

/** By options. All clients of a page share the persistence of the same options. */
const persistences = new Map<string, BrowserPersistence>()

/**
 * Keeps closings and logins in the browser, so that they survive a reload or a crash and are shared by all tabs: a journal in
 * IndexedDB, and session keys encrypted with a key that no script can read. Nothing is loaded or opened before it is first
 * used, so this can also be called on a server.
 *
 * @example
 * createNitroliteClient({ url, application, signer, keep: createBrowserPersistence() })
 * @throws `OPTIONS_INVALID`
 */
export function createBrowserPersistence(options: BrowserPersistenceOptions = {}): BrowserPersistence {
  const { name = 'vue-nitrolite', allowMemory = true } = options
  if (typeof name !== 'string' || name === '') throw new NitroliteError('OPTIONS_INVALID', { option: 'name', reason: 'It must be a text that is not empty.' })
  const id = JSON.stringify([name, allowMemory])
  const known = persistences.get(id)
  if (known) return known
  const load = createLoader(name)
  const closings = createLazyJournal(load, allowMemory)
  const tabs = createBrowserPeers(name)
  const persistence: BrowserPersistence = {
    closings,
    logins: createLazyLogins(load),
    history: createLazyHistory(load),
    tabs,
    protocols: createStoredProtocols(name),
    journal: closings,
    peers: tabs,
  }
  persistences.set(id, persistence)
  return persistence
}

/**
 * Remembers in `localStorage` which protocol each node speaks. Without it, for example in a private window, nothing is
 * remembered, and each page finds out anew.
 * @param name begins every key, so that apps of one origin can keep apart
 */
export function createStoredProtocols(name: string): ProtocolMemory {
  const keyOf = (url: string): string => `${name}:protocol:${url}`
  /** The browser may forbid the storage, or it may be full. */
  function attempt<T>(work: (storage: Storage) => T): T | null {
    try {
      return work(globalThis.localStorage)
    }
    catch {
      return null
    }
  }
  return {
    read(url) {
      const found = attempt(storage => storage.getItem(keyOf(url)))
      return found === 'nitrorpc' || found === 'nitronode' ? found : null
    },
    write: (url, protocol) => { attempt(storage => { storage.setItem(keyOf(url), protocol) }) },
  }
}
