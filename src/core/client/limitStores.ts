import type { Timers } from '../connection/types'
import { toNitroliteError } from '../errors/errors'
import type { ClosingHistory } from '../history/types'
import type { Journal, JournalEntry } from '../journal/journal'
import type { LoginStore } from '../wallet/loginStore'

/** How long a journal or a history may take for one call, in milliseconds. */
const CLOSING_LIMIT = 30_000

/** How long a store may take to read or write a login, in milliseconds. A person may be waiting to be connected. */
const LOGIN_LIMIT = 10_000

/** What is asked of a store, and how long it may take. */
interface StoreQuestion<T> {
  readonly timers: Timers
  /** The longest wait, in milliseconds. */
  readonly limit: number
  /** Asks the store. Stores of apps may also throw at once, or answer without a promise. */
  ask(): Promise<T>
  /** Whether an answer can be one. A store of an app may have mistakes that no compiler has found. */
  isAnswer?(answer: T): boolean
  /** Turns anything that the store threw, and the error of a store that took too long, into the error for the caller. */
  toError(thrown: unknown): unknown
}

/**
 * Asks a store that the app has passed, but does not wait for it forever. A store that takes longer than the limit may still
 * do what it was asked for.
 */
function askStore<T>({ timers, limit, ask, isAnswer = () => true, toError }: StoreQuestion<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => { reject(toError(thrown)) }
    try {
      const answer = Promise.resolve(ask())
      const stopTimer = timers.after(limit, () => { fail(new Error(`The storage did not answer within ${limit / 1_000} seconds.`)) })
      answer.finally(stopTimer).then((given) => {
        if (isAnswer(given)) resolve(given)
        else fail(new Error('The storage answered with something that the client cannot read.'))
      }, fail)
    }
    catch (thrown) {
      fail(thrown)
    }
  })
}

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
    askStore({ timers, limit: CLOSING_LIMIT, ask, isAnswer, toError: thrown => toNitroliteError(thrown, 'JOURNAL_FAILED') })

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

const isList = (answer: unknown): boolean => Array.isArray(answer) && answer.every(entry => Object(entry) === entry)

/**
 * The history with a time limit for every call, so that nobody waits forever for a store that no longer answers. A call that
 * takes longer rejects with `HISTORY_FAILED`, and so does a call for which the history throws anything but a `NitroliteError`
 * or answers with anything but a list.
 */
export function limitHistory(history: ClosingHistory, timers: Timers): ClosingHistory {
  const limited = <T>(ask: () => Promise<T>, isAnswer?: (answer: T) => boolean): Promise<T> =>
    askStore({ timers, limit: CLOSING_LIMIT, ask, ...isAnswer && { isAnswer }, toError: thrown => toNitroliteError(thrown, 'HISTORY_FAILED') })

  return {
    put: entry => limited(() => history.put(entry)),
    find: query => limited(() => history.find(query), isList),
  }
}

/**
 * The store of logins with a time limit for reading and writing, so that no login waits forever for a store that no longer
 * answers. A turn (`exclusively`) has no limit here, because it lasts as long as its task; `takeLoginTurn` limits it.
 */
export function limitLogins(logins: LoginStore, timers: Timers): LoginStore {
  const limited = <T>(ask: () => Promise<T>): Promise<T> => askStore({ timers, limit: LOGIN_LIMIT, ask, toError: thrown => thrown })

  return {
    exclusively: async (name, task) => logins.exclusively(name, task),
    read: name => limited(() => logins.read(name)),
    write: (name, login) => limited(() => logins.write(name, login)),
  }
}
