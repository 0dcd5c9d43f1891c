import { toNitroliteError } from '../../core/errors/errors'
import type { Timers } from '../../core/connection/types'
import type { RoomStore, StoredRoom } from '../store/roomStore'
import type { OpenRoom } from './openRoom'

/** The most rooms that are taken from the store at once. */
const PAGE = 200
/** How often rooms without an owner are looked for. */
const SCANS_PER_LEASE = 3

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
  /** It is not certain what the store has done. The next scan asks which rooms belong to this worker. */
  doubt(): void
}

export function createTaking({ store, worker, lease, timers, space, mayTake, accept }: TakingParts): Taking {
  let isScanning = false
  let isUncertain = false
  let scannedAt = -Infinity
  /** The store may have more rooms without an owner than there was space for. */
  let hasMore = false

  async function ask(question: () => Promise<readonly StoredRoom[]>): Promise<readonly OpenRoom[]> {
    try {
      return (await question()).map(accept)
    }
    catch (thrown) {
      isUncertain = true
      throw toNitroliteError(thrown, 'ROOM_STORE_FAILED')
    }
  }

  return {
    async scan() {
      const isDue = hasMore || isUncertain || timers.elapsed() - scannedAt >= lease / SCANS_PER_LEASE
      if (!isDue || isScanning || !mayTake() || space() <= 0) return
      isScanning = true
      try {
        if (isUncertain) {
          // Cleared before the call, because a doubt that arises during it needs another call.
          isUncertain = false
          await ask(() => store.owned(worker))
        }
        hasMore = true
        // Rooms may leave the queue as fast as others are taken. The next scan takes the rest, so that nobody waits for this scan.
        for (let left = space(); hasMore && left > 0 && mayTake(); left -= PAGE) {
          hasMore = (await ask(() => store.take(worker, { limit: Math.min(PAGE, left) }))).length > 0
        }
        scannedAt = timers.elapsed()
      }
      finally {
        isScanning = false
      }
    },
    take: async (roomId, { beginAgain }) => (await ask(() => store.take(worker, { limit: 1, roomId, beginAgain })))[0] ?? null,
    doubt() { isUncertain = true },
  }
}
