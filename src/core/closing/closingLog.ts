import type { Action } from './policy/action'
import type { Evidence } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import { logAction, logEvidence } from './policy/log'
import type { Timers } from '../connection/types'
import type { ClosingLogEntry } from './types'

/** Lines of the log that are kept; a closing that is retried for days must not fill the memory. */
const MOST_ENTRIES = 500

/** What a closing has found out and done, the newest lines of it. */
export class ClosingLog {
  readonly #entries: ClosingLogEntry[] = []
  readonly #timers: Timers

  constructor(timers: Timers) {
    this.#timers = timers
  }

  get entries(): readonly ClosingLogEntry[] { return [...this.#entries] }

  noteAction(action: Action, known: Knowledge): void {
    this.#note(logAction(action, known, this.#timers.now()))
  }

  /** @param known what is known with the evidence */
  noteEvidence(evidence: Evidence, known: Knowledge): void {
    this.#note(logEvidence(evidence, known, this.#timers.now()))
  }

  #note(entry: ClosingLogEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length > MOST_ENTRIES) this.#entries.shift()
  }
}
