import type { Timers } from '../connection/types'
import type { Unsubscribe } from '../types'

/** The time from the creation of a client until it is disposed. */
export interface Lifetime {
  readonly hasEnded: boolean
  /** Timers that end with the client, so that none of them keeps a process alive. */
  readonly timers: Timers
  end(): void
}

export function createLifetime(timers: Timers): Lifetime {
  const running = new Set<Unsubscribe>()
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
    end() {
      hasEnded = true
      for (const stop of running) stop()
    },
  }
}
