import type { SessionQuery } from '../../sessions/types'
import type { Hex } from '../../types'
import type { SessionRow } from './schemas'

/** A session differs from the last time it was read, or has left a list. */
export interface SessionChange {
  readonly sessionId: Hex
  /** Whether the node has paid the session out. False if only its absence from a list was noticed. */
  readonly isClosed: boolean
}

/**
 * Remembers every session and list that was read, by any part of the client, and reports what has changed since. A nitronode
 * pushes nothing, so this comparison is the only way to notice what other participants do.
 */
export class SeenSessions {
  /** Version and status of each session. */
  readonly #states = new Map<Hex, string>()
  /** Session ids of each list. */
  readonly #lists = new Map<string, readonly Hex[]>()
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
  noteSession({ app_session_id: sessionId, version, status }: SessionRow, reportsNew = false): void {
    const state = `${version} ${status}`
    const lastState = this.#states.get(sessionId)
    this.#states.set(sessionId, state)
    const isChange = lastState === undefined ? reportsNew : lastState !== state
    if (isChange) this.#listener?.({ sessionId, isClosed: status === 'closed' })
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
