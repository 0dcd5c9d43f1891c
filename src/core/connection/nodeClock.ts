import type { Timers } from './types'

export interface NodeClock {
  /** Takes in the stamp of an answer that has just been received; what is no time of this age is passed over. */
  learn(ts: number): void
  /** The node's clock as far as it is known, Unix milliseconds. */
  now(): number
  /** `now()`, but greater than every stamp before, unless the clock was set back. */
  newStamp(): number
}

/** How far stamps may run ahead of the clock to stay in order, in milliseconds. */
const LONGEST_LEAD = 10_000

/**
 * Estimates the node's clock. The newest frame counts, so a node whose clock is set back is followed; between
 * frames a clock that never jumps carries on.
 */
export function createNodeClock(timers: Timers): NodeClock {
  let offset: number | null = null
  let lastStamp = 0
  const now = (): number => Math.floor(offset === null ? timers.now() : offset + timers.elapsed())
  return {
    learn(ts) {
      if (ts >= 1e12 && ts < 1e13) offset = ts - timers.elapsed()
    },
    now,
    newStamp() {
      const present = now()
      // A stamp far ahead would stay valid for as long: after a jump of the clock it is not carried on.
      lastStamp = lastStamp - present > LONGEST_LEAD ? present : Math.max(present, lastStamp + 1)
      return lastStamp
    },
  }
}
