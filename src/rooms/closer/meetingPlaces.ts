import type { OpenRoom } from './openRoom'

/**
 * Bounds how many rooms meet their players at the same time. Each of them has a transport, and the node is asked about its session
 * again and again, for as long as its players take.
 */
export interface MeetingPlaces {
  /** Rooms that have a place. */
  readonly taken: number
  /**
   * Takes a place for a room, until the room leaves its transport. Does nothing if the room has one.
   * @param isUrgent takes a place above the limit, if no other is left: something was sent for the room already
   * @returns whether the room has a place. Otherwise it waits in line, and is begun again once it has one
   */
  take(room: OpenRoom, isUrgent: boolean): boolean
  /** Whether a room waits in line. */
  isWaiting(room: OpenRoom): boolean
}

/** @param begin begins a room that has waited in line */
export function createMeetingPlaces(limit: number, begin: (room: OpenRoom) => void): MeetingPlaces {
  const taken = new Set<OpenRoom>()
  /** In the order in which they came. A set, so that the first one leaves without moving the others. */
  const line = new Set<OpenRoom>()

  function hold(room: OpenRoom): void {
    taken.add(room)
    room.leaveTransport = () => { give(room) }
  }

  function give(room: OpenRoom): void {
    if (!taken.delete(room)) return
    const [next] = line
    if (!next || taken.size >= limit) return
    line.delete(next)
    // The place is taken at once, so that no room that came later gets it.
    hold(next)
    begin(next)
  }

  return {
    get taken() { return taken.size },
    take(room, isUrgent) {
      if (taken.has(room)) return true
      if (taken.size >= limit && !isUrgent) {
        line.add(room)
        return false
      }
      hold(room)
      return true
    },
    isWaiting: room => line.has(room),
  }
}
