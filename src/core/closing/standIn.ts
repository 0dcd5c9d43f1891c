import type { Timers } from '../connection/types'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isCancellation } from '../errors/groups'
import type { HistoryEntry } from '../history/types'
import type { JournalRecord } from '../journal/journal'
import type { Hex } from '../types'
import { nodeRulesOf, type ClosingContext } from './context'
import { knowledgeAtStart } from './policy/knowledge'
import { show } from './policy/show'
import { endedSteps } from './policy/steps'
import { Publication } from './publication'
import { ShownClosing } from './shownClosing'
import { isFinal } from './states'
import type { Closing, ClosingLogEntry, ClosingSnapshot } from './types'

/**
 * A closing that this client shows without working on it: another client does, or has to. It can become a closing that this
 * client works on. Code that holds the stand-in then sees that closing.
 */
export class StandIn extends ShownClosing implements Closing {
  readonly sessionId: Hex
  #actual: Closing | null = null
  #isWithheld: (snapshot: ClosingSnapshot) => boolean = () => false

  /** @param report reports errors of listeners */
  constructor(first: ClosingSnapshot, timers: Timers, report: (thrown: unknown) => void) {
    super(new Publication(first, timers, report))
    this.sessionId = first.sessionId
  }

  get id() { return this.snapshot().id }

  override snapshot(): ClosingSnapshot {
    const actual = this.#actual?.snapshot()
    return actual && !this.#isWithheld(actual) ? actual : this.publication.snapshot
  }

  cancel(): boolean {
    if (!this.#isWaiting) return this.#actual?.cancel() ?? false
    this.fail(new NitroliteError('CLOSING_CANCELLED'))
    return true
  }

  resume(): boolean { return this.#actual?.resume() ?? false }
  archive(): boolean { return this.#actual?.archive() ?? false }
  revokeKey(): boolean { return this.#actual?.revokeKey() ?? false }
  log(): readonly ClosingLogEntry[] { return this.#actual?.log() ?? [] }

  /** Shows what the client that works on the closing reports. */
  hear(snapshot: ClosingSnapshot): void {
    this.publication.publish({ ...snapshot, isResumed: true, isElsewhere: true }, true)
    if (isFinal(snapshot.state) && !snapshot.receipt) this.publication.rejectWith(snapshot.error)
  }

  /** Ends as the history says. */
  endAs({ state, receipt, error }: HistoryEntry): void {
    const { steps } = this.snapshot()
    this.hear({ ...this.snapshot(), state, receipt, error, recovery: null, watchedUntil: null, steps: endedSteps(steps, receipt) })
  }

  /** Nobody can say any more how the closing ends. */
  giveUp(): void {
    this.publication.reject(new NitroliteError('CLOSING_UNKNOWN'))
  }

  /** The client is disposed: nobody waits for the receipt any longer. */
  release(): void {
    this.publication.leave()
  }

  /** Ends without having sent anything. */
  fail(error: NitroliteError): void {
    const shown = this.publication.snapshot
    this.#actual = null
    this.publication.publish({
      ...shown, state: isCancellation(error.code) ? 'cancelled' : 'failed', error: error.info, recovery: null, steps: endedSteps(shown.steps, null),
    }, true)
    this.publication.reject(error)
  }

  /**
   * From now on, this is another closing.
   * @param isWithheld whether an end of that closing is not shown, because this will become yet another closing after it
   */
  become(actual: Closing, isWithheld: (snapshot: ClosingSnapshot) => boolean = () => false): void {
    this.#actual = actual
    this.#isWithheld = isWithheld
    const publish = (snapshot: ClosingSnapshot): void => {
      if (this.#actual === actual && !isWithheld(snapshot)) this.publication.publish(snapshot, true)
    }
    publish(actual.snapshot())
    actual.subscribe(publish)
    // A receipt settles the promise when it is published.
    actual.then(undefined, (thrown: unknown) => {
      if (this.#actual === actual && !isWithheld(actual.snapshot())) this.publication.reject(toNitroliteError(thrown, 'LIBRARY_DEFECT'))
    })
  }

  /** The closing that this was has ended, and this has not become another one yet. */
  get #isWaiting(): boolean {
    return this.#actual !== null && this.#isWithheld(this.#actual.snapshot()) && !isFinal(this.publication.snapshot.state)
  }
}

/** A stand-in for a closing of the journal that another client works on, or has to. */
export function standInFor(record: JournalRecord, context: ClosingContext): StandIn {
  const { closingId: id, sessionId, startedAt } = record
  const { timers, report } = context
  const known = knowledgeAtStart({ id, sessionId, startedAt, request: null, node: nodeRulesOf(context), now: timers.now() }, record, timers.elapsed())
  return new StandIn({ ...show(known, { do: 'take turn' }), isElsewhere: true }, timers, report)
}
