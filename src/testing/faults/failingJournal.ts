import type { Journal } from '../../core/journal/journal'

/**
 * What happens to a write (`create`, `replace` or `remove`). `write` is the first one to fail, counted from 1, and
 * `times` says how many in a row fail, one by default.
 * - `rejects`: nothing is written, and the journal says so
 * - `rejects-written`: the record is written, but the journal says that it is not
 * - `late`: the record is written at once, but the journal answers only after `ms` milliseconds
 * - `lost`: nothing is written, but the journal says that the record is safe
 */
export type JournalFault =
  | { readonly write: number, readonly times?: number, readonly kind: 'rejects' | 'rejects-written' | 'lost' }
  | { readonly write: number, readonly times?: number, readonly kind: 'late', readonly ms: number }

/** A journal that fails on purpose. */
export interface FailingJournal extends Journal {
  /** Number of writes so far, including failed ones. */
  readonly writes: number
  /** Number of failed writes by kind. */
  hits(): Readonly<Partial<Record<JournalFault['kind'], number>>>
}

export interface FailingJournalOptions {
  /** Timers for late answers. @default the runtime's timers */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
}

/**
 * Wraps a journal so that chosen writes fail. Reads always work. A rejected write throws a `DOMException` named
 * `QuotaExceededError`, as a browser whose storage is full does.
 */
export function failingJournal(
  journal: Journal, schedule: readonly JournalFault[], { timers }: FailingJournalOptions = {},
): FailingJournal {
  const hits = new Map<JournalFault['kind'], number>()
  let writes = 0

  /** @param pretend makes the result that a lost write claims to have */
  async function write<T>(work: () => Promise<T>, pretend: (number: number) => T): Promise<T> {
    const number = ++writes
    const fault = schedule.find(({ write: first, times = 1 }) => number >= first && number < first + times)
    if (!fault) return work()
    hits.set(fault.kind, (hits.get(fault.kind) ?? 0) + 1)
    if (fault.kind === 'lost') return pretend(number)
    const result = fault.kind === 'rejects' ? undefined : await work()
    if (fault.kind !== 'late' || result === undefined) {
      throw new DOMException('The storage is full.', 'QuotaExceededError')
    }
    await new Promise<void>((resolve) => { (timers ?? globalThis).setTimeout(resolve, fault.ms) })
    return result
  }

  return {
    get writes() {
      return writes
    },
    hits: () => Object.fromEntries(hits),
    create: (key, record) => write(() => journal.create(key, record), number => `lost ${number}`),
    replace: (key, record, revision) => write(() => journal.replace(key, record, revision), number => `lost ${number}`),
    remove: (key, revision) => write(() => journal.remove(key, revision), () => true),
    read: key => journal.read(key),
    list: () => journal.list(),
  }
}
