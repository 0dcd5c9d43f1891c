/** One direction of a connection: what is on it arrives in order, however long each takes. */
export class Lane {
  readonly #setTimer: (callback: () => void, ms: number) => unknown
  #waiting: { readonly arrive: () => void, delay: number }[] = []
  #isHeld = false

  constructor(setTimer: (callback: () => void, ms: number) => unknown) {
    this.#setTimer = setTimer
  }

  /** @param delay milliseconds; with 0 and nothing before it, it arrives before this returns */
  pass(arrive: () => void, delay = 0): void {
    this.#waiting.push({ arrive, delay })
    if (!this.#isHeld) this.#drain()
  }

  /** What has not arrived never does. */
  clear(): void {
    this.#waiting = []
  }

  #drain(): void {
    for (;;) {
      const [next] = this.#waiting
      if (!next) return
      if (next.delay > 0) {
        this.#isHeld = true
        this.#setTimer(() => {
          this.#isHeld = false
          next.delay = 0
          this.#drain()
        }, next.delay)
        return
      }
      this.#waiting.shift()
      next.arrive()
      if (this.#isHeld) return
    }
  }
}
