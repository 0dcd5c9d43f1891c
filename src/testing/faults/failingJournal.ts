import type { Journal } from '../../core/journal/journal'

/**
 * What becomes of a write (create, replace or remove):
 * - `rejects`: nothing is written, and the journal says so
 * - `rejects-written`: it is written, but the journal says that it is not
 * - `late`: written at once, told only `ms` later
 * - `lost`: nothing is written, and the journal says that it is
 */
export type JournalFault =
  | { readonly write: number, readonly times?: number, readonly kind: 'rejects' | 'rejects-written' | 'lost' }
  | { readonly write: number, readonly times?: number, readonly kind: 'late', readonly ms: number }

/** A journal that fails, and how often it did. */
export interface FailingJournal extends Journal {
  /** Writes so far, failed ones included. */
  readonly writes: number
  hits(): Readonly<Partial<Record<JournalFault['kind'], number>>>
}

export interface FailingJournalOptions {
  /** For late writes. @default the runtime's timers */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
}

/**
 * A journal whose n-th write fails. Writes are counted from 1; `times` of them in a row fail, one by default. Reads
 * are never touched. It rejects with a `DOMException` named `QuotaExceededError`, as a full browser does.
 */
export function failingJournal(
  journal: Journal, schedule: readonly JournalFault[], { timers }: FailingJournalOptions = {},
): FailingJournal {
  const hits = new Map<JournalFault['kind'], number>()
  let writes = 0

  async function write<T>(work: () => Promise<T>, pretence: (write: number) => T): Promise<T> {
    const present = ++writes
    const fault = schedule.find(each => present >= each.write && present < each.write + (each.times ?? 1))
    if (!fault) return work()
    hits.set(fault.kind, (hits.get(fault.kind) ?? 0) + 1)
    if (fault.kind === 'lost') return pretence(present)
    const result = fault.kind === 'rejects' ? undefined : await work()
    if (fault.kind !== 'late' || result === undefined) {
      throw new DOMException('The store took no more.', 'QuotaExceededError')
    }
    await new Promise<void>((resolve) => { (timers ?? globalThis).setTimeout(resolve, fault.ms) })
    return result
  }

  return {
    get writes() {
      return writes
    },
    hits: () => Object.fromEntries(hits),
    create: (key, record) => write(() => journal.create(key, record), present => `lost ${present}`),
    replace: (key, record, revision) => write(() => journal.replace(key, record, revision), present => `lost ${present}`),
    remove: (key, revision) => write(() => journal.remove(key, revision), () => true),
    read: key => journal.read(key),
    list: () => journal.list(),
  }
}
