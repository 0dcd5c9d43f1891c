/** How many requests that are not critical may be in flight at most. */
export const MOST_IN_FLIGHT = 64

/**
 * How many critical requests may be in flight in addition. A ClearNode works on the messages of one connection one after the other, at
 * about 50 closes per second. So 32 closes keep it busy during a round trip of up to half a second, and delay a read that a person waits
 * for by no more than about half a second.
 */
export const MOST_CRITICAL = 32

/**
 * How many requests that are not critical may be in flight. A node that is too slow is asked less often: the limit is halved
 * when a request times out, and grows by one when as many requests as the limit allows have been answered well in time. It
 * belongs to the connection and not to one socket, because the node behind the next socket is as slow as before.
 */
export interface RequestLimit {
  /** From 1 to `MOST_IN_FLIGHT`. */
  readonly value: number
  /** A request was answered well before its deadline. */
  noteAnswer(): void
  /**
   * A request was not answered in time.
   * @param sentAt when the request was sent, by `Timers.elapsed`
   * @param now by `Timers.elapsed`
   */
  noteTimeout(sentAt: number, now: number): void
}

export function createRequestLimit(): RequestLimit {
  let value = MOST_IN_FLIGHT
  let answers = 0
  let loweredAt = -Infinity
  return {
    get value() { return value },
    noteAnswer() {
      answers += 1
      if (answers < value) return
      answers = 0
      value = Math.min(MOST_IN_FLIGHT, value + 1)
    },
    noteTimeout(sentAt, now) {
      // A request that was sent under the higher limit says nothing about the lower one.
      if (sentAt <= loweredAt) return
      value = Math.max(1, Math.floor(value / 2))
      answers = 0
      loweredAt = now
    },
  }
}
