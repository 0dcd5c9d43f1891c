/** One direction of a connection: frames arrive in the order in which they were added, however long each one takes. */
export class DeliveryQueue {
  readonly #setTimer: (callback: () => void, ms: number) => unknown
  #waiting: { readonly deliver: () => void, delay: number }[] = []
  #isHeld = false
  /** Freezes that have not ended. */
  #freezes = 0

  constructor(setTimer: (callback: () => void, ms: number) => unknown) {
    this.#setTimer = setTimer
  }

  /** @param delay milliseconds; without one, a frame at the head of the queue is delivered before this returns */
  add(deliver: () => void, delay = 0): void {
    this.#waiting.push({ deliver, delay })
    this.#drain()
  }

  get isFrozen(): boolean {
    return this.#freezes > 0
  }

  /**
   * Delivers nothing for a while. The frames wait, as a network sends them again once it works.
   * @param ms milliseconds; null means forever
   */
  freeze(ms: number | null): void {
    this.#freezes += 1
    if (ms === null) return
    this.#setTimer(() => {
      this.#freezes -= 1
      this.#drain()
    }, ms)
  }

  /** Drops every frame that has not been delivered. */
  clear(): void {
    this.#waiting = []
  }

  #drain(): void {
    // Delivering can add a frame with a delay or freeze the queue, which holds up the rest.
    while (!this.#isHeld && this.#freezes === 0) {
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
    }
  }
}
