/** Failures in a row after which no new rooms are begun. */
const MOST_FAILURES = 5
/** The first pause in milliseconds; it doubles up to the longest. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 60_000
/** Another room may try if the first one has told nothing for this long, in milliseconds. */
const LONGEST_TRY = 60_000

/**
 * Keeps new rooms back while the node does not answer. After a pause, one room tries whether it does again. Rooms that were begun
 * already are not concerned.
 */
export interface Circuit {
  readonly isOpen: boolean
  /** When the next room may be begun, by `Timers.elapsed`; `-Infinity` while nothing is kept back. */
  readonly until: number
  /** Whether a room may be begun now. After a pause, the answer is yes for one room only. */
  mayBegin(): boolean
  /** The node has answered. */
  noteAnswer(): void
  /** The node could not be asked, or has left a request without an answer. */
  noteFailure(): void
}

/** @param elapsed milliseconds of a clock that never jumps */
export function createCircuit(elapsed: () => number): Circuit {
  let failures = 0
  /** Pauses in a row. */
  let pauses = 0
  let until = -Infinity
  /** Until when the room that tries is waited for; `-Infinity` while none tries. */
  let triesUntil = -Infinity

  return {
    get isOpen() { return until > -Infinity },
    get until() { return until },
    mayBegin() {
      if (until === -Infinity) return true
      if (elapsed() < Math.max(until, triesUntil)) return false
      triesUntil = elapsed() + LONGEST_TRY
      return true
    },
    noteAnswer() {
      failures = pauses = 0
      until = triesUntil = -Infinity
    },
    noteFailure() {
      failures += 1
      const isTrying = triesUntil > -Infinity
      if (!(until > -Infinity ? isTrying : failures >= MOST_FAILURES)) return
      until = elapsed() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** pauses)
      pauses += 1
      triesUntil = -Infinity
    },
  }
}
