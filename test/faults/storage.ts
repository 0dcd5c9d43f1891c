import { createMemoryHistory, createMemoryJournal, createStoreJournal, type Journal, type JournalRecord } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import {
  createMemoryStore, failingJournal, failingStore,
  type JournalFault, type StoreFault, type VirtualTime,
} from '../../src/testing'

/** The faults of a storage. */
export interface StorageFaults {
  readonly journal?: readonly JournalFault[]
  /** Keeps the records in a database with these faults. @default records are kept in memory */
  readonly store?: readonly StoreFault[] | undefined
}

/** The journal and the history that devices share, and how their clients hear of each other. */
export class Storage {
  readonly history = createMemoryHistory()
  readonly peers = createLocalPeers()
  /** The closing of each request, by request id, as the journal was asked to keep it before the request was sent. */
  readonly closingOf = new Map<string, string>()
  readonly #records: Journal
  readonly #failingJournal
  readonly #failingStore
  #isCalm = false

  constructor(time: VirtualTime, { journal = [], store }: StorageFaults) {
    this.#failingStore = store && failingStore(createMemoryStore(), store, { timers: time })
    this.#records = createMemoryJournal()
    this.#failingJournal = failingJournal(this.#records, journal, { timers: time })
  }

  /** The journal as a new client opens it: a new object each time, because processes share what is stored, but no objects. */
  open(): Journal {
    const journal = this.#journal()
    const note = (record: JournalRecord): void => {
      for (const { attempt } of record.attempts) this.closingOf.set(String(attempt.requestId), record.closingId)
    }
    return {
      ...journal,
      create: (key, record) => { note(record); return journal.create(key, record) },
      replace: (key, record, revision) => { note(record); return journal.replace(key, record, revision) },
    }
  }

  /** Stops all faults. Changes that are on their way still arrive. */
  calm(): void {
    this.#isCalm = true
    this.#failingStore?.clear()
  }

  /** Number of records that are left. */
  async count(): Promise<number> {
    return (await this.#journal().list()).length
  }

  get journalHits() {
    return this.#failingJournal.hits()
  }

  get storeHits() {
    return this.#failingStore?.hits() ?? {}
  }

  #journal(): Journal {
    if (this.#failingStore) return createStoreJournal(this.#failingStore)
    return this.#isCalm ? this.#records : this.#failingJournal
  }
}
