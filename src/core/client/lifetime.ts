import type { Timers } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { Unsubscribe } from '../types'

/** The time from the creation of a client until it is disposed. */
export interface Lifetime {
  readonly hasEnded: boolean
  /** Timers that end with the client, so that none of them keeps a process alive. */
  readonly timers: Timers
  /**
   * Waits for an answer, but not longer than the client lives: afterwards no timer limits the wait any more.
   * @throws `CLIENT_DISPOSED`, and what the work throws
   */
  unlessEnded<T>(work: () => Promise<T>): Promise<T>
  /** Calls back once when the client ends. @returns a function that cancels this */
  onEnd(task: () => void): Unsubscribe
  end(): void
}

export function createLifetime(timers: Timers): Lifetime {
  const running = new Set<Unsubscribe>()
  const waiting = new Set<Unsubscribe>()
  const onEnd = (task: () => void): Unsubscribe => {
    waiting.add(task)
    return () => { waiting.delete(task) }
  }
  let hasEnded = false
  return {
    get hasEnded() { return hasEnded },
    timers: {
      ...timers,
      after(ms, callback) {
        if (hasEnded) return () => {}
        const stopTimer = timers.after(ms, () => {
          running.delete(stop)
          callback()
        })
        const stop = (): void => {
          running.delete(stop)
          stopTimer()
        }
        running.add(stop)
        return stop
      },
    },
    unlessEnded: work => new Promise((resolve, reject) => {
      const giveUp = (): void => { reject(new NitroliteError('CLIENT_DISPOSED')) }
      if (hasEnded) return giveUp()
      work().finally(onEnd(giveUp)).then(resolve, reject)
    }),
    onEnd,
    end() {
      hasEnded = true
      for (const task of waiting) task()
      for (const stop of running) stop()
    },
  }
}
