import type { FaultSubject } from './plan'

/** Follows every close, of the method that closes sessions, from the client's hand to the delivery of its answer. */
export class CloseWatch {
  readonly #method: string
  readonly #inFlight = new Map<string, FaultSubject>()
  readonly #lost = new Map<string, FaultSubject>()
  /** Closes whose answer never reached the client. */
  losses = 0

  constructor(method: string) {
    this.#method = method
  }

  /** Where closes stand: one is on its way, none is but an answer was lost, or neither. */
  get phase(): 'duringClose' | 'afterLoss' | null {
    if (this.#inFlight.size > 0) return 'duringClose'
    return this.#lost.size > 0 ? 'afterLoss' : null
  }

  sent(subject: FaultSubject): void {
    if (subject.method === this.#method) this.#inFlight.set(nameOf(subject), subject)
  }

  /** The answer reached the client, which settles what was lost of the same session before. */
  answered(subject: FaultSubject): void {
    if (subject.method !== this.#method) return
    this.#inFlight.delete(nameOf(subject))
    for (const [name, { sessionId }] of this.#lost) if (sessionId === subject.sessionId) this.#lost.delete(name)
  }

  /** The answer will never reach the client. */
  lose(subject: FaultSubject): void {
    if (!this.#inFlight.delete(nameOf(subject))) return
    this.losses += 1
    this.#lost.set(nameOf(subject), subject)
  }

  loseAll(connection: number): void {
    for (const subject of [...this.#inFlight.values()]) if (subject.connection === connection) this.lose(subject)
  }
}

const nameOf = ({ connection, id }: FaultSubject): string => `${connection} ${id}`
