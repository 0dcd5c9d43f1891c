export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/** A bucket of messages that fills by the second. */
export class RateBucket {
  readonly #limit: RateLimit
  readonly #clock: () => number
  #left: number
  #since: number

  constructor(limit: RateLimit, clock: () => number) {
    this.#limit = limit
    this.#clock = clock
    this.#left = limit.burst
    this.#since = clock()
  }

  /** Takes a message out of the bucket. @returns whether there was one */
  take(): boolean {
    const now = this.#clock()
    const { perSecond, burst } = this.#limit
    this.#left = Math.min(burst, this.#left + Math.max(0, now - this.#since) / 1000 * perSecond)
    this.#since = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
