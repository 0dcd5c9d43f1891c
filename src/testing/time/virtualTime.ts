/** A clock that moves only on command. Its functions need no `this`, so they can be passed on one by one. */
export interface VirtualTime {
  /** Unix milliseconds. Can serve as the node's `clock` and replace `Date.now`. */
  readonly now: () => number
  /** Milliseconds since this virtual time was created. */
  readonly elapsed: () => number
  /** Calls back once, in its own turn, `ms` milliseconds later. Timers for the same time fire in the order of the calls. */
  readonly setTimeout: (callback: () => void, ms?: number) => number
  readonly clearTimeout: (timer: number | undefined) => void
  /** Calls back once, and returns a function that cancels the timer, as the core's timers do. */
  readonly after: (ms: number, callback: () => void) => () => void
  /** Number of timers that have not fired. */
  readonly pending: number
  /** Lets this many milliseconds pass and fires the timers that are due in them. */
  advance(ms: number): Promise<void>
  /**
   * Fires one timer after the other until none is left, or none is due within `limit` milliseconds.
   * @param limit milliseconds from now. @default one hour
   * @returns whether no timer is left
   */
  runUntilIdle(limit?: number): Promise<boolean>
  /**
   * Fires one timer after the other until the condition is true.
   * @param limit milliseconds from now. @default one hour
   * @returns whether the condition became true
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
 * Creates a virtual time, in which hours pass within milliseconds and always in the same order. Between two timers, every
 * promise settles that can.
 * @param start Unix milliseconds. @default 1_800_000_000_000
 */
export function createVirtualTime(start = 1_800_000_000_000): VirtualTime {
  let now = start
  let lastId = 0
  /** Sorted by the time at which they are due. */
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

  /** Fires the timers that are due up to `end`. Stops early once `isDone` returns true. */
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

type Defer = (callback: () => void) => unknown

// Read when the module loads, because tests later replace the global timers with virtual ones.
const { setImmediate: runLater } = globalThis as { readonly setImmediate?: Defer }
const Channel = MessageChannel

/** Resolves in a later turn of the real event loop, after every promise that can settle without a timer has settled. */
export function systemTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (runLater) {
      runLater(resolve)
      return
    }
    const { port1, port2 } = new Channel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
