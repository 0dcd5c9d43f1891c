/**
 * How long the marker of an ended closing refuses records of that closing, in milliseconds: one day. A write that waits in a
 * driver or in a network is lost long before that, and clocks of several machines may differ by hours.
 */
export const MARKER_LIFETIME = 86_400_000

/** A closing whose record was removed, or must never be stored. */
export interface EndedClosing {
  readonly closingId: string
  /** When its marker may be forgotten, Unix milliseconds. */
  readonly until: number
}

/** Markers of a store that keeps them in memory. */
export interface EndedMarkers {
  /** Whether the closing is marked as ended. */
  has(key: string, closingId: string): boolean
  add(key: string, closingId: string): void
}

/**
 * The most markers that are kept, so that a server that closes many sessions does not grow. A write to memory takes no time, so it
 * comes late only if a wrapper delays it. On a server that closes 80 sessions a second, a marker lasts two minutes.
 */
const MOST_MARKERS = 10_000

/** @param now Unix milliseconds */
export function createEndedMarkers(now: () => number): EndedMarkers {
  /** When each marker may be forgotten, oldest first. */
  const markers = new Map<string, number>()
  const nameOf = (key: string, closingId: string): string => JSON.stringify([key, closingId])

  function forgetOld(): void {
    for (const [name, until] of markers) {
      if (until > now() && markers.size < MOST_MARKERS) return
      markers.delete(name)
    }
  }

  return {
    has: (key, closingId) => markers.has(nameOf(key, closingId)),
    add(key, closingId) {
      forgetOld()
      markers.set(nameOf(key, closingId), now() + MARKER_LIFETIME)
    },
  }
}
