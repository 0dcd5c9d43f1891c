import { backoffDelay, LONGEST_DELAY } from './backoff'
import type { ReconnectOptions } from './reconnectOptions'
import type { Timers } from './types'

/** How long a first connect is retried by default, in milliseconds: longer than a ClearNode can block logins. */
const FIRST_CONNECT = 900_000

/** Decides when a connection tries again, and when it gives up. */
export interface RetryPlan {
  /** The app has called `connect()`. */
  begin(): void
  /** A try has succeeded. */
  noteReady(): void
  /** A try has failed. */
  noteFailedTry(): void
  /** A connection has ended that was ready. */
  noteEnd(): void
  /**
   * @param retryAfter the shortest wait that the server allows, in milliseconds
   * @returns the wait before the next try in milliseconds, or null to give up
   */
  nextWait(retryAfter: number): number | null
  /** Whether a try may begin before the wait has passed. It may not while the server asks to wait. */
  canShortenWait(): boolean
}

export function createRetryPlan(
  reconnect: ReconnectOptions | false, timers: Timers, random: () => number,
): RetryPlan {
  const { attempts = Infinity, maxDelay = LONGEST_DELAY, firstConnect = FIRST_CONNECT } = reconnect || {}
  let begunAt = 0
  let readyAt = 0
  let hasBeenReady = false
  /** Tries in a row that have failed. */
  let failedTries = 0
  /** Waits since a connection that has lasted. */
  let waits = 0
  /** Until when the server asks to wait, by `Timers.elapsed`. */
  let serverWaitEnd = -Infinity

  return {
    begin() {
      begunAt = timers.elapsed()
      hasBeenReady = false
      failedTries = waits = 0
      serverWaitEnd = -Infinity
    },
    noteReady() {
      readyAt = timers.elapsed()
      hasBeenReady = true
      failedTries = 0
    },
    noteFailedTry() {
      failedTries += 1
    },
    noteEnd() {
      // A node that ends every connection soon after the login must not be asked again and again without a pause.
      if (timers.elapsed() - readyAt >= maxDelay) waits = 0
    },
    nextWait(retryAfter) {
      if (!reconnect || failedTries >= attempts) return null
      const now = timers.elapsed()
      const wait = Math.max(retryAfter, backoffDelay(waits, reconnect, random))
      if (!hasBeenReady && now + wait > begunAt + firstConnect) return null
      waits += 1
      serverWaitEnd = now + retryAfter
      return wait
    },
    canShortenWait: () => timers.elapsed() >= serverWaitEnd,
  }
}
