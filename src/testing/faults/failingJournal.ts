import type { Journal } from '../../core/journal/journal'

/**
 * What happens to a write (`create`, `replace`, `remove` or `markEnded`). `write` is the first one to fail, counted from 1, and
 * `times` says how many in a row fail, one by default.
 * - `rejects`: nothing is written, and the journal says so
 * - `rejects-written`: the record is written, but the journal says that it is not
 * - `late`: the record is written at once, but the journal answers only after `ms` milliseconds
 * - `arrives-late`: the journal says at once that the record is not written, and it is written `ms` milliseconds later
 * - `repeated`: the write is made twice, and the journal gives the answer to the second time, as a driver does that sends a
 *   command again after its answer was lost
 * - `unanswered`: the record is written at once, and the journal never answers
 * - `lost`: nothing is written, but the journal says that the record is safe
 */
export type JournalFault =
  | { readonly write: number, readonly times?: number, readonly kind: 'rejects' | 'rejects-written' | 'repeated' | 'unanswered' | 'lost' }
  | { readonly write: number, readonly times?: number, readonly kind: 'late' | 'arrives-late', readonly ms: number }

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
  const markEnded = journal.markEnded?.bind(journal)
  let writes = 0

  /** @param pretend makes the result that a lost write claims to have */
  async function write<T>(work: () => Promise<T>, pretend: (number: number) => T): Promise<T> {
    const number = ++writes
    const fault = schedule.find(({ write: first, times = 1 }) => number >= first && number < first + times)
    if (!fault) return work()
    hits.set(fault.kind, (hits.get(fault.kind) ?? 0) + 1)
    const after = (ms: number, callback: () => void): unknown => (timers ?? globalThis).setTimeout(callback, ms)
    const fail = (): never => { throw new DOMException('The storage is full.', 'QuotaExceededError') }
    switch (fault.kind) {
      case 'lost': return pretend(number)
      case 'rejects': return fail()
      case 'rejects-written': return work().then(fail)
      case 'arrives-late':
        after(fault.ms, () => { work().catch(() => {}) })
        return fail()
      case 'repeated':
        await work()
        return work()
      case 'unanswered':
        await work()
        return new Promise(() => {})
      case 'late': {
        const result = await work()
        await new Promise<void>((resolve) => { after(fault.ms, resolve) })
        return result
      }
    }
  }

  return {
    get writes() {
      return writes
    },
    hits: () => Object.fromEntries(hits),
    create: (key, record) => write(() => journal.create(key, record), number => `lost ${number}`),
    replace: (key, record, revision) => write(() => journal.replace(key, record, revision), number => `lost ${number}`),
    remove: (key, revision) => write(() => journal.remove(key, revision), () => true),
    ...markEnded && { markEnded: (key, closingId) => write(() => markEnded(key, closingId), () => 'never written' as const) },
    read: key => journal.read(key),
    list: () => journal.list(),
  }
}
