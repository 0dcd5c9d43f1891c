import type { Timers } from './types'

export interface NodeClock {
  /** Takes in the stamp of a frame that has just been received. */
  learn(ts: number): void
  /** The node's clock as far as it is known, Unix milliseconds. */
  now(): number
  /** `now()`, but greater than every stamp before. */
  newStamp(): number
}

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
      if (Number.isSafeInteger(ts) && ts > 0) offset = ts - timers.elapsed()
    },
    now,
    newStamp: () => (lastStamp = Math.max(now(), lastStamp + 1)),
  }
}
