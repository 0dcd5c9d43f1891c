import type { Timers } from './types'

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
