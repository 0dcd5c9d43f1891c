import { approvalKey, type JournalEntry } from '../../journal/journal'
import type { Hex } from '../../types'
import { noteRecord, type NoteParts } from '../noteRecord'
import type { Approval } from '../review/checkAtSigning'

/** What the record of an approval is made from. */
export interface KeptApprovalParts extends NoteParts {
  /**
   * Hash of the proposal as it was shown. A stranger can show one with the same meaning, and with another key for replies: the person
   * has not approved that one.
   */
  readonly proposalHash: Hex
}

/**
 * Keeps in the journal what a person has approved in a room. So a page that is loaded again need not ask once more, and other tabs
 * see when the person declines. The record does not count as a slot, because nothing is signed yet. Errors of the journal are
 * reported; then a reload asks again.
 */
export class KeptApproval {
  readonly #parts: KeptApprovalParts
  readonly #key: string
  /** The last call of the journal, so that calls follow each other. */
  #last: Promise<unknown> = Promise.resolve()
  /** The approval could not be written, so the journal says nothing about it. */
  #isUnwritten = false

  constructor(parts: KeptApprovalParts) {
    this.#parts = parts
    this.#key = approvalKey(parts.context.url, parts.session.id, parts.wallet, parts.proposalHash)
  }

  /** Never rejects. */
  write(approval: Approval): Promise<void> {
    return this.#inOrder(async () => {
      this.#isUnwritten = true
      const record = await noteRecord(this.#parts, { approval })
      const { journal } = this.#parts.context
      const present = await journal.read(this.#key)
      const revision = present ? await journal.replace(this.#key, record, present.revision) : await journal.create(this.#key, record)
      this.#isUnwritten = revision === null
    }, undefined)
  }

  /** The approval as the journal holds it; null if it holds none, or cannot be read. Never rejects. */
  read(): Promise<Approval | null> {
    return this.#inOrder(async () => (await this.#entry())?.record.approval ?? null, null)
  }

  /** False only if the journal says that the approval was removed, and not if the journal fails. Never rejects. */
  isHeld(): Promise<boolean> {
    return this.#inOrder(async () => this.#isUnwritten || await this.#entry() !== null, true)
  }

  /** Never rejects. */
  remove(): Promise<void> {
    return this.#inOrder(async () => {
      this.#isUnwritten = false
      const entry = await this.#entry()
      if (entry) await this.#parts.context.journal.remove(this.#key, entry.revision)
    }, undefined)
  }

  #entry(): Promise<JournalEntry | null> {
    return this.#parts.context.journal.read(this.#key)
  }

  #inOrder<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    const done = this.#last.then(work).catch((thrown: unknown) => {
      this.#parts.context.report(thrown)
      return otherwise
    })
    this.#last = done
    return done
  }
}
