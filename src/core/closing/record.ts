import { toNitroliteError } from '../errors/errors'
import { journalKey, type Journal, type JournalEntry, type JournalRecord } from '../journal/journal'
import type { Timers } from '../connection/types'
import type { Removal } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import type { Attempt, AttemptOutcome, ClosingPlan } from './types'

/** First and longest wait before a removal is tried again, in milliseconds. */
const SHORTEST_PAUSE = 500
const LONGEST_PAUSE = 30_000

/** What the record of a closing needs. */
export interface RecordContext {
  readonly url: string
  readonly journal: Journal
  readonly timers: Timers
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
}

/** The record that says what is known; `written` adds an attempt that is about to be sent. */
export const recordOf = (k: Knowledge, plan: ClosingPlan, written: readonly Attempt[] = []): JournalRecord => ({
  version: 1, closingId: k.id, protocol: k.node.protocol, node: k.node.url, sessionId: k.sessionId, plan, startedAt: k.startedAt,
  attempts: [...k.attempts.map(({ attempt, outcome }) => ({ attempt, outcome })), ...written.map(attempt => ({ attempt, outcome: null }))],
})

/**
 * The record of one closing in the journal. Other clients may write to the same record. Every write names the revision
 * that was read last, so no client adds an attempt without knowing of all others.
 */
export class ClosingRecord {
  readonly #context: RecordContext
  readonly #key: string
  readonly #closingId: string
  #entry: JournalEntry | null
  /** A write failed in a way that leaves open whether the record was written. */
  #mayBeWritten = false
  /** Request ids of the attempts that this client knows, including those whose write failed. */
  readonly #known = new Set<number>()
  #writing: Promise<unknown> = Promise.resolve()

  constructor(context: RecordContext, sessionId: JournalRecord['sessionId'], closingId: string, entry: JournalEntry | null) {
    this.#context = context
    this.#key = journalKey(context.url, sessionId)
    this.#closingId = closingId
    this.#entry = entry
    if (entry) this.#note(entry.record)
  }

  #note(record: JournalRecord): void {
    for (const { attempt } of record.attempts) this.#known.add(attempt.requestId)
  }

  /**
   * Writes a record with an attempt that may be sent only once it is written.
   * @returns false when another client has changed the record
   * @throws `JOURNAL_UNAVAILABLE` when nothing was written; another `JOURNAL_…` code when the record may have been written
   */
  write(record: JournalRecord): Promise<boolean> {
    this.#note(record)
    const written = this.#writing.then(() => this.#write(record))
    this.#writing = written.catch(() => {})
    return written
  }

  async #write(record: JournalRecord): Promise<boolean> {
    const { journal } = this.#context
    try {
      const revision = this.#entry
        ? await journal.replace(this.#key, record, this.#entry.revision)
        : await journal.create(this.#key, record)
      if (revision !== null) this.#entry = { record, revision }
      return revision !== null
    }
    catch (thrown) {
      const error = toNitroliteError(thrown, 'JOURNAL_FAILED')
      this.#mayBeWritten ||= error.code !== 'JOURNAL_UNAVAILABLE'
      throw error
    }
  }

  /**
   * Writes outcomes in the background. A record without them is safe too: its attempts count as sent. Only outcomes are
   * changed, so a write that waited never removes an attempt that was written in the meantime.
   * @param outcomes by request id
   */
  writeOutcomes(outcomes: ReadonlyMap<number, AttemptOutcome | null>): void {
    this.#writing = this.#writing.then(async () => {
      if (!this.#entry) return
      const { record: present } = this.#entry
      const record: JournalRecord = {
        ...present,
        attempts: present.attempts.map(({ attempt, outcome }) => ({ attempt, outcome: outcomes.get(attempt.requestId) ?? outcome })),
      }
      const revision = await this.#context.journal.replace(this.#key, record, this.#entry.revision)
      if (revision !== null) this.#entry = { record, revision }
    }).catch((thrown: unknown) => { this.#report(thrown) })
  }

  /** @returns the record as the journal holds it; null when there is none of this closing any more */
  async read(): Promise<JournalRecord | null> {
    await this.#writing
    const entry = await this.#context.journal.read(this.#key)
    if (entry?.record.closingId !== this.#closingId) return null
    this.#entry = entry
    this.#note(entry.record)
    return entry.record
  }

  /** Removes the record of an ended closing. Tries until the journal answers: a client that finds the record would send again. */
  async remove(): Promise<Removal> {
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await this.#writing
        return await this.#tryToRemove()
      }
      catch (thrown) {
        this.#report(thrown)
        await new Promise<void>((resolve) => { this.#context.timers.after(pause, resolve) })
      }
    }
  }

  async #tryToRemove(): Promise<Removal> {
    const { journal } = this.#context
    let revision = this.#mayBeWritten ? undefined : this.#entry?.revision
    if (revision === undefined && !this.#mayBeWritten) return 'removed'
    while (revision === undefined || !await journal.remove(this.#key, revision)) {
      const entry = await journal.read(this.#key)
      if (entry?.record.closingId !== this.#closingId) return 'gone'
      if (!entry.record.attempts.every(({ attempt }) => this.#known.has(attempt.requestId))) return 'others'
      revision = entry.revision
    }
    this.#entry = null
    this.#mayBeWritten = false
    return 'removed'
  }

  #report(thrown: unknown): void {
    this.#context.report(toNitroliteError(thrown, 'JOURNAL_FAILED'))
  }
}
