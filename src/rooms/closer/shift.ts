import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import { doubling } from '../../core/closing/policy/pauses'
import type { Timers } from '../../core/connection/types'
import type { Unsubscribe } from '../../core/types'
import type { Worker } from './workerTypes'

/** Between two looks at what is due, in milliseconds. */
const LONGEST_TICK = 1_000
/** A worker looks at what is due at least this often in each lease, so that it never misses the time for a sign of life. */
const TICKS_PER_LEASE = 5
/** Between two tries to replace a worker, in milliseconds; the first wait doubles up to the longest. */
const RESTART_PAUSES = { first: 1_000, longest: 30_000 }

export interface ShiftParts {
  readonly timers: Timers
  readonly lease: number
  createWorker(): Promise<Worker>
  /** Called with every tick, after the worker has done what was due. */
  onTick(worker: Worker): Promise<void>
  report(error: NitroliteError): void
}

/** Keeps one worker at work: calls it regularly, and replaces it once it has lost its lease. One timer serves all rooms. */
export interface Shift {
  readonly worker: Worker | null
  /** Whether `start` has succeeded. */
  readonly hasStarted: boolean
  /** When the worker has last looked at what is due, by `Timers.elapsed`. */
  readonly tickedAt: number
  /** Waits for a worker that owns its rooms. @throws `ROOM_CLOSER_STOPPED` */
  whenAtWork(): Promise<Worker>
  /** @throws what the worker throws when it is created or connects */
  start(): Promise<void>
  /** Puts another worker in the place of one that has lost its lease. */
  replace(): void
  /** Calls the worker no more, and replaces none. */
  stop(): void
}

export function createShift({ timers, lease, createWorker, onTick, report }: ShiftParts): Shift {
  const tickPause = Math.min(LONGEST_TICK, lease / TICKS_PER_LEASE)
  const waiting = new Set<{ resolve(worker: Worker): void, reject(error: NitroliteError): void }>()
  let worker: Worker | null = null
  let hasBegun = false
  let hasStarted = false
  /** Whether a worker is being created, or connects. */
  let isEmploying = false
  let tickedAt = timers.elapsed()
  let isStopped = false
  let stopTimer: Unsubscribe = () => {}

  function letIn(present: Worker): void {
    for (const { resolve } of waiting) resolve(present)
    waiting.clear()
  }

  async function tick(present: Worker): Promise<void> {
    try {
      await present.tick()
      // Its sign of life may have come late, but before any other worker has buried it.
      if (worker === present && present.isOwner) letIn(present)
      if (worker === present) await onTick(present)
    }
    catch (thrown) {
      report(toNitroliteError(thrown, 'LIBRARY_DEFECT'))
    }
    tickedAt = timers.elapsed()
    if (worker === present && !isStopped) tickLater(present)
  }

  function tickLater(present: Worker): void {
    stopTimer = timers.after(tickPause, () => { void tick(present) })
  }

  async function employ(): Promise<void> {
    isEmploying = true
    try {
      await employOne()
    }
    finally {
      isEmploying = false
    }
  }

  async function employOne(): Promise<void> {
    const next = await createWorker()
    if (isStopped) {
      next.end()
      throw new NitroliteError('ROOM_CLOSER_STOPPED')
    }
    // While it connects, it already gives signs of life.
    worker = next
    tickedAt = timers.elapsed()
    tickLater(next)
    try {
      await next.connect()
    }
    catch (thrown) {
      // The worker was ended while it connected, so what `connect` throws says nothing about the node.
      if (worker !== next && !isStopped) throw new NitroliteError('ROOM_STORE_FAILED', { reason: 'The lease of the worker ended before the worker was connected.' })
      stopTimer()
      next.end()
      worker = null
      throw thrown
    }
    if (!isStopped && worker === next) letIn(next)
  }

  function employAgain(failures: number): void {
    if (isStopped) return
    employ().catch((thrown: unknown) => {
      if (isStopped) return
      report(toNitroliteError(thrown, 'LIBRARY_DEFECT'))
      stopTimer = timers.after(doubling(RESTART_PAUSES, failures + 1), () => { employAgain(failures + 1) })
    })
  }

  return {
    get worker() { return worker },
    get hasStarted() { return hasStarted },
    get tickedAt() { return tickedAt },
    whenAtWork: () => new Promise((resolve, reject) => {
      if (isStopped || !hasBegun) reject(new NitroliteError('ROOM_CLOSER_STOPPED'))
      else if (worker?.isOwner) resolve(worker)
      else waiting.add({ resolve, reject })
    }),
    async start() {
      if (isStopped || hasBegun) throw new NitroliteError('ROOM_CLOSER_STOPPED')
      hasBegun = true
      try {
        await employ()
        hasStarted = true
      }
      catch (thrown) {
        hasBegun = false
        throw thrown
      }
    },
    replace() {
      stopTimer()
      worker = null
      // A worker that is lost while it connects fails to connect. Then `start` throws, or the next try follows.
      if (!isEmploying) employAgain(0)
    },
    stop() {
      isStopped = true
      stopTimer()
      for (const { reject } of waiting) reject(new NitroliteError('ROOM_CLOSER_STOPPED'))
      waiting.clear()
    },
  }
}
