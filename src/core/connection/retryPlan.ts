import type { ReconnectOptions } from './reconnectOptions'
import type { Timers } from './types'

/** How long a first connect is retried by default, in milliseconds. */
const FIRST_CONNECT = 60_000

/** How long a busy node is waited for at least, in milliseconds: longer than a ClearNode can block logins. */
const BUSY_NODE = 900_000

/** Decides when a connection tries again, and when it gives up. */
export interface RetryPlan {
  /** The app has called `connect()`. */
  begin(): void
  /** A try has succeeded. */
  noteReady(): void
  /** A try has failed. */
  noteFailedTry(): void
  /** A socket has opened. */
  noteOpen(): void
  /** The socket that had opened is gone. */
  noteEnd(): void
  /**
   * @param retryAfter the shortest wait that the server allows, in milliseconds
   * @param isBusy the node answers, but has no room now
   * @returns the wait before the next try in milliseconds, or null to give up
   */
  nextWait(retryAfter: number, isBusy: boolean): number | null
  /** Whether a try may begin before the wait has passed. It may not while the server asks to wait. */
  canShortenWait(): boolean
}

export function createRetryPlan(
  reconnect: ReconnectOptions | false, timers: Timers, random: () => number,
): RetryPlan {
  const { attempts = Infinity, maxDelay = LONGEST_DELAY, firstConnect = FIRST_CONNECT } = reconnect || {}
  let begunAt = 0
  /** When the present socket opened; null while there is none. */
  let openedAt: number | null = null
  /** How long sockets have been open since `begin`. A person may need minutes to confirm a login. */
  let openTime = 0
  /** When the present login succeeded; null before. */
  let readyAt: number | null = null
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
      failedTries = waits = openTime = 0
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
    noteOpen() {
      openedAt = timers.elapsed()
    },
    noteEnd() {
      const now = timers.elapsed()
      // A node that ends every connection soon after the login must not be asked again and again without a pause.
      if (readyAt !== null && now - readyAt >= maxDelay) waits = 0
      if (openedAt !== null) openTime += now - openedAt
      readyAt = openedAt = null
    },
    nextWait(retryAfter, isBusy) {
      if (!reconnect || failedTries >= attempts) return null
      const now = timers.elapsed()
      const wait = Math.max(retryAfter, backoffDelay(waits, reconnect, random))
      const patience = isBusy && firstConnect > 0 ? Math.max(firstConnect, BUSY_NODE) : firstConnect
      if (!hasBeenReady && now + wait > begunAt + openTime + patience) return null
      waits += 1
      serverWaitEnd = now + retryAfter
      return wait
    },
    canShortenWait: () => timers.elapsed() >= serverWaitEnd,
  }
}

/** Longest wait between two tries by default, in milliseconds. */
const LONGEST_DELAY = 30_000

/**
 * Wait before the next try, in milliseconds. It doubles with every failed try up to `maxDelay`. A random share is
 * subtracted, so that the clients of a restarted node do not all come back at once.
 * @param failures number of failed tries in a row
 * @param random gives numbers from 0 to 1
 */
export function backoffDelay(failures: number, options: ReconnectOptions, random: () => number): number {
  const { initialDelay = 500, maxDelay = LONGEST_DELAY, jitter = 0.5 } = options
  const fullDelay = Math.min(maxDelay, initialDelay * 2 ** Math.min(failures, 30))
  return fullDelay * (1 - jitter * random())
}
