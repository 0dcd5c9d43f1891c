import { doubling } from '../../core/closing/policy/pauses'

/** Failures in a row after which no new rooms are begun. */
const MOST_FAILURES = 5
/** In milliseconds; the first pause doubles up to the longest. */
const PAUSES = { first: 1_000, longest: 60_000 }
/** If the room that tries has no result after this time, another one may try, in milliseconds. */
const LONGEST_TRY = 60_000

/**
 * Keeps new rooms back while the node does not answer. After a pause, one room finds out whether the node answers again. Rooms that
 * were begun already continue.
 */
export interface Circuit {
  readonly isOpen: boolean
  /** Whether a room may be begun now. After a pause, the answer is yes for one room only. */
  mayBegin(): boolean
  /** The node has answered. */
  noteAnswer(): void
  /** The node could not be asked, or has left a request without an answer. */
  noteFailure(): void
  /**
   * A room waits for its players and sends nothing for now. It does not count as an answer while rooms are begun: a node that only
   * answers questions about sessions may still leave requests to close them without an answer.
   * @param hasAsked whether the node has answered the questions of the room
   */
  noteWaiting(hasAsked: boolean): void
}

/** @param elapsed milliseconds of a clock that never jumps */
export function createCircuit(elapsed: () => number): Circuit {
  let failures = 0
  /** Pauses in a row. */
  let pauses = 0
  /** When the next room may be begun; `-Infinity` while nothing is kept back. */
  let until = -Infinity
  /** The end of the wait for the room that tries; `-Infinity` while none tries. */
  let triesUntil = -Infinity

  function noteAnswer(): void {
    failures = pauses = 0
    until = triesUntil = -Infinity
  }

  return {
    get isOpen() { return until > -Infinity },
    mayBegin() {
      if (until === -Infinity) return true
      if (elapsed() < Math.max(until, triesUntil)) return false
      triesUntil = elapsed() + LONGEST_TRY
      return true
    },
    noteAnswer,
    noteFailure() {
      failures += 1
      const isTrying = triesUntil > -Infinity
      if (!(until > -Infinity ? isTrying : failures >= MOST_FAILURES)) return
      pauses += 1
      until = elapsed() + doubling(PAUSES, pauses)
      triesUntil = -Infinity
    },
    noteWaiting(hasAsked) {
      if (hasAsked && until > -Infinity) noteAnswer()
      else triesUntil = -Infinity
    },
  }
}
