import type { FaultTarget } from './faultTarget'

/** Follows every close request from the moment the client sends it until its answer is delivered or lost. */
export class CloseWatch {
  readonly #method: string
  readonly #inFlight = new Map<string, FaultTarget>()
  readonly #lost = new Map<string, FaultTarget>()
  /** Closes whose answer never reached the client. */
  losses = 0

  /** @param method the method that closes sessions */
  constructor(method: string) {
    this.#method = method
  }

  /** `duringClose` while a close is in flight, else `afterLoss` while the answer to an earlier one is missing. */
  get phase(): 'duringClose' | 'afterLoss' | null {
    if (this.#inFlight.size > 0) return 'duringClose'
    return this.#lost.size > 0 ? 'afterLoss' : null
  }

  sent(target: FaultTarget): void {
    if (target.method === this.#method) this.#inFlight.set(keyOf(target), target)
  }

  /** The answer reached the client, so earlier lost answers about the same session no longer matter. */
  answered(target: FaultTarget): void {
    if (target.method !== this.#method) return
    this.#inFlight.delete(keyOf(target))
    for (const [key, { sessionId }] of this.#lost) if (sessionId === target.sessionId) this.#lost.delete(key)
  }

  /** The answer will never reach the client. */
  lose(target: FaultTarget): void {
    if (!this.#inFlight.delete(keyOf(target))) return
    this.losses += 1
    this.#lost.set(keyOf(target), target)
  }

  loseAll(connection: number): void {
    for (const target of [...this.#inFlight.values()]) if (target.connection === connection) this.lose(target)
  }
}

const keyOf = ({ connection, id }: FaultTarget): string => `${connection} ${id}`
