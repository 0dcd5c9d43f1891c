import type { Timers } from '../../connection/types'
import type { Hex, Unsubscribe } from '../../types'
import { approvalIdOf } from './approvalToken'

/** How often participants who approve repeat that, in milliseconds. */
export const APPROVE_EVERY = 10_000

/** An approval counts for this time, in milliseconds, unless it is repeated: two repetitions may be lost. */
const PRESENT_FOR = 2.5 * APPROVE_EVERY

/**
 * Approvals that are counted at most, so that a request for signatures can name all of them. A room has 64 seats. If there are
 * more, the one that was not repeated for the longest time is dropped.
 */
const MOST_APPROVALS = 1_000

interface CountedApproval {
  readonly participant: number
  readonly id: Hex
  /** Ends the wait for its repetition. */
  readonly stopWaiting: Unsubscribe
}

/**
 * Which participants approve a proposal and are there. Anybody in the room can say that a participant approves: it only shows when
 * asking for signatures makes sense. Only the client that approves can take its approval back. A participant may approve on several
 * devices.
 */
export class Attendance {
  readonly #timers: Timers
  readonly #onChange: () => void
  readonly #approvals = new Map<string, CountedApproval>()

  constructor(timers: Timers, onChange: () => void) {
    this.#timers = timers
    this.#onChange = onChange
  }

  /** Places of the participants in the session, in rising order. */
  get present(): number[] {
    const participants = new Set([...this.#approvals.values()].map(({ participant }) => participant))
    return [...participants].sort((one, other) => one - other)
  }

  /** The ids of all approvals, each once. */
  get approvals(): Hex[] {
    return [...new Set([...this.#approvals.values()].map(({ id }) => id))]
  }

  /** A participant approves. @returns whether the approval is new */
  add(participant: number, id: Hex): boolean {
    const key = keyOf(participant, id)
    const known = this.#approvals.get(key)
    known?.stopWaiting()
    this.#change(() => {
      // The approvals are in the order of their last repetition.
      this.#approvals.delete(key)
      const [oldest] = this.#approvals
      if (oldest && this.#approvals.size >= MOST_APPROVALS) {
        oldest[1].stopWaiting()
        this.#approvals.delete(oldest[0])
      }
      this.#approvals.set(key, { participant, id, stopWaiting: this.#timers.after(PRESENT_FOR, () => { this.#remove(key) }) })
    })
    return known === undefined
  }

  /** A client takes back the approval whose secret it knows. */
  takeBack(participant: number, secret: Hex): void {
    this.#remove(keyOf(participant, approvalIdOf(secret)))
  }

  #remove(key: string): void {
    this.#change(() => {
      this.#approvals.get(key)?.stopWaiting()
      this.#approvals.delete(key)
    })
  }

  /** Reports whether participants have come or gone. */
  #change(change: () => void): void {
    const before = this.present.join()
    change()
    if (this.present.join() !== before) this.#onChange()
  }

  /** Forgets everybody. */
  end(): void {
    for (const { stopWaiting } of this.#approvals.values()) stopWaiting()
    this.#approvals.clear()
  }
}

/** Somebody may repeat the id of one participant for another one. */
const keyOf = (participant: number, id: Hex): string => `${participant} ${id}`
