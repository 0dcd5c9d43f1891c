import type { AppSessionSummary } from '../../sessions/types'
import type { Hex } from '../../types'

/** How many sessions are remembered, so that a server that runs for years does not grow. */
const MOST_REMEMBERED = 5_000

/**
 * Sessions as lists have shown them, the ones seen last at the end. A closing needs of them what never changes: participants,
 * weights, quorum and application. Their status, version and data may be old.
 */
export class KnownSessions {
  readonly #sessions = new Map<Hex, AppSessionSummary>()

  get(sessionId: Hex): AppSessionSummary | undefined {
    return this.#sessions.get(sessionId)
  }

  remember(summary: AppSessionSummary): AppSessionSummary {
    this.#sessions.delete(summary.id)
    this.#sessions.set(summary.id, summary)
    if (this.#sessions.size > MOST_REMEMBERED) this.#forgetOldest()
    return summary
  }

  #forgetOldest(): void {
    const [oldest] = this.#sessions.keys()
    if (oldest !== undefined) this.#sessions.delete(oldest)
  }
}
