import type { NitroliteError } from '../../core/errors/errors'
import type { RoomRequest } from '../result/types'

/** How far a batch of rooms has come. */
export interface RoomProgress {
  /** Rooms in the batch. Null while the list has not ended and has no known length. */
  readonly total: number | null
  /** Rooms whose session was paid as asked. */
  readonly done: number
  /** Rooms that ended in any other way, rooms that were refused, and rooms that may not be stored (`ROOM_STORE_FAILED`): close them again. */
  readonly failed: number
  /** Rooms whose outcome is unknown at the moment. They are among those that are left. */
  readonly unknown: number
  /** Rooms that have not ended, and those that a closer that was stopped has left to others. Null while the total is not known. */
  readonly left: number | null
  /** Rooms that ended per second, over the last 30 seconds. */
  readonly rate: number
  /** When the batch is expected to end, Unix milliseconds by this device's clock; null while that cannot be said. */
  readonly expectedEnd: number | null
}

export interface RoomBatchOptions {
  /** Called with every change, at most four times a second. */
  readonly onProgress?: (progress: RoomProgress) => void
  /** Called with every room that ended in any other way than `closed`, or was refused. */
  readonly onFailure?: (roomId: string, error: NitroliteError) => void
}

/** Many rooms that are closed together. Awaiting it gives the progress at the end. It rejects only if the list itself fails, and with `ROOM_CLOSER_STOPPED` if the closer is stopped before all rooms have ended: other workers close those that are stored. */
export interface RoomBatch extends PromiseLike<RoomProgress> {
  progress(): RoomProgress
}

/** A room of a batch. */
export type BatchedRoom = RoomRequest & { readonly roomId: string }
