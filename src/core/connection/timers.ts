import type { Timers } from './types'

/** Longer waits overflow the runtime's timer, which would then fire at once. */
const LONGEST_WAIT = 2 ** 31 - 1

/** The runtime's timers and clocks, looked up with every call. */
export const systemTimers: Timers = {
  after(ms, callback) {
    if (ms > LONGEST_WAIT) return () => {}
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  now: () => Date.now(),
  elapsed: () => performance.now(),
}
