import type { Timers } from '../connection/types'

/** What is asked of a store, and how long it may take. */
export interface StoreQuestion<T> {
  readonly timers: Timers
  /** The longest wait, in milliseconds. */
  readonly limit: number
  /** Asks the store. Stores of apps may also throw at once, or answer without a promise. */
  ask(): Promise<T>
  /** Whether an answer can be one. A store of an app may have mistakes that no compiler has found. */
  isAnswer?(answer: T): boolean
  /** Turns anything that the store threw, and the error of a store that took too long, into the error for the caller. */
  toError(thrown: unknown): unknown
}

/**
 * Asks a store that the app has passed, but does not wait for it forever. A store that takes longer than the limit may still
 * do what it was asked for.
 */
export function askStore<T>({ timers, limit, ask, isAnswer = () => true, toError }: StoreQuestion<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => { reject(toError(thrown)) }
    try {
      const answer = Promise.resolve(ask())
      const stopTimer = timers.after(limit, () => { fail(new Error(`The storage did not answer within ${limit / 1_000} seconds.`)) })
      answer.finally(stopTimer).then((given) => {
        if (isAnswer(given)) resolve(given)
        else fail(new Error('The storage answered with something that the client cannot read.'))
      }, fail)
    }
    catch (thrown) {
      fail(thrown)
    }
  })
}
