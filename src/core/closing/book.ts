import { NitroliteError, toNitroliteError } from '../errors/errors'
import type { ClosingContext } from './context'
import { journalKey, type JournalAttempt, type JournalEntry, type JournalRecord } from '../journal/journal'
import type { Attempt, AttemptOutcome, ClosingPlan } from './types'

/** First and longest wait before a write is tried again, in milliseconds. */
const SHORTEST_PAUSE = 500
const LONGEST_PAUSE = 30_000

/**
 * The record of one closing: every attempt is in the journal before it is sent. Others may write to the same record,
 * each only what it has read before; so nobody adds an attempt without knowing of all others.
 */
export class ClosingBook {
  readonly #context: ClosingContext
  readonly #key: string
  #entry: JournalEntry | null
  #record: JournalRecord
  #mayBeWritten = false
  /** Attempts that this closing knows of, those included whose writing failed. */
  readonly #written = new Set<number>()
  #writing: Promise<unknown> = Promise.resolve()

  /**
   * @param record the closing as it is to be written, or as it was read
   * @param revision of the record that was read; null when there is none yet
   */
  constructor(context: ClosingContext, record: JournalRecord, revision: string | null) {
    this.#context = context
    this.#key = journalKey(record.node, record.sessionId)
    this.#record = record
    for (const { attempt } of record.attempts) this.#written.add(attempt.requestId)
    this.#entry = revision === null ? null : { record, revision }
  }

  get plan(): ClosingPlan {
    return this.#record.plan
  }

  get attempts(): readonly JournalAttempt[] {
    return this.#record.attempts
  }

  /** Attempts that may have landed or may land yet. */
  get unresolved(): readonly Attempt[] {
    return this.attempts.filter(({ outcome }) => outcome?.kind !== 'refused' && outcome?.kind !== 'landed').map(each => each.attempt)
  }

  /** The attempt of a submission that the node has done, if it has. */
  landed(submission: string | undefined): JournalAttempt | undefined {
    return this.attempts.find(({ attempt, outcome }) => outcome?.kind === 'landed' && attempt.submission === submission)
  }

  /**
   * Writes an attempt down. Only what is safely written may be sent.
   * @throws `JOURNAL_…`; `CLOSING_IN_PROGRESS` when somebody else has written meanwhile
   */
  async append(attempt: Attempt): Promise<void> {
    await this.#writing
    const { journal } = this.#context
    const record: JournalRecord = { ...this.#record, attempts: [...this.attempts, { attempt, outcome: null }] }
    this.#written.add(attempt.requestId)
    let revision: string | null
    try {
      revision = this.#entry
        ? await journal.replace(this.#key, record, this.#entry.revision)
        : await journal.create(this.#key, record)
    }
    catch (thrown) {
      const error = toNitroliteError(thrown, 'JOURNAL_FAILED')
      // It may be written all the same; whoever finds it later would take it for sent.
      this.#mayBeWritten ||= error.code !== 'JOURNAL_UNAVAILABLE'
      throw error
    }
    if (revision === null) throw new NitroliteError('CLOSING_IN_PROGRESS')
    this.#entry = { record, revision }
    this.#record = record
  }

  /** Notes what became of an attempt. A record without it is safe too: the attempt counts as sent. */
  settle(attempt: Attempt, outcome: AttemptOutcome): Promise<void> {
    this.#record = {
      ...this.#record,
      attempts: this.attempts.map(each => each.attempt.requestId === attempt.requestId ? { attempt, outcome } : each),
    }
    return this.#write(async () => {
      const { revision } = this.#entry ?? {}
      if (revision === undefined) return
      const record = this.#record
      const next = await this.#context.journal.replace(this.#key, record, revision)
      if (next !== null) this.#entry = { record, revision: next }
    })
  }

  /**
   * Takes in what others have written.
   * @returns whether there still is a record
   */
  async refresh(): Promise<boolean> {
    await this.#writing
    const entry = await this.#context.journal.read(this.#key)
    if (!entry || entry.record.closingId !== this.#record.closingId) return false
    const known = new Map(this.attempts.map(each => [each.attempt.requestId, each.outcome]))
    this.#entry = entry
    for (const { attempt } of entry.record.attempts) this.#written.add(attempt.requestId)
    this.#record = {
      ...entry.record,
      attempts: entry.record.attempts.map(({ attempt, outcome }) => ({ attempt, outcome: outcome ?? known.get(attempt.requestId) ?? null })),
    }
    return true
  }

  /**
   * Removes the record of the ended closing, as often as it takes: what is left of it would be taken for sent by whoever
   * finds it, and be sent again.
   * @returns `others`: somebody else has gone on with it; `gone`: somebody else has ended it
   */
  async forget(): Promise<'removed' | 'others' | 'gone'> {
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await this.#writing
        return await this.#remove()
      }
      catch (thrown) {
        this.#context.report(toNitroliteError(thrown, 'JOURNAL_FAILED'))
        await new Promise<void>((resolve) => { this.#context.timers.after(pause, resolve) })
      }
    }
  }

  async #remove(): Promise<'removed' | 'others' | 'gone'> {
    const { journal } = this.#context
    let revision = this.#mayBeWritten ? undefined : this.#entry?.revision
    if (revision === undefined && !this.#mayBeWritten) return 'removed'
    let end: 'removed' | 'gone' = 'removed'
    while (revision === undefined || !await journal.remove(this.#key, revision)) {
      const entry = await journal.read(this.#key)
      if (entry?.record.closingId !== this.#record.closingId) {
        end = 'gone'
        break
      }
      if (!entry.record.attempts.every(({ attempt }) => this.#written.has(attempt.requestId))) return 'others'
      revision = entry.revision
    }
    this.#entry = null
    this.#mayBeWritten = false
    return end
  }

  #write(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work).catch(thrown => this.#context.report(toNitroliteError(thrown, 'JOURNAL_FAILED')))
    this.#writing = done
    return done
  }
}
