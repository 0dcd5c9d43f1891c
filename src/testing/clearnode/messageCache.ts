import type { Hex } from '../../core/types'

/** Digests of messages that the node does not carry out again for a while. A restart forgets them. */
export class MessageCache {
  readonly #clock: () => number
  readonly #ttl: () => number
  readonly #until = new Map<Hex, number>()

  /** @param ttl milliseconds for which a message is remembered */
  constructor(clock: () => number, ttl: () => number) {
    this.#clock = clock
    this.#ttl = ttl
  }

  has(digest: Hex): boolean {
    return this.#clock() <= (this.#until.get(digest) ?? -Infinity)
  }

  add(digest: Hex): void {
    this.#until.set(digest, this.#clock() + this.#ttl())
  }

  clear(): void {
    this.#until.clear()
  }
}
