import type { Unsubscribe } from '../types'
import type { CoSigning, CoSigningState } from './api'
import { tellAll } from './listeners'

/** Listeners of a reviewed proposal. They are told when its state or its review has changed. */
export class ProposalListeners {
  readonly #listeners = new Set<(state: CoSigningState) => void>()
  readonly #report: (thrown: unknown) => void
  #told: Pick<CoSigning, 'state' | 'review'>

  /** @param now what an app knows without being told */
  constructor(now: Pick<CoSigning, 'state' | 'review'>, report: (thrown: unknown) => void) {
    this.#told = now
    this.#report = report
  }

  add(listener: (state: CoSigningState) => void): Unsubscribe {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  tell({ state, review }: Pick<CoSigning, 'state' | 'review'>): void {
    if (state === this.#told.state && review === this.#told.review) return
    this.#told = { state, review }
    tellAll(this.#listeners, state, 'state', this.#report)
  }
}
