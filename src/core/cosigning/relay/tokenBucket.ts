/** A limit on how often something may happen: so many times a second, and so many at once after a pause. */
export interface TokenBucket {
  /** Takes this number of tokens, or none if there are not enough. Returns whether it took them. */
  take(tokens: number): boolean
  /** Milliseconds until this number of tokens is there; 0 if they are there now. */
  waitFor(tokens: number): number
}

/**
 * @param rate tokens that come back in a second
 * @param burst most tokens that can be there
 * @param elapsed milliseconds since some fixed moment
 */
export function createTokenBucket(rate: number, burst: number, elapsed: () => number): TokenBucket {
  let tokens = burst
  let filledAt = elapsed()
  const fill = (): void => {
    const now = elapsed()
    tokens = Math.min(burst, tokens + (now - filledAt) * rate / 1000)
    filledAt = now
  }
  return {
    take(taken) {
      fill()
      if (taken > tokens) return false
      tokens -= taken
      return true
    },
    waitFor(wanted) {
      fill()
      return Math.max(0, Math.ceil((wanted - tokens) * 1000 / rate))
    },
  }
}
