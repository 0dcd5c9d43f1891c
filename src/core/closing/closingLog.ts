import type { Action } from './policy/action'
import type { Evidence } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import { logAction, logEvidence } from './policy/log'
import type { Timers } from '../connection/types'
import type { ClosingLogEntry } from './types'

/** Lines of the log that are kept; a closing that is retried for days must not fill the memory. */
const MOST_ENTRIES = 500

/** What a line says, with the attempts as they were known at that moment. It becomes text only when somebody reads the log. */
type Note = { readonly at: number, readonly known: Pick<Knowledge, 'attempts'> } & (
  | { readonly evidence: Evidence }
  | { readonly action: Action }
)

/** What a closing has found out and done, the newest lines of it. */
export class ClosingLog {
  readonly #notes: Note[] = []
  readonly #timers: Timers

  constructor(timers: Timers) {
    this.#timers = timers
  }

  get entries(): readonly ClosingLogEntry[] {
    return this.#notes.map(note => 'action' in note ? logAction(note.action, note.known, note.at) : logEvidence(note.evidence, note.known, note.at))
  }

  noteAction(action: Action, { attempts }: Knowledge): void {
    this.#note({ at: this.#timers.now(), action, known: { attempts } })
  }

  /** @param attempts as they are known with the evidence */
  noteEvidence(evidence: Evidence, { attempts }: Knowledge): void {
    this.#note({ at: this.#timers.now(), evidence, known: { attempts } })
  }

  #note(note: Note): void {
    this.#notes.push(note)
    if (this.#notes.length > MOST_ENTRIES) this.#notes.shift()
  }
}
