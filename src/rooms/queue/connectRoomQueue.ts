import { requireMethods } from '../../core/client/refuseOption'
import { atMost, systemTimers } from '../../core/connection/runtime'
import type { Timers } from '../../core/connection/types'
import type { RoomCloser } from '../closer/types'
import type { RoomQueue } from './roomQueue'

/** How long an announcement waits for the closer, for example while its worker is being replaced, in milliseconds. */
const LONGEST_WAKE = 10_000

export interface RoomQueueConnectionOptions {
  /** @default the timers of the system */
  readonly timers?: Timers
}

/**
 * Wakes a closer when a queue announces a room. Call it after `closer.start()`, and stop the connection before `closer.stop()`.
 *
 * An announcement is done once the closer has looked at the room, whatever it found, and after 10 seconds at the latest. If the store
 * cannot be read, or the closer has been stopped, the announcement is rejected, and the queue may give it to another process.
 * @returns ends the connection: no announcement is taken from the queue any more
 * @throws `OPTIONS_INVALID`, and what the queue throws
 */
export async function connectRoomQueue(
  closer: Pick<RoomCloser, 'wake'>, queue: RoomQueue, { timers = systemTimers }: RoomQueueConnectionOptions = {},
): Promise<() => Promise<void>> {
  requireMethods('closer', closer, ['wake'], 'It must be the result of createRoomCloser().')
  requireMethods('queue', queue, ['announce', 'deliver'], 'It must be the result of createPgBossQueue(), or an object with the functions announce and deliver.')

  async function wake(roomId: unknown): Promise<void> {
    // Other programs may use the same queue. An announcement without the name of a room is ignored, because no worker can use it.
    if (typeof roomId !== 'string') return
    await atMost<unknown>(timers, LONGEST_WAKE, closer.wake(roomId), null)
  }

  return queue.deliver(wake)
}
