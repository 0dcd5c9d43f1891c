import { toNitroliteError, type NitroliteError } from '../../core/errors/errors'
import type { Timers } from '../../core/connection/types'
import type { DamagedRoom, RoomStore, StoredRoom } from '../store/roomStore'

/** Between two looks at rooms that other workers have, in milliseconds. */
const LOOK_PAUSE = 2_000
/** The most rooms that are read at once. */
const PAGE = 500

export interface FollowingParts {
  readonly store: RoomStore
  readonly timers: Timers
  /** Rooms that callers of this process wait for, and that other workers have. */
  waiting(): readonly string[]
  /** A room has ended elsewhere. */
  onEnd(stored: StoredRoom): void
  /** The row of a room cannot be read, so nobody can say how it ends. */
  onDamaged(room: DamagedRoom): void
  report(error: NitroliteError): void
}

/** Finds out how rooms end that other workers close. */
export interface Following {
  /** Reads those rooms, if it is time. Never rejects. */
  look(): Promise<void>
}

export function createFollowing({ store, timers, waiting, onEnd, onDamaged, report }: FollowingParts): Following {
  let lookedAt = -Infinity

  return {
    async look() {
      if (timers.elapsed() - lookedAt < LOOK_PAUSE) return
      lookedAt = timers.elapsed()
      const roomIds = waiting()
      try {
        for (let start = 0; start < roomIds.length; start += PAGE) {
          for (const stored of await store.read(roomIds.slice(start, start + PAGE), onDamaged)) if (stored.ending) onEnd(stored)
        }
      }
      catch (thrown) {
        report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
      }
    },
  }
}
