import type { Timers } from '../../core/connection/types'
import { isArchivable } from '../../core/errors/groups'
import { toNitroliteError, type NitroliteError } from '../../core/errors/errors'
import type { RoomStore } from '../store/roomStore'
import type { OpenRoom } from './openRoom'

/** Between two questions to the store, in milliseconds. */
const LOOK_PAUSE = 2_000

export interface ArchivingParts {
  readonly store: RoomStore
  readonly worker: string
  readonly timers: Timers
  /** Whether no other worker can have taken the rooms of this one. */
  isOwner(): boolean
  /** The room with this id; undefined if this worker does not have it. */
  roomOf(roomId: string): OpenRoom | undefined
  report(error: NitroliteError): void
}

/** Archives rooms for which a person has asked the store. */
export interface Archiving {
  /** Asks the store, if it is time, and if one of the rooms could be archived. Never rejects. */
  look(rooms: Iterable<OpenRoom>): Promise<void>
}

/**
 * Only the closing of a room knows whether something of it is under way, so only the worker that has the room archives it. A closing
 * refuses while its outcome can still be found out. Then the wish stays in the store until its time is over.
 */
export function createArchiving({ store, worker, timers, isOwner, roomOf, report }: ArchivingParts): Archiving {
  let lookedAt = -Infinity
  let isLooking = false

  const hasArchivable = (rooms: Iterable<OpenRoom>): boolean => {
    for (const { view } of rooms) if (isArchivable(view.snapshot().error?.code)) return true
    return false
  }

  return {
    async look(rooms) {
      if (isLooking || timers.elapsed() - lookedAt < LOOK_PAUSE || !hasArchivable(rooms)) return
      lookedAt = timers.elapsed()
      isLooking = true
      try {
        const wanted = await store.askedToArchive(worker)
        if (isOwner()) for (const roomId of wanted) roomOf(roomId)?.closing?.archive()
      }
      catch (thrown) {
        report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
      }
      finally {
        isLooking = false
      }
    },
  }
}
