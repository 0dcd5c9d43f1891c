import { systemTurn } from './systemTurn'

/** A clock that moves only when it is told to. Everything of it can be handed on without its object. */
export interface VirtualTime {
  /** Unix milliseconds. Serves as the node's `clock`, and in place of `Date.now`. */
  readonly now: () => number
  /** Milliseconds since this time was made. */
  readonly elapsed: () => number
  /** Calls back once, `ms` later, in a turn of its own. Timers of the same moment keep the order in which they were set. */
  readonly setTimeout: (callback: () => void, ms?: number) => number
  readonly clearTimeout: (timer: number | undefined) => void
  /** Calls back once and returns what cancels it, as the core's timers do. */
  readonly after: (ms: number, callback: () => void) => () => void
  /** Timers that wait. */
  readonly pending: number
  /** Lets this many milliseconds pass, with everything that is due in them. */
  advance(ms: number): Promise<void>
  /**
   * Goes from timer to timer until none waits, or none that is due within `limit` milliseconds.
   * @param limit milliseconds from now. @default one hour
   * @returns whether nothing waits any more
   */
  runUntilIdle(limit?: number): Promise<boolean>
  /**
   * Goes from timer to timer until the condition holds.
   * @param limit milliseconds from now. @default one hour
   * @returns whether it came to hold
   */
  runUntil(condition: () => boolean, limit?: number): Promise<boolean>
}

interface Timer {
  readonly id: number
  readonly due: number
  readonly callback: () => void
}

const HOUR = 3_600_000

/**
 * Makes a time of its own, so that hours pass in milliseconds and always in the same order. Between two timers every
 * promise that can settle does so.
 * @param start Unix milliseconds. @default 1_800_000_000_000
 */
export function createVirtualTime(start = 1_800_000_000_000): VirtualTime {
  let now = start
  let lastId = 0
  /** In the order in which they are due. */
  const timers: Timer[] = []

  const set = (callback: () => void, ms = 0): number => {
    const timer: Timer = { id: ++lastId, due: now + (ms > 0 ? ms : 0), callback }
    const before = timers.findLastIndex(({ due }) => due <= timer.due)
    timers.splice(before + 1, 0, timer)
    return timer.id
  }
  const clear = (id: number | undefined): void => {
    const index = timers.findIndex(timer => timer.id === id)
    if (index >= 0) timers.splice(index, 1)
  }

  /** Runs what is due up to `end`; stops early as soon as `isDone`. */
  async function run(end: number, isDone: () => boolean): Promise<boolean> {
    await systemTurn()
    for (;;) {
      if (isDone()) return true
      const [next] = timers
      if (!next || next.due > end) return false
      timers.shift()
      now = Math.max(now, next.due)
      next.callback()
      await systemTurn()
    }
  }

  return {
    now: () => now,
    elapsed: () => now - start,
    setTimeout: set,
    clearTimeout: clear,
    after: (ms, callback) => {
      const id = set(callback, ms)
      return () => { clear(id) }
    },
    get pending() {
      return timers.length
    },
    async advance(ms) {
      const end = now + ms
      await run(end, () => false)
      now = Math.max(now, end)
    },
    runUntilIdle: (limit = HOUR) => run(now + limit, () => timers.length === 0),
    runUntil: (condition, limit = HOUR) => run(now + limit, condition),
  }
}
