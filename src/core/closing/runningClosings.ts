import type { Turn } from '../peers/turn'
import type { Hex } from '../types'
import type { RunningClosing } from './runningClosing'
import { isOver } from './states'
import type { Closing } from './types'

/** A closing that this client works on. */
export interface Running {
  readonly closing: RunningClosing
  /** The same closing, as callers see it. */
  readonly view: Closing
  readonly turn: Turn
  readonly fingerprint: string
  /** The client has the wallet of the closing. */
  readonly hasWallet: () => boolean
}

/** The closings that a client works on: at most one at a time for each session. */
export class RunningClosings {
  readonly #bySession = new Map<Hex, Running>()

  of(sessionId: Hex): Running | undefined {
    return this.#bySession.get(sessionId)
  }

  get closings(): readonly RunningClosing[] {
    return [...this.#bySession.values()].map(({ closing }) => closing)
  }

  /** @param key the key of the closing's turn */
  withKey(key: string): Running | undefined {
    return [...this.#bySession.values()].find(({ turn }) => turn.key === key)
  }

  /** Holds a closing until it is over, and tells the other clients about it. */
  add(running: Running): void {
    const { closing, turn } = running
    const { sessionId } = closing
    if (!isOver(closing.snapshot())) this.#bySession.set(sessionId, running)
    closing.subscribe((snapshot) => {
      if (isOver(snapshot)) this.#bySession.delete(sessionId)
      turn.tell(snapshot)
    })
  }

  /** A connection or a login of the client has changed. */
  reconsider(): void {
    for (const { closing, turn } of [...this.#bySession.values()]) {
      closing.reconsider()
      turn.reconsider()
    }
  }

  /** Lets other clients continue with the closings. */
  release(): void {
    for (const { closing, turn } of this.#bySession.values()) {
      closing.release()
      turn.release()
    }
  }
}
