import type { Timers } from '../../connection/types'
import type { Unsubscribe } from '../../types'

/** Participants who approve say so this often, in milliseconds. */
export const APPROVE_EVERY = 10_000

/** An approval counts for this time, in milliseconds, unless it is repeated: two repetitions may be lost. */
const PRESENT_FOR = 2.5 * APPROVE_EVERY

/** Which participants approve a proposal and are there. Nothing proves it: it only tells when asking for signatures makes sense. */
export class Attendance {
  readonly #timers: Timers
  readonly #onChange: () => void
  /** The end of the wait for the next approval, by participant. */
  readonly #present = new Map<number, Unsubscribe>()

  constructor(timers: Timers, onChange: () => void) {
    this.#timers = timers
    this.#onChange = onChange
  }

  /** Places of the participants in the session, in rising order. */
  get present(): number[] {
    return [...this.#present.keys()].sort((one, other) => one - other)
  }

  /** A participant approves. */
  add(participant: number): void {
    const stopWaiting = this.#present.get(participant)
    stopWaiting?.()
    this.#present.set(participant, this.#timers.after(PRESENT_FOR, () => { this.remove(participant) }))
    if (!stopWaiting) this.#onChange()
  }

  /** A participant no longer approves, or has left. */
  remove(participant: number): void {
    this.#present.get(participant)?.()
    if (this.#present.delete(participant)) this.#onChange()
  }

  /** Forgets everybody. */
  end(): void {
    for (const stopWaiting of this.#present.values()) stopWaiting()
    this.#present.clear()
  }
}
