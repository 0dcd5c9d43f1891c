import { isSameSession } from '../sessions/sessionId'
import { isFinal } from './states'
import type { Closing, ClosingSnapshot } from './types'

/** How many ended closings are listed, so that a server that closes for years does not grow. */
const MOST_ENDED = 200

/** Called when a listed closing changes, and when one met the closing of another client. */
export interface ClosingListListeners {
  readonly onChange: (snapshot: ClosingSnapshot) => void
  /** Called when the journal may hold a closing that another client has begun. */
  readonly onFound: () => void
}

/** The closings that a client shows, newest first. */
export class ClosingList {
  #closings: readonly Closing[] = []
  readonly #on: ClosingListListeners

  constructor(on: ClosingListListeners) {
    this.#on = on
  }

  /** Lists a closing, and reports its changes as long as it is listed. */
  add(closing: Closing): void {
    let ended = 0
    this.#closings = [closing, ...this.#closings.filter(({ state }) => !isFinal(state) || ++ended < MOST_ENDED)]
    this.#on.onChange(closing.snapshot())
    closing.subscribe((snapshot) => {
      if (!this.#closings.includes(closing)) return
      this.#on.onChange(snapshot)
      if (isFinal(snapshot.state) && snapshot.error?.code === 'CLOSING_IN_PROGRESS') this.#on.onFound()
    })
  }

  drop(closing: Closing): void {
    this.#closings = this.#closings.filter(each => each !== closing)
  }

  find(closingId: string): Closing | null {
    return this.#closings.find(({ id }) => id === closingId) ?? null
  }

  of(sessionId: string): Closing | null {
    return this.#closings.find(closing => isSameSession(closing.sessionId, sessionId)) ?? null
  }

  snapshots(): readonly ClosingSnapshot[] {
    return this.#closings.map(closing => closing.snapshot())
  }
}
