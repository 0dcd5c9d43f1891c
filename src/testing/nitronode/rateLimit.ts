/** How many messages a connection may send. */
export interface RateLimit {
  /** Messages that become available each second. */
  readonly perSecond: number
  /** Messages that may be sent at once. */
  readonly burst: number
}

/** A token bucket. */
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

  /** Takes a token for one message. @returns false if none is left */
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
