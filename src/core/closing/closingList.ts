import { isSameSession } from '../sessions/sessionId'
import { isFinal } from './states'
import type { Closing, ClosingSnapshot } from './types'

/** How many ended closings are listed, so that a server that closes for years does not grow. */
const MOST_ENDED = 200

/** What a list of closings reports. */
export interface ClosingListListeners {
  readonly onChange: (snapshot: ClosingSnapshot) => void
  /** Called when the journal may hold a closing that another client has begun. */
  readonly onFound: () => void
}

/** The closings that a client shows, newest first. */
export class ClosingList {
  /** Oldest first, so that a closing is added and found without walking through all of them. */
  readonly #closings = new Set<Closing>()
  /** Those among them that have ended. */
  readonly #ended = new Set<Closing>()
  readonly #on: ClosingListListeners

  constructor(on: ClosingListListeners) {
    this.#on = on
  }

  /** Lists a closing, and reports its changes as long as it is listed. */
  add(closing: Closing): void {
    this.#dropOldEndings()
    this.#closings.add(closing)
    if (isFinal(closing.state)) this.#ended.add(closing)
    this.#on.onChange(closing.snapshot())
    closing.subscribe((snapshot) => {
      if (!this.#closings.has(closing)) return
      if (isFinal(snapshot.state)) this.#ended.add(closing)
      this.#on.onChange(snapshot)
      if (isFinal(snapshot.state) && snapshot.error?.code === 'CLOSING_IN_PROGRESS') this.#on.onFound()
    })
  }

  /** Makes room for one more ended closing. */
  #dropOldEndings(): void {
    for (const closing of this.#closings) {
      if (this.#ended.size < MOST_ENDED) return
      if (this.#ended.has(closing)) this.drop(closing)
    }
  }

  drop(closing: Closing): void {
    this.#closings.delete(closing)
    this.#ended.delete(closing)
  }

  find(closingId: string): Closing | null {
    return this.#newestFirst().find(({ id }) => id === closingId) ?? null
  }

  of(sessionId: string): Closing | null {
    return this.#newestFirst().find(closing => isSameSession(closing.sessionId, sessionId)) ?? null
  }

  snapshots(): readonly ClosingSnapshot[] {
    return this.#newestFirst().map(closing => closing.snapshot())
  }

  #newestFirst(): Closing[] {
    return [...this.#closings].reverse()
  }
}
