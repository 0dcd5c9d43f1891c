import type { SessionQuery } from '../../sessions/types'
import type { Hex } from '../../types'
import type { SessionRow } from './schemas'

/** A session differs from the last time it was read, or has left a list. */
export interface SessionChange {
  readonly sessionId: Hex
  /** Whether the node has paid the session out. False if only its absence from a list was noticed. */
  readonly isClosed: boolean
}

/** How many sessions are remembered as they were read last, so that a server that runs for years does not grow. */
const MOST_REMEMBERED = 5_000

/**
 * Remembers every session and list that was read, by any part of the client, and reports what has changed since. A nitronode
 * pushes nothing, so this comparison is the only way to notice what other participants do.
 */
export class SeenSessions {
  /** Version and status of each session. */
  readonly #states = new Map<Hex, string>()
  /** Session ids of each list. */
  readonly #lists = new Map<string, readonly Hex[]>()
  /** The sessions that were read last, as they were then. */
  readonly #latest = new Map<Hex, SessionRow>()
  #listener: ((change: SessionChange) => void) | null = null

  /** Replaces the listener: a client watches over one socket at a time. */
  listen(listener: (change: SessionChange) => void): void {
    this.#listener = listener
  }

  /**
   * Must be called with every row that was read.
   * @param reportsNew whether a session that was never read before is a change. It is one while a list is polled: the view that
   * shows the list has read it before polling starts, so every unknown session is new. In any other read it is just unknown.
   */
  noteSession(row: SessionRow, reportsNew = false): void {
    const { app_session_id: sessionId, version, status } = row
    this.#remember(row)
    const state = `${version} ${status}`
    const lastState = this.#states.get(sessionId)
    this.#states.set(sessionId, state)
    const isChange = lastState === undefined ? reportsNew : lastState !== state
    if (isChange) this.#listener?.({ sessionId, isClosed: status === 'closed' })
  }

  /** A session as it was read last. Null if it was not read, or long ago. */
  latest(sessionId: Hex): SessionRow | null {
    return this.#latest.get(sessionId) ?? null
  }

  #remember(row: SessionRow): void {
    this.#latest.delete(row.app_session_id)
    this.#latest.set(row.app_session_id, row)
    const [oldest] = this.#latest.keys()
    if (this.#latest.size > MOST_REMEMBERED && oldest !== undefined) this.#latest.delete(oldest)
  }

  /**
   * Must be called with every list that was read in full. Reports the sessions that have left it: a closed session is missing
   * from a list of open ones, and nothing else says so.
   */
  noteList({ participant, status }: SessionQuery, ids: readonly Hex[]): void {
    const name = JSON.stringify([participant, status])
    const lastIds = this.#lists.get(name) ?? []
    this.#lists.set(name, ids)
    for (const sessionId of lastIds) {
      if (!ids.includes(sessionId)) this.#listener?.({ sessionId, isClosed: false })
    }
  }
}
