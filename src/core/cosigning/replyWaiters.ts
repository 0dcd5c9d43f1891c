import type { SealedReply } from './types'

interface Waiter {
  resolve(reply: SealedReply): void
  reject(reason: unknown): void
}

/** Calls that wait in a room until the submitter asks for the signature. */
export class ReplyWaiters {
  readonly #waiting = new Set<Waiter>()

  /** Waits for the next reply. */
  next(): Promise<SealedReply> {
    return new Promise((resolve, reject) => { this.#waiting.add({ resolve, reject }) })
  }

  resolve(reply: SealedReply): void {
    this.#settle((waiter) => { waiter.resolve(reply) })
  }

  reject(reason: unknown): void {
    this.#settle((waiter) => { waiter.reject(reason) })
  }

  #settle(settle: (waiter: Waiter) => void): void {
    for (const waiter of this.#waiting) settle(waiter)
    this.#waiting.clear()
  }
}
