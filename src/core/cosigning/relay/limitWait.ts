import type { Timers } from '../../connection/types'

/** What is asked of the app or of a person, and how long it may take. */
export interface LimitedWait<T> {
  readonly timers: Timers
  /** The longest wait, in milliseconds. */
  readonly limit: number
  /** May also throw at once. */
  ask(): T | Promise<T>
  /** The error of an answer that took too long. */
  lateError(): Error
}

/** Asks, but does not wait forever. */
export async function limitWait<T>({ timers, limit, ask, lateError }: LimitedWait<T>): Promise<T> {
  let stopTimer = (): void => {}
  const tooLate = new Promise<never>((_, reject) => {
    stopTimer = timers.after(limit, () => { reject(lateError()) })
  })
  try {
    return await Promise.race([ask(), tooLate])
  }
  finally {
    stopTimer()
  }
}
