import type { Timers } from '../connection/types'

/** Something that can be woken. */
export interface Sleeper {
  /** Called when the time has come. */
  wake(): void
}

/** Wakes the closings of one client: one timer serves all of them. */
export class Scheduler {
  readonly #timers: Timers
  /** When each sleeper wants to be woken, on the clock that never jumps. */
  readonly #times = new Map<Sleeper, number>()
  #stopTimer = (): void => {}
  #timerAt = Infinity

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Wakes a sleeper once at a time; replaces an earlier time of the same sleeper. `Infinity` never wakes it. */
  wakeAt(sleeper: Sleeper, at: number): void {
    if (at === Infinity) return this.forget(sleeper)
    this.#times.set(sleeper, at)
    if (at < this.#timerAt) this.#setTimer(at)
  }

  /** Lets a sleeper sleep. */
  forget(sleeper: Sleeper): void {
    this.#times.delete(sleeper)
    if (this.#times.size === 0) this.#setTimer(Infinity)
  }

  /**
   * Replaces the timer. All times are searched only when it fires: a thousand closings that change their times often would
   * otherwise search a thousand times each.
   */
  #setTimer(at: number): void {
    this.#stopTimer()
    this.#stopTimer = (): void => {}
    this.#timerAt = at
    if (at < Infinity) this.#stopTimer = this.#timers.after(Math.max(0, at - this.#timers.elapsed()), () => { this.#wakeDue() })
  }

  #wakeDue(): void {
    this.#timerAt = Infinity
    const now = this.#timers.elapsed()
    const due = [...this.#times].filter(([, at]) => at <= now)
    for (const [sleeper, at] of due) {
      // A sleeper that was woken before may have rescheduled or forgotten this one.
      if (this.#times.get(sleeper) !== at) continue
      this.#times.delete(sleeper)
      sleeper.wake()
    }
    let earliest = Infinity
    for (const at of this.#times.values()) earliest = Math.min(earliest, at)
    if (earliest < this.#timerAt) this.#setTimer(earliest)
  }
}
