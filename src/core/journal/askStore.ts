import type { Timers } from '../connection/types'

/** What is asked of a store, and how long it may take. */
export interface StoreQuestion<T> {
  readonly timers: Timers
  /** The longest wait, in milliseconds. */
  readonly limit: number
  /** Asks the store. It may also throw at once. */
  ask(): Promise<T>
  /** Turns anything that the store threw, and the error of a store that took too long, into the error for the caller. */
  toError(thrown: unknown): unknown
}

/**
 * Asks a store that the app has passed, but does not wait for it forever. A store that takes longer than the limit may still
 * do what it was asked for.
 */
export function askStore<T>({ timers, limit, ask, toError }: StoreQuestion<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => { reject(toError(thrown)) }
    try {
      const answer = ask()
      const stopTimer = timers.after(limit, () => { fail(new Error(`The storage did not answer within ${limit / 1_000} seconds.`)) })
      answer.finally(stopTimer).then(resolve, fail)
    }
    catch (thrown) {
      fail(thrown)
    }
  })
}
