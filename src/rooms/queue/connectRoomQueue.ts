import { requireMethods } from '../../core/client/refuseOption'
import { atMost, systemTimers } from '../../core/connection/runtime'
import type { Timers } from '../../core/connection/types'
import { toNitroliteError } from '../../core/errors/errors'
import { askApp } from '../askApp'
import type { RoomCloser } from '../closer/types'
import type { RoomQueue } from './roomQueue'

/** How long an announcement waits for the closer, for example while its worker is being replaced, in milliseconds. */
const LONGEST_WAKE = 10_000

/** How long a queue may take to begin or end its deliveries, in milliseconds. */
const LONGEST_ANSWER = 30_000

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
 * @throws `OPTIONS_INVALID`; `ROOM_QUEUE_UNAVAILABLE` if the queue fails, or does not answer within 30 seconds. The returned function
 * rejects with the same error
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

  const inTime = <T>(ask: () => Promise<T>): Promise<T> => askApp({ timers, limit: LONGEST_ANSWER, who: 'The queue', ask })
    .catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_QUEUE_UNAVAILABLE') })
  let isOver = false
  try {
    const stop = await inTime(async () => {
      const stopLate = await queue.deliver(wake)
      // The caller was told that the connection has failed.
      if (isOver) await stopLate()
      return stopLate
    })
    return () => inTime(stop)
  }
  finally {
    isOver = true
  }
}
