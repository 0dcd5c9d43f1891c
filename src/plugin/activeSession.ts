import { effectScope, watch } from 'vue'
import type { NitroliteClient } from '../core/client/types'
import { shownUrl } from '../core/connection/shownUrl'
import type { ClosingState } from '../core/closing/types'
import { readSessionId } from '../core/sessions/sessionId'
import type { AppSessionSummary } from '../core/sessions/types'
import type { Address, Unsubscribe } from '../core/types'
import type { NitroliteStore } from './store'

/** Where the id of the active session is kept: the part of the Web Storage interface that the plugin uses. */
export interface NitroliteStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The browser's `localStorage`, or null if the page may not use it. */
export function browserStorage(): NitroliteStorage | null {
  try {
    return window.localStorage
  }
  catch {
    return null
  }
}

/** Remembers which session an app works with. */
interface ActiveSessionMemory {
  /** Must be called with every session that was read, so that a closed one is forgotten. */
  onRead(session: Pick<AppSessionSummary, 'id' | 'status'>): void
  stop: Unsubscribe
}

/** States of a closing in which its session is closed. */
const SESSION_CLOSED: ReadonlySet<ClosingState> = new Set(['closed', 'superseded', 'overpaid'])

/** Remembers the store's active session for each node and wallet, until it is closed. */
export function rememberActiveSession(
  client: NitroliteClient, store: NitroliteStore, storage: NitroliteStorage,
): ActiveSessionMemory {
  /** Wallet for which the current id was chosen; null when nobody was logged in. */
  let owner: Address | null = client.account
  const closed = new Set<string>()
  const keyOf = (account: Address): string => `vue-nitrolite:active-session:${shownUrl(client.url)}#${account}`

  /** If the storage is full or locked, the id is not remembered, and everything else works. */
  function tryStorage<T>(work: () => T): T | null {
    try {
      return work()
    }
    catch {
      return null
    }
  }

  function recall(account: Address): string | null {
    return readSessionId(tryStorage(() => storage.getItem(keyOf(account))))
  }

  function keep(account: Address, chosenId: string | null): void {
    const sessionId = readSessionId(chosenId)
    tryStorage(() => sessionId !== null && !closed.has(sessionId)
      ? storage.setItem(keyOf(account), sessionId)
      : storage.removeItem(keyOf(account)))
  }

  function onAccount(account: Address | null): void {
    if (account === null) return
    const isOtherWallet = owner !== null && owner !== account
    if (isOtherWallet || store.activeSessionId === null) store.activeSessionId = recall(account)
    else keep(account, store.activeSessionId)
    owner = account
  }

  function forget(sessionId: string): void {
    closed.add(sessionId)
    const { account } = client
    if (account !== null && recall(account) === sessionId) tryStorage(() => storage.removeItem(keyOf(account)))
  }

  const scope = effectScope(true)
  scope.run(() => watch(() => store.activeSessionId, sessionId => {
    owner = client.account
    if (owner !== null) keep(owner, sessionId)
  }, { flush: 'sync' }))
  const stops = [
    client.on('account', onAccount),
    client.on('closing', ({ sessionId, state }) => { if (SESSION_CLOSED.has(state)) forget(sessionId) }),
    () => scope.stop(),
  ]
  onAccount(client.account)

  return {
    onRead: ({ id, status }) => { if (status === 'closed') forget(id) },
    stop: () => { for (const stop of stops) stop() },
  }
}
