import type { Timers } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { HistoryEntry } from '../history/types'
import type { JournalRecord } from '../journal/journal'
import type { Hex } from '../types'
import type { ClosingContext } from './context'
import { knowledgeAtStart } from './policy/knowledge'
import { show } from './policy/show'
import { endedSteps } from './policy/steps'
import { Publication } from './publication'
import { isFinal } from './states'
import type { Closing, ClosingLogEntry, ClosingSnapshot, Receipt } from './types'

/**
 * A closing that this client shows without working on it: another client does, or has to. It can become a closing that this
 * client works on. Whoever holds the stand-in then sees that one.
 */
export class StandIn implements Closing {
  readonly sessionId: Hex
  readonly #publication: Publication
  #actual: Closing | null = null

  /** @param report reports errors of listeners */
  constructor(first: ClosingSnapshot, timers: Timers, report: (thrown: unknown) => void) {
    this.sessionId = first.sessionId
    this.#publication = new Publication(first, timers, report)
  }

  get id() { return this.snapshot().id }
  get state() { return this.snapshot().state }
  get steps() { return this.snapshot().steps }
  get error() { return this.snapshot().error }
  get receipt() { return this.snapshot().receipt }

  snapshot(): ClosingSnapshot {
    return this.#actual?.snapshot() ?? this.#publication.snapshot
  }

  subscribe(listener: (snapshot: ClosingSnapshot) => void) {
    return this.#publication.subscribe(listener)
  }

  then<T = Receipt, R = never>(
    onFulfilled?: ((receipt: Receipt) => T | PromiseLike<T>) | null, onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    return this.#publication.result.then(onFulfilled, onRejected)
  }

  cancel(): boolean { return this.#actual?.cancel() ?? false }
  resume(): boolean { return this.#actual?.resume() ?? false }
  revokeKey(): boolean { return this.#actual?.revokeKey() ?? false }
  log(): readonly ClosingLogEntry[] { return this.#actual?.log() ?? [] }

  /** Shows what the client that works on the closing reports. */
  hear(snapshot: ClosingSnapshot): void {
    this.#publication.publish({ ...snapshot, isResumed: true, isElsewhere: true }, true)
    if (isFinal(snapshot.state) && !snapshot.receipt) this.#reject(snapshot)
  }

  /** Ends as the history says. */
  endAs({ state, receipt, error }: HistoryEntry): void {
    const { steps } = this.snapshot()
    this.hear({ ...this.snapshot(), state, receipt, error, recovery: null, watchedUntil: null, steps: endedSteps(steps, receipt) })
  }

  /** Nobody can say any more how the closing ends. */
  giveUp(): void {
    this.#publication.reject(new NitroliteError('CLOSING_UNKNOWN'))
  }

  /** From now on, this is another closing. */
  become(actual: Closing): void {
    this.#actual = actual
    this.#publication.publish(actual.snapshot(), true)
    actual.subscribe((snapshot) => { this.#publication.publish(snapshot, true) })
    // A receipt settles the promise when it is published.
    actual.then(undefined, () => { this.#reject(actual.snapshot()) })
  }

  #reject({ error }: ClosingSnapshot): void {
    this.#publication.reject(error ? new NitroliteError(error.code, error.data) : new NitroliteError('CLOSING_UNKNOWN'))
  }
}

/** A stand-in for a closing of the journal that another client works on, or has to. */
export function standInFor(record: JournalRecord, { protocol, recovery, timers, report, url }: ClosingContext): StandIn {
  const { closingId: id, sessionId, startedAt } = record
  const known = knowledgeAtStart({
    id, sessionId, startedAt, request: null,
    node: { url, protocol: protocol.name, resending: protocol.resending.rule, canPayTwice: protocol.canPayTwice, settle: recovery.settle, patience: recovery.patience },
  }, record, timers.elapsed())
  return new StandIn({ ...show(known, { do: 'take turn' }), isElsewhere: true }, timers, report)
}
