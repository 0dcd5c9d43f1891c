import { effectScope, watch } from 'vue'
import type { NitroliteClient } from '../core/client/types'
import type { AppSessionSummary } from '../core/sessions/types'
import type { Address, Unsubscribe } from '../core/types'
import type { NitroliteStore } from './store'

/** Where the id of the active session is kept: the part of the Web Storage interface that is used. */
export interface NitroliteStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The browser's storage, or null where there is none or the page may not use it. */
export function browserStorage(): NitroliteStorage | null {
  try {
    return window.localStorage
  }
  catch {
    return null
  }
}

/** Remembers which session an app works with. */
export interface ActiveSessionMemory {
  /** To be told of every session that was read: a closed one is forgotten. */
  read(session: Pick<AppSessionSummary, 'id' | 'status'>): void
  stop: Unsubscribe
}

const SESSION_ID = /^0x[0-9a-f]{64}$/

/** Results after which a session is over. */
const OVER: readonly string[] = ['closed', 'superseded', 'overpaid']

/** Remembers the store's active session for each node and wallet, until it is closed. */
export function rememberActiveSession(
  client: NitroliteClient, store: NitroliteStore, storage: NitroliteStorage,
): ActiveSessionMemory {
  /** Wallet for which the present id was chosen; null when nobody was logged in. */
  let owner: Address | null = client.account
  const over = new Set<string>()
  const keyOf = (account: Address): string => `vue-nitrolite:active-session:${client.url}#${account}`

  /** A storage that is full or locked costs the remembering, nothing else. */
  function attempt<T>(work: () => T): T | null {
    try {
      return work()
    }
    catch {
      return null
    }
  }

  function recall(account: Address): string | null {
    const stored = attempt(() => storage.getItem(keyOf(account)))
    return stored !== null && SESSION_ID.test(stored) ? stored : null
  }

  function keep(account: Address, sessionId: string | null): void {
    attempt(() => sessionId !== null && !over.has(sessionId)
      ? storage.setItem(keyOf(account), sessionId)
      : storage.removeItem(keyOf(account)))
  }

  function arrive(account: Address | null): void {
    if (account === null) return
    const isOther = owner !== null && owner !== account
    if (isOther || store.activeSessionId === null) store.activeSessionId = recall(account)
    else keep(account, store.activeSessionId)
    owner = account
  }

  function forget(sessionId: string): void {
    over.add(sessionId)
    const { account } = client
    if (account !== null && recall(account) === sessionId) attempt(() => storage.removeItem(keyOf(account)))
  }

  const scope = effectScope(true)
  scope.run(() => watch(() => store.activeSessionId, sessionId => {
    owner = client.account
    if (owner !== null) keep(owner, sessionId)
  }, { flush: 'sync' }))
  const stops = [
    client.on('account', arrive),
    client.on('closing', ({ sessionId, state }) => { if (OVER.includes(state)) forget(sessionId) }),
    () => scope.stop(),
  ]
  arrive(client.account)

  return {
    read: ({ id, status }) => { if (status === 'closed') forget(id) },
    stop: () => { for (const stop of stops) stop() },
  }
}
