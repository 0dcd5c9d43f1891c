import type { Timers } from '../core/connection/types'

/** What is asked of a part that the app has passed, and how long it may take. */
export interface AppQuestion<T> {
  readonly timers: Timers
  /** The longest wait, in milliseconds. */
  readonly limit: number
  /** Who answers, for the text of the error. */
  readonly who: string
  /** Calls the part. It may also throw at once, or answer without a promise. */
  ask(): T | PromiseLike<T>
}

/**
 * Asks a part that the app has passed, but does not wait for it forever. A part that takes longer may still do what it was asked for.
 * @throws what the part throws; an `Error` with the code `ETIMEDOUT` if it takes too long
 */
export function askApp<T>({ timers, limit, who, ask }: AppQuestion<T>): Promise<T> {
  let stopTimer = (): void => {}
  const late = new Promise<never>((_, reject) => {
    stopTimer = timers.after(limit, () => { reject(Object.assign(new Error(`${who} did not answer within ${limit / 1_000} seconds.`), { code: 'ETIMEDOUT' })) })
  })
  return Promise.race([(async () => ask())(), late]).finally(() => { stopTimer() })
}
