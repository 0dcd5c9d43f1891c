import { isFinal, type NitroliteClient } from '../../../src/core'
import type { VirtualTime } from '../../../src/testing'
import { amountsAsText } from './amounts'

/** A final state of a closing, as a client reported it. Times are Unix milliseconds in virtual time. */
export interface SigningEnd {
  readonly id: string
  readonly device: number
  /** Number of the client that reported it. */
  readonly client: number
  readonly state: string
  /** Code of the error; empty if there is none. */
  readonly code: string
  /** The requested amounts as text. */
  readonly amounts: string
  readonly startedAt: number
  readonly at: number
  /** Until when the client looks for a second payment; null if it does not. */
  readonly watchedUntil: number | null
}

/** Collects the final states that the clients of a schedule report. */
export class ShownEnds {
  readonly ends: SigningEnd[] = []
  /** When each client was disposed, by its number. */
  readonly endedAt = new Map<number, number>()
  readonly #numbers = new Map<NitroliteClient, number>()
  readonly #time: VirtualTime

  constructor(time: VirtualTime) {
    this.#time = time
  }

  follow(device: number, client: NitroliteClient): void {
    const number = this.#numbers.size + 1
    this.#numbers.set(client, number)
    client.on('closing', ({ id, state, error, allocations, startedAt, watchedUntil }) => {
      if (!isFinal(state)) return
      this.ends.push({
        id, device, client: number, state, startedAt, watchedUntil, at: this.#time.now(),
        code: error?.code ?? '', amounts: amountsAsText(allocations),
      })
    })
  }

  /** To be called when a client is disposed. */
  leave(client: NitroliteClient): void {
    const number = this.#numbers.get(client)
    if (number !== undefined) this.endedAt.set(number, this.#time.now())
  }
}
