import type { Presence, Timers } from './types'

/** For environments in which nothing can be hidden or offline, such as servers. */
export const neverAway: Presence = {
  isAway: () => false,
  onReturn: () => () => {},
}

/** The runtime's timers overflow beyond this many milliseconds and would then fire at once. */
const LONGEST_WAIT = 2 ** 31 - 1

/** The runtime's timers and clocks. They are looked up at every call, so that tests can replace them. */
export const systemTimers: Timers = {
  after(ms, callback) {
    if (ms > LONGEST_WAIT) return () => {}
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  now: () => Date.now(),
  elapsed: () => performance.now(),
}

/** The result of some work, or another value once the time is over. The work continues. */
export function atMost<T>(timers: Timers, ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  let stopTimer = (): void => {}
  const limit = new Promise<T>((resolve) => {
    stopTimer = timers.after(ms, () => { resolve(otherwise) })
  })
  return Promise.race([work, limit]).finally(() => { stopTimer() })
}
