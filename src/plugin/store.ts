import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClosingSnapshot } from '../core/closing/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { HistoryEntry } from '../core/history/types'
import type { AppSessionSummary, Balance } from '../core/sessions/types'
import type { Address } from '../core/types'

/**
 * The state of this app's client, for templates, devtools and other stores. It holds plain data only, which survives
 * JSON; it never holds the client itself, sockets, signers or keys.
 *
 * Outside of components, pass the app's Pinia.
 */
export const useNitroliteStore = /* @__PURE__ */ defineStore('nitrolite', () => ({
  /** State of the connection. */
  status: shallowRef<ConnectionStatus>('idle'),
  /** Checksummed address of the wallet that is logged in, or null. */
  account: shallowRef<Address | null>(null),
  /** Protocol of the node once it is known, for example `nitrorpc/0.5`. */
  protocol: shallowRef<string | null>(null),
  /** Balances of the wallet on the node. */
  balances: shallowRef<readonly Balance[]>([]),
  /** Sessions of the wallet, as `useAppSessions()` without a query last read them. */
  sessions: shallowRef<readonly AppSessionSummary[]>([]),
  /**
   * The session that the app works with, remembered for each node and wallet. A closed session is no longer
   * remembered, but stays here until another one is selected, so that its result can be shown.
   */
  activeSessionId: shallowRef<string | null>(null),
  /** Whether a closing that starts now survives a reload; known once connected. */
  isDurable: shallowRef(true),
  /** Closings of this client, newest first, ended ones included. */
  closings: shallowRef<readonly ClosingSnapshot[]>([]),
  /** Ended closings, as `useClosingHistory()` without a query last read them; the latest end first. */
  history: shallowRef<readonly HistoryEntry[]>([]),
  /** Why connecting failed, or the last error that no call was waiting for; null once connected. */
  error: shallowRef<NitroliteErrorInfo | null>(null),
}))

/** The store of one app. */
export type NitroliteStore = ReturnType<typeof useNitroliteStore>
