import type { Timers } from './types'

export interface NodeClock {
  /** Learns from the timestamp of an answer that has just arrived. Ignores numbers that cannot be a present-day time. */
  learn(ts: number): void
  /** The node's clock in Unix milliseconds, as far as it is known; this device's clock until then. */
  now(): number
  /** Like `now()`, but greater than every earlier stamp, unless the node's clock was set back. */
  newStamp(): number
}

/** How far stamps may run ahead of the clock in order to keep increasing, in milliseconds. */
const LONGEST_LEAD = 10_000

/**
 * Estimates the node's clock from the latest answer, so it follows a node whose clock is set back. Between answers it
 * advances by a clock that never jumps.
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
      // A stamp far ahead of the node's clock would stay valid for too long, so after a jump back, start from the clock.
      lastStamp = lastStamp - present > LONGEST_LEAD ? present : Math.max(present, lastStamp + 1)
      return lastStamp
    },
  }
}
