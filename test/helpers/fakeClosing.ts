import { errorOf, isFinal } from '../../src/core/closing/states'
import type { CloseRequest, Closing, ClosingSnapshot, ClosingState, ClosingStep, ClosingStepName } from '../../src/core/closing/types'
import type { Receipt } from '../../src/core/receipts/types'
import { describeError, NitroliteError, type NitroliteErrorInfo } from '../../src/core/errors/errors'
import type { Allocation } from '../../src/core/sessions/types'
import type { Hex } from '../../src/core/types'

/** Moves a fake closing along, as the engine would move a real one. */
export interface FakeProgress {
  /** Changes any part of the snapshot. A final state keeps its snapshot, unless the closing is still watched. */
  update(change: Partial<ClosingSnapshot>): void
  /** Changes the status of one step, and anything else with it. */
  step(
    name: ClosingStepName, submission: string | null, status: ClosingStep['status'], change?: Partial<ClosingSnapshot>,
  ): void
  /** Replaces the steps by those of these submissions, the first of them done. */
  planned(submissions: readonly string[], allocations: readonly Allocation[]): void
  /** Ends without a receipt, or stops between two submissions. */
  end(state: 'failed' | 'cancelled' | 'agreed', error: NitroliteErrorInfo): void
  /** Ends with a receipt. */
  paid(receipt: Receipt, change?: Partial<ClosingSnapshot>): void
}

/** A closing whose course the test decides. */
export interface FakeClosing extends Closing {
  readonly request: CloseRequest
  readonly progress: FakeProgress
  /** Number of listeners that the closing has now. */
  readonly listening: number
}

const CANCELLABLE: ReadonlySet<ClosingState> = new Set(['planning', 'signing', 'agreed', 'cancelled'])

function makeSteps(submissions: readonly string[], checked: ClosingStep['status']): ClosingStep[] {
  const waiting = (name: ClosingStepName, submission: string | null): ClosingStep => ({ name, submission, status: 'waiting' })
  return [
    { name: 'checked', submission: null, status: checked },
    ...submissions.flatMap(submission => [waiting('signed', submission), waiting('sent', submission), waiting('confirmed', submission)]),
    waiting('paid', null),
  ]
}

/** Starts a closing that does nothing by itself; the test moves it with `progress`. */
export function createFakeClosing(
  id: string, request: CloseRequest, onChange: (snapshot: ClosingSnapshot) => void,
): FakeClosing {
  let current: ClosingSnapshot = {
    id,
    sessionId: request.sessionId as Hex,
    state: 'planning',
    steps: makeSteps(['close'], 'waiting'),
    allocations: request.allocations,
    error: null,
    receipt: null,
    recovery: null,
    isResumed: false,
    isElsewhere: false,
    watchedUntil: null,
    startedAt: 1_700_000_000_000,
  }
  const listeners = new Set<(snapshot: ClosingSnapshot) => void>()
  let settle: { resolve(receipt: Receipt): void, reject(error: NitroliteError): void }
  const result = new Promise<Receipt>((resolve, reject) => { settle = { resolve, reject } })
  // As with a real closing: a caller who does not await it learns of a failure from its state.
  result.catch(() => {})

  function update(change: Partial<ClosingSnapshot>): void {
    if (isFinal(current.state) && current.watchedUntil === null) return
    current = { ...current, ...change }
    if (isFinal(current.state)) {
      if (current.error) settle.reject(new NitroliteError(current.error.code, current.error.data))
      else if (current.receipt) settle.resolve(current.receipt)
    }
    onChange(current)
    for (const listener of [...listeners]) listener(current)
  }

  const stepsWith = (change: (step: ClosingStep) => ClosingStep['status']): ClosingStep[] =>
    current.steps.map(step => ({ ...step, status: change(step) }))

  const progress: FakeProgress = {
    update,
    step(name, submission, status, change) {
      const steps = stepsWith(step => step.name === name && step.submission === submission ? status : step.status)
      update({ ...change, steps })
    },
    planned: (submissions, allocations) => update({ steps: makeSteps(submissions, 'done'), allocations }),
    end(state, error) {
      const steps = stepsWith(({ status }) => status === 'active' || status === 'unknown' ? 'failed' : status)
      update({ state, error, steps, recovery: null })
    },
    paid(receipt, change) {
      const { result: state } = receipt
      const steps = stepsWith(({ name, status }) => name !== 'paid' ? status : state === 'closed' ? 'done' : 'failed')
      update({ state, error: errorOf(receipt), receipt, steps, recovery: null, watchedUntil: null, ...change })
    },
  }

  return {
    request,
    progress,
    get id() { return current.id },
    sessionId: current.sessionId,
    get listening() { return listeners.size },
    get state() { return current.state },
    get steps() { return current.steps },
    get error() { return current.error },
    get receipt() { return current.receipt },
    snapshot: () => current,
    subscribe(listener) {
      const entry = (snapshot: ClosingSnapshot): void => listener(snapshot)
      listeners.add(entry)
      return () => { listeners.delete(entry) }
    },
    resume() {
      if (current.state !== 'agreed') return false
      update({ state: 'confirming', error: null })
      return true
    },
    archive() {
      if (current.error?.code !== 'PROTOCOL_CHANGED') return false
      progress.end('failed', describeError('CLOSING_ARCHIVED'))
      return true
    },
    revokeKey: () => current.recovery?.canRevoke ?? false,
    cancel() {
      // After a refusal, the next attempt waits for the wallet or the journal.
      const isRefused = current.state === 'submitting' && current.recovery !== null
      if (!CANCELLABLE.has(current.state) && !isRefused) return false
      progress.end('cancelled', describeError('CLOSING_CANCELLED'))
      return true
    },
    log: () => [],
    then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected),
  }
}

/** A closing that was refused before it started: it has no listeners and never changes. */
export function createRefusedClosing(request: CloseRequest, error: NitroliteErrorInfo): FakeClosing {
  const closing = createFakeClosing(crypto.randomUUID(), request, () => {})
  closing.progress.end('failed', error)
  return closing
}
