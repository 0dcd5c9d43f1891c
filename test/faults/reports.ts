import { isFinal, type Hex, type NitroliteClient } from '../../src/core'
import type { VirtualTime } from '../../src/testing'
import { ALICE } from '../helpers/people'

/** A final state of a closing, as a client reported it. Times are Unix milliseconds in virtual time. */
export interface ShownEnd {
  readonly id: string
  /** Number of the client that reported it. */
  readonly client: number
  readonly state: string
  /** What Alice was to receive of 1 usdc. */
  readonly share: string
  readonly startedAt: number
  readonly at: number
  /** Until when the client looks for a second payment; null if it does not. */
  readonly watchedUntil: number | null
  /** The error of the closing as JSON. */
  readonly error: string
}

/** Collects what the clients of a run report. */
export class Reports {
  readonly #time: VirtualTime
  readonly #ends: (ShownEnd & { readonly sessionId: Hex })[] = []
  /** When each client was disposed, by its number. */
  readonly #endedAt = new Map<number, number>()
  readonly #numbers = new Map<NitroliteClient, number>()

  constructor(time: VirtualTime) {
    this.#time = time
  }

  follow(client: NitroliteClient): void {
    const number = this.#numbers.size + 1
    this.#numbers.set(client, number)
    client.on('closing', ({ id, sessionId, state, error, allocations, startedAt, watchedUntil }) => {
      if (!isFinal(state)) return
      this.#ends.push({
        id, sessionId, client: number, state, startedAt, watchedUntil, at: this.#time.now(), error: JSON.stringify(error),
        share: allocations.find(row => row.participant === ALICE)?.amount ?? '',
      })
    })
  }

  /** To be called when a client is disposed. */
  leave(client: NitroliteClient): void {
    const number = this.#numbers.get(client)
    if (number !== undefined) this.#endedAt.set(number, this.#time.now())
  }

  /** Everything that was reported about a session, oldest first. */
  of(sessionId: Hex): readonly ShownEnd[] {
    return this.#ends.filter(end => end.sessionId === sessionId)
  }

  /** When each client was disposed, by its number. */
  get endedAt(): ReadonlyMap<number, number> {
    return this.#endedAt
  }
}
