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
 *
 * And what happens to a reading (`read` or `list`), counted on its own by `read` in the same way.
 * - `read-rejects`: the journal says that it cannot be read
 * - `read-unanswered`: the journal never answers
 */
export type JournalFault = JournalWriteFault | JournalReadFault

interface JournalReadFault {
  readonly read: number
  readonly times?: number
  readonly kind: 'read-rejects' | 'read-unanswered'
}

type JournalWriteFault =
  | { readonly write: number, readonly times?: number, readonly kind: 'rejects' | 'rejects-written' | 'repeated' | 'unanswered' | 'lost' }
  | { readonly write: number, readonly times?: number, readonly kind: 'late' | 'arrives-late', readonly ms: number }

/** A journal that fails on purpose. */
export interface FailingJournal extends Journal {
  /** Number of writes so far, including failed ones. */
  readonly writes: number
  /** Number of readings so far, including failed ones. */
  readonly reads: number
  /** Number of failed writes and readings by kind. */
  hits(): Readonly<Partial<Record<JournalFault['kind'], number>>>
}

export interface FailingJournalOptions {
  /** Timers for late answers. @default the runtime's timers */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
}

/**
 * Wraps a journal so that chosen writes and readings fail. A rejected write throws a `DOMException` named
 * `QuotaExceededError`, as a browser whose storage is full does. A rejected reading throws one named `UnknownError`, as a
 * browser does whose files cannot be read.
 */
export function failingJournal(
  journal: Journal, schedule: readonly JournalFault[], { timers }: FailingJournalOptions = {},
): FailingJournal {
  const hits = new Map<JournalFault['kind'], number>()
  const markEnded = journal.markEnded?.bind(journal)
  const writeFaults = schedule.filter(fault => 'write' in fault)
  const readFaults = schedule.filter(fault => 'read' in fault)
  let writes = 0
  let reads = 0

  const note = ({ kind }: JournalFault): void => { hits.set(kind, (hits.get(kind) ?? 0) + 1) }

  /** @param pretend makes the result that a lost write claims to have */
  async function write<T>(work: () => Promise<T>, pretend: (number: number) => T): Promise<T> {
    const number = ++writes
    const fault = writeFaults.find(({ write: first, times = 1 }) => number >= first && number < first + times)
    if (!fault) return work()
    note(fault)
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

  async function read<T>(work: () => Promise<T>): Promise<T> {
    const number = ++reads
    const fault = readFaults.find(({ read: first, times = 1 }) => number >= first && number < first + times)
    if (!fault) return work()
    note(fault)
    if (fault.kind === 'read-rejects') throw new DOMException('The storage cannot be read.', 'UnknownError')
    return new Promise(() => {})
  }

  return {
    get writes() { return writes },
    get reads() { return reads },
    hits: () => Object.fromEntries(hits),
    create: (key, record) => write(() => journal.create(key, record), number => `lost ${number}`),
    replace: (key, record, revision) => write(() => journal.replace(key, record, revision), number => `lost ${number}`),
    remove: (key, revision) => write(() => journal.remove(key, revision), () => true),
    ...markEnded && { markEnded: (key, closingId) => write(() => markEnded(key, closingId), () => 'never written' as const) },
    read: key => read(() => journal.read(key)),
    list: () => read(() => journal.list()),
  }
}
