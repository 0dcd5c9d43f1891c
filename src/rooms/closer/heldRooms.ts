import type { Timers } from '../../core/connection/types'
import type { OpenRoom } from './openRoom'

/** Between two tries to continue a room whose split is agreed, or whose wallet did not sign, in milliseconds. */
const CONTINUE_PAUSE = 5_000

/** Continues rooms that wait for a decision which a server has made already: to close the session. */
export function createHeldRooms(timers: Timers): { continue(rooms: Iterable<OpenRoom>): void } {
  let continuedAt = timers.elapsed()

  return {
    continue(rooms) {
      if (timers.elapsed() - continuedAt < CONTINUE_PAUSE) return
      continuedAt = timers.elapsed()
      for (const { closing } of rooms) {
        const { state, recovery } = closing?.snapshot() ?? {}
        if (state === 'agreed' || recovery?.phase === 'authorizing') closing?.resume()
      }
    },
  }
}
