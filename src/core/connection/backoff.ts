import type { ReconnectOptions } from './reconnectOptions'

/** Longest wait between two tries by default, in milliseconds. */
export const LONGEST_DELAY = 30_000

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
