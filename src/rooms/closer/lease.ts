import { toNitroliteError } from '../../core/errors/errors'
import type { Timers } from '../../core/connection/types'
import type { RoomStore } from '../store/roomStore'

/** A worker gives several signs of life in each lease, so that one may get lost. */
const SIGNS_PER_LEASE = 3

/** The right of a worker to work on the rooms that it owns. */
export interface Lease {
  /**
   * Whether no other worker can have taken a room. Measured with the clock of this process, from before the last sign of life that
   * the store has confirmed.
   */
  readonly isHeld: boolean
  /** Gives a sign of life, if one is due. @throws `ROOM_STORE_FAILED` */
  keep(): Promise<void>
  /** The store has buried the worker. Its rooms may belong to others. */
  readonly isLost: boolean
}

/**
 * Registers a worker.
 * @throws `ROOM_STORE_FAILED`
 */
export async function takeLease(rooms: RoomStore, worker: string, lease: number, timers: Timers): Promise<Lease> {
  let keptAt = timers.elapsed()
  let isLost = false
  let isKeeping = false
  await rooms.register(worker, lease).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_STORE_FAILED') })

  return {
    get isHeld() { return !isLost && timers.elapsed() - keptAt < lease },
    get isLost() { return isLost },
    async keep() {
      const begunAt = timers.elapsed()
      if (isLost || isKeeping || begunAt - keptAt < lease / SIGNS_PER_LEASE) return
      isKeeping = true
      try {
        if (await rooms.keepAlive(worker, lease)) keptAt = begunAt
        else isLost = true
      }
      catch (thrown) {
        throw toNitroliteError(thrown, 'ROOM_STORE_FAILED')
      }
      finally {
        isKeeping = false
      }
    },
  }
}
