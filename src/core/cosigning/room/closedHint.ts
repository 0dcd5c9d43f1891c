/** What a hint needs. */
export interface ClosedHintParts {
  /** Whether the node says that the session is no longer open. @throws the errors of any request */
  isSessionClosed(): Promise<boolean>
  /** Called when the node says that the session is closed. */
  onClosed(): void
  report(thrown: unknown): void
}

/**
 * Somebody says that the session is closed. Everybody in the room can say so, so only the node is believed, and the
 * node is asked at most once in a turn.
 */
export class ClosedHint {
  readonly #parts: ClosedHintParts
  /** Somebody has said so, and the node has not been asked since. */
  #isSaid = false
  #hasAskedInTurn = false

  constructor(parts: ClosedHintParts) {
    this.#parts = parts
  }

  hear(): void {
    this.#isSaid = true
    this.#ask()
  }

  beginTurn(): void {
    this.#hasAskedInTurn = false
    this.#ask()
  }

  #ask(): void {
    if (!this.#isSaid || this.#hasAskedInTurn) return
    this.#hasAskedInTurn = true
    this.#isSaid = false
    const { isSessionClosed, onClosed, report } = this.#parts
    isSessionClosed().then((isClosed) => { if (isClosed) onClosed() }, report)
  }
}
