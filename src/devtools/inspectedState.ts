import type { NitroliteClient } from '../core/client/types'
import type { ClosingLogEntry, ClosingSnapshot } from '../core/closing/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { AppSessionSummary, Balance } from '../core/sessions/types'
import type { Address, Hex } from '../core/types'
import type { NitroliteStore } from '../plugin/store'

/** A closing with what it has found out and done. */
export interface InspectedClosing {
  readonly snapshot: ClosingSnapshot
  /** Oldest line first; empty for a closing that a newer one of the same session has replaced. */
  readonly log: readonly ClosingLogEntry[]
}

/** What the inspector shows of one app. */
export interface InspectedState {
  /** Scheme and host of the node. The rest of its address may hold a password or an API key. */
  readonly node: string
  readonly status: ConnectionStatus
  readonly protocol: string | null
  readonly isDurable: boolean
  readonly error: NitroliteErrorInfo | null
  readonly account: Address | null
  readonly balances: readonly Balance[]
  readonly sessions: readonly AppSessionSummary[]
  readonly activeSessionId: Hex | string | null
  readonly closings: readonly InspectedClosing[]
}

function hostOf(url: string): string {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}`
  }
  catch {
    return 'not a URL'
  }
}

/** Reads the present state of an app. */
export function inspectedState(client: NitroliteClient, store: NitroliteStore): InspectedState {
  const { status, protocol, isDurable, error, account, balances, sessions, activeSessionId } = store
  const closings = client.closings.list().map((snapshot) => {
    const closing = client.closings.get(snapshot.sessionId)
    return { snapshot, log: closing?.id === snapshot.id ? closing.log() : [] }
  })
  return { node: hostOf(client.url), status, protocol, isDurable, error, account, balances, sessions, activeSessionId, closings }
}
