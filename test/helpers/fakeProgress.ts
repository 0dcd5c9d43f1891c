import type { NitroliteErrorInfo } from '../../src/core/errors/errors'
import { errorOf, isFinal } from '../../src/core/closing/states'
import type { Allocation } from '../../src/core/sessions/types'
import type { Hex, Unsubscribe } from '../../src/core/types'
import type { ClosingSnapshot, ClosingStep, ClosingStepName, Receipt } from '../../src/core/closing/types'

/** Steps of a closing with these submissions, none of them begun. */
function makeSteps(submissions: readonly string[]): ClosingStep[] {
  const step = (name: ClosingStepName, submission: string | null): ClosingStep =>
    ({ name, submission, status: 'waiting' })
  return [
    step('checked', null),
    ...submissions.flatMap(each => [step('signed', each), step('sent', each), step('confirmed', each)]),
    step('paid', null),
  ]
}

/** The observable part of a closing: where it stands, for people and stores. */
export class ClosingProgress {
  #snapshot: ClosingSnapshot
  readonly #listeners = new Set<(snapshot: ClosingSnapshot) => void>()
  readonly #onListenerError: (thrown: unknown) => void

  constructor(
    id: string, sessionId: Hex, startedAt: number, onListenerError: (thrown: unknown) => void, isResumed = false,
  ) {
    this.#onListenerError = onListenerError
    this.#snapshot = {
      id,
      sessionId,
      state: 'planning',
      // Until the protocol has planned, the usual single submission is shown.
      steps: makeSteps(['close']),
      allocations: [],
      error: null,
      receipt: null,
      recovery: null,
      isResumed,
      isElsewhere: false,
      watchedUntil: null,
      startedAt,
    }
  }

  get snapshot(): ClosingSnapshot {
    return this.#snapshot
  }

  subscribe(listener: (snapshot: ClosingSnapshot) => void): Unsubscribe {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  update(change: Partial<ClosingSnapshot>): void {
    // A final state is a promise; nothing that comes later may take it back.
    if (isFinal(this.#snapshot.state)) return
    this.#snapshot = { ...this.#snapshot, ...change }
    for (const listener of [...this.#listeners]) {
      try {
        listener(this.#snapshot)
      }
      catch (thrown) {
        // A broken view must not stop a closing that moves money.
        this.#onListenerError(thrown)
      }
    }
  }

  planned(submissions: readonly string[], allocations: readonly Allocation[]): void {
    const steps = makeSteps(submissions).map(step =>
      step.name === 'checked' ? { ...step, status: 'done' as const } : step)
    this.update({ steps, allocations })
  }

  step(
    name: ClosingStepName,
    submission: string | null,
    status: ClosingStep['status'],
    change: Partial<ClosingSnapshot> = {},
  ): void {
    const steps = this.#snapshot.steps.map(step =>
      step.name === name && step.submission === submission ? { ...step, status } : step)
    this.update({ ...change, steps })
  }

  /** Ends the closing without a receipt, or stops it between two steps; the step that was active failed. */
  end(state: 'failed' | 'cancelled' | 'agreed', error: NitroliteErrorInfo): void {
    const steps = this.#snapshot.steps.map(step =>
      step.status === 'active' || step.status === 'unknown' ? { ...step, status: 'failed' as const } : step)
    this.update({ state, error, steps, recovery: null })
  }

  /** Ends the closing with its receipt. */
  paid(receipt: Receipt): void {
    this.step('paid', null, receipt.result === 'closed' ? 'done' : 'failed', {
      state: receipt.result, error: errorOf(receipt), receipt, recovery: null,
    })
  }
}
