import type { Action } from './policy/action'
import type { Evidence } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import { logAction, logEvidence } from './policy/log'
import type { Timers } from '../connection/types'
import type { ClosingLogEntry } from './types'

/** Lines of the log that are kept; a closing that is retried for days must not fill the memory. */
const MOST_ENTRIES = 500

/**
 * What a line says, with the attempts as they were known at that moment. It becomes text only when somebody reads the log. Servers
 * watch thousands of paid closings at a time, so a note holds nothing that the closing does not hold anyway.
 */
interface Note {
  /** Whole milliseconds since the log began: engines keep these in a third of the memory of a Unix time. */
  readonly after: number
  readonly what: Evidence | Action
  readonly attempts: Knowledge['attempts']
}

/**
 * The same evidence comes twice: that an attempt is sent is known before its first byte leaves, and is also the result of sending it.
 * Two lines would look as if it was sent twice.
 */
const isRepetition = (line: ClosingLogEntry, before: ClosingLogEntry | undefined): boolean =>
  line.type === 'evidence' && before?.type === 'evidence' && line.name === before.name && line.details === before.details

/** What a closing has found out and done, the newest lines of it. */
export class ClosingLog {
  readonly #notes: Note[] = []
  readonly #timers: Timers
  readonly #begunAt: number

  constructor(timers: Timers) {
    this.#timers = timers
    this.#begunAt = timers.now()
  }

  get entries(): readonly ClosingLogEntry[] {
    return this.#notes.map(({ after, what, attempts }) => {
      const at = this.#begunAt + after
      return 'do' in what ? logAction(what, { attempts }, at) : logEvidence(what, { attempts }, at)
    }).filter((line, index, lines) => !isRepetition(line, lines[index - 1]))
  }

  noteAction(action: Action, { attempts }: Knowledge): void {
    this.#note(action, attempts)
  }

  /** @param attempts as they are known with the evidence */
  noteEvidence(evidence: Evidence, { attempts }: Knowledge): void {
    this.#note(evidence, attempts)
  }

  #note(what: Note['what'], attempts: Note['attempts']): void {
    this.#notes.push({ after: this.#timers.now() - this.#begunAt, what, attempts })
    if (this.#notes.length > MOST_ENTRIES) this.#notes.shift()
  }
}
