/** One direction of a connection: frames arrive in the order in which they were added, however long each one takes. */
export class DeliveryQueue {
  readonly #setTimer: (callback: () => void, ms: number) => unknown
  #waiting: { readonly deliver: () => void, delay: number }[] = []
  #isHeld = false

  constructor(setTimer: (callback: () => void, ms: number) => unknown) {
    this.#setTimer = setTimer
  }

  /** @param delay milliseconds; without one, a frame at the head of the queue is delivered before this returns */
  add(deliver: () => void, delay = 0): void {
    this.#waiting.push({ deliver, delay })
    if (!this.#isHeld) this.#drain()
  }

  /** Drops every frame that has not been delivered. */
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
      next.deliver()
      // Delivering can add a frame with a delay, which holds up the rest.
      if (this.#isHeld) return
    }
  }
}
