import type { ReconnectOptions } from '../client/options'

/**
 * Wait before the next try, in milliseconds: doubles with every failed try up to the longest wait, less a
 * random share so that the clients of a restarted node do not come back all at once.
 * @param failures tries in a row that failed
 */
export function backoffDelay(failures: number, options: ReconnectOptions, random: () => number): number {
  const { initialDelay = 500, maxDelay = 30_000, jitter = 0.5 } = options
  const full = Math.min(maxDelay, initialDelay * 2 ** Math.min(failures, 30))
  return full * (1 - jitter * random())
}
