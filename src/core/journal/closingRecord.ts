import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isNothingRecorded } from '../errors/groups'
import { isSameAddress } from '../sessions/participants'
import { rivalKeyOf, uncertainError, unusableError, type Journal, type JournalEntry, type JournalRecord } from './journal'
import { attemptKey, isSameRecord } from './sameRecord'

/** How often a change is tried again because another client has changed the same record in the meantime. */
const MOST_TRIES = 20

/** What the record of a closing needs. */
export interface RecordContext {
  readonly url: string
  readonly journal: Journal
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
}

/**
 * What the journal has answered to a write.
 * - `overtaken`: another client has changed or removed our record
 * - `taken`: the journal holds the record of another closing under the same key
 * - `contested`: the record was written, but the same wallet has another record for the session. Ours must not be used, and has
 *   to be removed
 */
export type Writing = 'written' | 'overtaken' | 'taken' | 'contested'

/** How the removal of a record ended. */
export type Removal =
  /** The record is gone because this client removed it. */
  | 'removed'
  /** Another client has written to the record, so it stays. */
  | 'others'
  /** Another client removed the record before this one. */
  | 'gone'

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
  /** Keys of the attempts that this client knows, including those whose write failed. */
  readonly #known = new Set<string>()
  #writing: Promise<unknown> = Promise.resolve()

  /** @param key the key of the record, as `keyOfRecord` says */
  constructor(context: RecordContext, key: string, closingId: string, entry: JournalEntry | null) {
    this.#context = context
    this.#key = key
    this.#closingId = closingId
    this.#entry = entry
    if (entry) this.#note(entry.record)
  }

  #note(record: JournalRecord): void {
    for (const { attempt } of record.attempts) this.#known.add(attemptKey(attempt))
  }

  /**
   * Writes a record. Nothing in it may be signed, sent or given away before the result is `written`: of two records that one
   * wallet writes for a session at the same moment, at least one is then found to be contested.
   * @throws `JOURNAL_UNAVAILABLE`, `PAGE_OUTDATED` when nothing was written; another `JOURNAL_…` code when the record may have been written
   */
  write(record: JournalRecord): Promise<Writing> {
    this.#note(record)
    const written = this.#writing.then(async () => {
      const writing = await this.#write(record)
      return writing === 'written' && await this.#hasRival(record) ? 'contested' : writing
    })
    this.#writing = written.catch(() => {})
    return written
  }

  /** Whether the wallet of a record that was written has another record for the session. A record that cannot be read may belong to the same wallet. */
  async #hasRival(record: JournalRecord): Promise<boolean> {
    const { url, journal } = this.#context
    const key = rivalKeyOf(url, record)
    const rival = await journal.read(key).catch((thrown: unknown) => { throw uncertainError(thrown) })
    const unusable = journal.unusable?.find(each => each.key === key)
    if (unusable) throw unusableError(unusable)
    return rival !== null && isSameAddress(rival.record.plan.wallet, record.plan.wallet)
  }

  async #write(record: JournalRecord): Promise<Writing> {
    let failure: NitroliteError | null = null
    try {
      const entry = await this.#put(record, this.#entry?.revision)
      if (entry) {
        this.#entry = entry
        return 'written'
      }
    }
    catch (thrown) {
      failure = toNitroliteError(thrown, 'JOURNAL_FAILED')
      if (isNothingRecorded(failure.code)) throw failure
      this.#mayBeWritten = true
    }
    const writing = await this.#compare(record).catch((thrown: unknown) => {
      this.#mayBeWritten = true
      throw failure ?? uncertainError(thrown)
    })
    if (failure && writing !== 'written') throw failure
    return writing
  }

  /** @returns null when the journal refuses the record */
  async #put(record: JournalRecord, present: string | undefined): Promise<JournalEntry | null> {
    const { journal } = this.#context
    const revision = present === undefined
      ? await journal.create(this.#key, record)
      : await journal.replace(this.#key, record, present)
    return revision === null ? null : { record, revision }
  }

  /**
   * What the journal holds after it has refused the record or failed: a driver may have sent the write twice, or lost the
   * answer. The record is written once more, because only a write that the journal confirms is known to be safe.
   */
  async #compare(record: JournalRecord): Promise<Writing> {
    const found = await this.#context.journal.read(this.#key)
    if (found && found.record.closingId !== record.closingId) return 'taken'
    if (!found || !isSameRecord(found.record, record)) return 'overtaken'
    const entry = await this.#put(record, found.revision)
    this.#entry = entry ?? this.#entry
    return entry === null ? 'overtaken' : 'written'
  }

  /**
   * Changes the record in the background, once earlier writes have ended. If another client has changed it, it stays as that
   * client has written it.
   * @param change makes the new record from the present one
   */
  change(change: (present: JournalRecord) => JournalRecord): void {
    this.#writing = this.#writing.then(async () => {
      if (this.#entry) await this.#write(change(this.#entry.record))
    }).catch((thrown: unknown) => { this.#context.report(toNitroliteError(thrown, 'JOURNAL_FAILED')) })
  }

  /**
   * Changes the record as the journal holds it now. Another client may have written to it.
   * @param change makes the new record from the present one; null if there is nothing to change
   * @returns the record as it is now; null if there is none, or nothing to change
   * @throws `JOURNAL_…`: the record may have been changed, except after `JOURNAL_UNAVAILABLE`
   */
  amend(change: (present: JournalRecord) => JournalRecord | null): Promise<JournalRecord | null> {
    const amended = this.#writing.then(() => this.#amend(change))
    this.#writing = amended.catch(() => {})
    return amended
  }

  async #amend(change: (present: JournalRecord) => JournalRecord | null): Promise<JournalRecord | null> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const entry = await this.#context.journal.read(this.#key)
      const wanted = entry?.record.closingId === this.#closingId ? change(entry.record) : null
      if (!entry || !wanted) return null
      this.#entry = entry
      this.#note(wanted)
      if (await this.#write(wanted) === 'written') return wanted
    }
    throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'Other clients kept changing the record of this session.' })
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

  /**
   * Removes the record of an ended closing. A write of the record that has failed and is still on its way is refused from
   * then on, if the journal leaves markers (`Journal.markEnded`).
   * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`: the record may still be there, so a later try has to follow
   */
  async remove(): Promise<Removal> {
    await this.#writing
    try {
      return await this.#remove()
    }
    catch (thrown) {
      throw toNitroliteError(thrown, 'JOURNAL_FAILED')
    }
  }

  async #remove(): Promise<Removal> {
    const { journal } = this.#context
    let revision = this.#mayBeWritten ? undefined : this.#entry?.revision
    if (revision === undefined && !this.#mayBeWritten) return 'removed'
    for (let tries = 0; revision === undefined || !await journal.remove(this.#key, revision); tries += 1) {
      // A journal that has a mistake, or lacks a right, may refuse forever. A later try follows after a pause.
      if (tries === MOST_TRIES) throw new NitroliteError('JOURNAL_FAILED', { reason: 'The storage did not remove the record of this session.' })
      const entry = await journal.read(this.#key)
      if (entry?.record.closingId === this.#closingId) {
        if (!entry.record.attempts.every(({ attempt }) => this.#known.has(attemptKey(attempt)))) return 'others'
        revision = entry.revision
        continue
      }
      const mark = this.#mayBeWritten ? await journal.markEnded?.(this.#key, this.#closingId) : undefined
      // The write has arrived since the record was read.
      if (mark === 'still there') revision = undefined
      else return this.#forget(mark === 'never written' && this.#entry === null ? 'removed' : 'gone')
    }
    return this.#forget('removed')
  }

  #forget(how: Removal): Removal {
    this.#entry = null
    this.#mayBeWritten = false
    return how
  }
}
