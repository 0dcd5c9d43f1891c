import type { Timers } from '../connection/types'
import { toNitroliteError } from '../errors/errors'
import { askStore } from './askStore'
import type { Journal, JournalEntry } from './journal'

/** How long a journal may take for one call, in milliseconds. */
const LIMIT = 30_000

const isRevision = (answer: string | null): boolean => answer === null || typeof answer === 'string'

/** A journal of an app may have kept less of a record than it was given. */
function isEntry(answer: unknown): boolean {
  const { revision, record } = Object(answer) as { readonly revision?: unknown, readonly record?: unknown }
  const { closingId, node, plan, attempts } = Object(record) as Partial<JournalEntry['record']>
  return typeof revision === 'string' && typeof closingId === 'string' && typeof node === 'string' && Object(plan) === plan && Array.isArray(attempts)
}

/**
 * The journal with a time limit for every call, so that no closing waits forever for a store that no longer answers. A call
 * that takes longer rejects with `JOURNAL_FAILED`: a write that it was asked for may still be made. So does a call for which
 * the journal throws anything but a `NitroliteError`, or answers with something that is not of the form that `Journal` says:
 * a journal that returns nothing for a write would otherwise count as one that has written.
 */
export function limitJournal(journal: Journal, timers: Timers): Journal {
  const limited = <T>(ask: () => Promise<T>, isAnswer: (answer: T) => boolean): Promise<T> =>
    askStore({ timers, limit: LIMIT, ask, isAnswer, toError: thrown => toNitroliteError(thrown, 'JOURNAL_FAILED') })

  const markEnded = journal.markEnded?.bind(journal)
  return {
    get isDurable() { return journal.isDurable ?? true },
    get unusable() { return journal.unusable ?? [] },
    create: (key, record) => limited(() => journal.create(key, record), isRevision),
    replace: (key, record, revision) => limited(() => journal.replace(key, record, revision), isRevision),
    remove: (key, revision) => limited(() => journal.remove(key, revision), answer => typeof answer === 'boolean'),
    ...markEnded && { markEnded: (key, closingId) => limited(() => markEnded(key, closingId), answer => typeof answer === 'string') },
    read: key => limited(() => journal.read(key), answer => answer === null || isEntry(answer)),
    list: () => limited(() => journal.list(), answer => Array.isArray(answer) && answer.every(isEntry)),
  }
}
