import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClosingSnapshot } from '../core/closing/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { HistoryEntry } from '../core/history/types'
import type { AppSessionSummary, Balance } from '../core/sessions/types'
import type { Address } from '../core/types'

/**
 * What the client of this app shows, for templates, devtools and other stores: plain data alone, which
 * survives JSON. The client itself, sockets, signers and keys are never in it.
 *
 * Outside of components pass the app's Pinia.
 */
export const useNitroliteStore = /* @__PURE__ */ defineStore('nitrolite', () => ({
  /** State of the connection. */
  status: shallowRef<ConnectionStatus>('idle'),
  /** Checksummed address of the wallet that is logged in, or null. */
  account: shallowRef<Address | null>(null),
  /** Protocol of the node once known, for example `nitrorpc/0.5`. */
  protocol: shallowRef<string | null>(null),
  /** Balances of the wallet on the node. */
  balances: shallowRef<readonly Balance[]>([]),
  /** Sessions of the wallet, as `useAppSessions()` without a query last read them. */
  sessions: shallowRef<readonly AppSessionSummary[]>([]),
  /**
   * The session that the app works with. It is remembered per node and wallet. Once the session is closed it is
   * not remembered any more; here it stays, so that its result can be shown, until another one is selected.
   */
  activeSessionId: shallowRef<string | null>(null),
  /** Whether a closing that is begun now survives a reload; known once connected. */
  isDurable: shallowRef(true),
  /** Closings of this client, newest first, ended ones included. */
  closings: shallowRef<readonly ClosingSnapshot[]>([]),
  /** Ended closings, as `useClosingHistory()` without a query last read them, the latest end first. */
  history: shallowRef<readonly HistoryEntry[]>([]),
  /** Why connecting failed, or the last thing that went wrong without a call waiting for it; null once connected. */
  error: shallowRef<NitroliteErrorInfo | null>(null),
}))

/** The store of one app. */
export type NitroliteStore = ReturnType<typeof useNitroliteStore>
