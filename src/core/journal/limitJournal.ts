import type { Timers } from '../connection/types'
import { toNitroliteError } from '../errors/errors'
import { askStore } from './askStore'
import type { Journal } from './journal'

/** How long a journal may take for one call, in milliseconds. */
const LIMIT = 30_000

/**
 * The journal with a time limit for every call, so that no closing waits forever for a store that no longer answers. A call
 * that takes longer rejects with `JOURNAL_FAILED`: a write that it was asked for may still be made. So does a call for which
 * the journal throws anything but a `NitroliteError`.
 */
export function limitJournal(journal: Journal, timers: Timers): Journal {
  const limited = <T>(ask: () => Promise<T>): Promise<T> =>
    askStore({ timers, limit: LIMIT, ask, toError: thrown => toNitroliteError(thrown, 'JOURNAL_FAILED') })

  const markEnded = journal.markEnded?.bind(journal)
  return {
    get isDurable() { return journal.isDurable ?? true },
    get unusable() { return journal.unusable ?? [] },
    create: (key, record) => limited(() => journal.create(key, record)),
    replace: (key, record, revision) => limited(() => journal.replace(key, record, revision)),
    remove: (key, revision) => limited(() => journal.remove(key, revision)),
    ...markEnded && { markEnded: (key, closingId) => limited(() => markEnded(key, closingId)) },
    read: key => limited(() => journal.read(key)),
    list: () => limited(() => journal.list()),
  }
}
