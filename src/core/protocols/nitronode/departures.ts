import type { Hex } from '../../types'

/** Submissions that wait for their turn to leave, by session. */
export class Departures {
  readonly #waiting = new Map<Hex, Set<Promise<void>>>()

  /** Notes a submission that will leave. @returns must be called when it has left, or never will */
  expect(sessionId: Hex): () => void {
    let settle = (): void => {}
    const departure = new Promise<void>((resolve) => { settle = resolve })
    const departures = this.#waiting.get(sessionId) ?? new Set()
    this.#waiting.set(sessionId, departures.add(departure))
    return () => {
      departures.delete(departure)
      if (departures.size === 0 && this.#waiting.get(sessionId) === departures) this.#waiting.delete(sessionId)
      settle()
    }
  }

  /** Waits until every submission of a session that is waiting now has left. Null if there is none. */
  whenGone(sessionId: Hex): Promise<unknown> | null {
    const departures = this.#waiting.get(sessionId)
    return departures ? Promise.all(departures) : null
  }
}
