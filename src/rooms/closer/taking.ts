import { toNitroliteError, type NitroliteError } from '../../core/errors/errors'
import type { Timers } from '../../core/connection/types'
import type { DamagedRoom, RoomStore, StoredRoom } from '../store/roomStore'
import type { OpenRoom } from './openRoom'

/** The most rooms that are taken from the store at once. */
const PAGE = 200
/** How often rooms without an owner are looked for. */
const SCANS_PER_LEASE = 3
/**
 * For how long a statement without an answer may still be carried out, in milliseconds: Postgres may work on it, or wait for a lock,
 * after the worker has given it up. A room that it then gives to this worker is found by asking once more.
 */
const LATEST_CHANGE = 60_000

export interface TakingParts {
  readonly store: RoomStore
  readonly worker: string
  readonly lease: number
  readonly timers: Timers
  /** How many rooms of other workers there is space for. */
  space(): number
  /** Whether the worker may take rooms at the moment. */
  mayTake(): boolean
  accept(stored: StoredRoom): OpenRoom
  /** The row of a room cannot be read. */
  report(error: NitroliteError): void
}

/** Takes rooms that nobody works on. */
export interface Taking {
  /** Takes rooms, as many as there is space for, if it is time. @throws `ROOM_STORE_FAILED` */
  scan(): Promise<void>
  /**
   * Takes one room.
   * @param options.beginAgain whether a room that has failed is begun again
   * @returns null if somebody else has the room, or if nothing is left to do for it
   * @throws `ROOM_STORE_FAILED`
   */
  take(roomId: string, options: { readonly beginAgain: boolean }): Promise<OpenRoom | null>
  /** It is not certain what the store has done, or will still do. The next scans ask which rooms belong to this worker. */
  doubt(): void
  /** Nothing is left to do for a room. An answer of the store that is on its way may say something else. */
  noteSettled(roomId: string): void
}

export function createTaking({ store, worker, lease, timers, space, mayTake, accept, report }: TakingParts): Taking {
  const scanPause = lease / SCANS_PER_LEASE
  let isScanning = false
  let isUncertain = false
  let doubtedAt = -Infinity
  let askedAt = -Infinity
  let scannedAt = -Infinity
  /** Rooms that were settled since the worker has asked for its own ones; null while it does not ask. */
  let settledMeanwhile: Set<string> | null = null
  /** Rooms of this worker whose row cannot be read. They are left as they are. */
  const damaged = new Set<string>()
  /** The store may have more rooms without an owner than there was space for. */
  let hasMore = false

  function doubt(): void {
    isUncertain = true
    doubtedAt = timers.elapsed()
  }

  async function ask(question: () => Promise<readonly StoredRoom[]>): Promise<readonly OpenRoom[]> {
    try {
      return (await question()).map(accept)
    }
    catch (thrown) {
      doubt()
      throw toNitroliteError(thrown, 'ROOM_STORE_FAILED')
    }
  }

  function leave({ roomId, error }: DamagedRoom): void {
    if (damaged.has(roomId)) return
    damaged.add(roomId)
    report(error)
  }

  /** Takes up rooms whose row an operator has corrected. */
  async function lookAtDamaged(): Promise<void> {
    if (damaged.size === 0) return
    const readable = await store.read([...damaged], leave)
    for (const { roomId } of readable) damaged.delete(roomId)
    await ask(async () => readable.filter(({ owner, isOpen }) => isOpen && owner === worker))
  }

  /** Asks for the rooms of this worker, until none of the doubtful changes can still be made. */
  async function askForOwn(): Promise<void> {
    const isOver = askedAt >= doubtedAt + LATEST_CHANGE
    if (!isUncertain && (isOver || timers.elapsed() - askedAt < scanPause)) return
    // Cleared before the call, because a doubt that arises during it needs another call.
    isUncertain = false
    askedAt = timers.elapsed()
    const settled = settledMeanwhile = new Set<string>()
    try {
      await ask(async () => (await store.owned(worker, leave)).filter(({ roomId }) => !settled.has(roomId)))
    }
    finally {
      settledMeanwhile = null
    }
  }

  return {
    async scan() {
      const isDue = hasMore || isUncertain || timers.elapsed() - scannedAt >= scanPause
      if (!isDue || isScanning || !mayTake() || space() <= 0) return
      isScanning = true
      try {
        await askForOwn()
        await lookAtDamaged()
        hasMore = true
        // Rooms may leave the queue as fast as others are taken. The next scan takes the rest, so that nobody waits for this scan.
        for (let left = space(); hasMore && left > 0 && mayTake(); left -= PAGE) {
          hasMore = (await ask(() => store.take(worker, { limit: Math.min(PAGE, left) }, leave))).length > 0
        }
        scannedAt = timers.elapsed()
      }
      finally {
        isScanning = false
      }
    },
    take: async (roomId, { beginAgain }) => (await ask(() => store.take(worker, { limit: 1, roomId, beginAgain })))[0] ?? null,
    doubt,
    noteSettled(roomId) { settledMeanwhile?.add(roomId) },
  }
}
