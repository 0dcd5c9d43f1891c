import type { Timers } from '../connection/types'
import { toNitroliteError } from '../errors/errors'
import type { ClosingHistory } from '../history/types'
import type { Journal } from '../journal/journal'
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
  /** Asks the store. It may also throw at once. */
  ask(): Promise<T>
  /** Turns anything that the store threw, and the error of a store that took too long, into the error for the caller. */
  toError(thrown: unknown): unknown
}

/**
 * Asks a store that the app has passed, but does not wait for it forever. A store that takes longer than the limit may still
 * do what it was asked for.
 */
function askStore<T>({ timers, limit, ask, toError }: StoreQuestion<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => { reject(toError(thrown)) }
    try {
      const answer = ask()
      const stopTimer = timers.after(limit, () => { fail(new Error(`The storage did not answer within ${limit / 1_000} seconds.`)) })
      answer.finally(stopTimer).then(resolve, fail)
    }
    catch (thrown) {
      fail(thrown)
    }
  })
}

/**
 * The journal with a time limit for every call, so that no closing waits forever for a store that no longer answers. A call
 * that takes longer rejects with `JOURNAL_FAILED`: a write that it was asked for may still be made. So does a call for which
 * the journal throws anything but a `NitroliteError`.
 */
export function limitJournal(journal: Journal, timers: Timers): Journal {
  const limited = <T>(ask: () => Promise<T>): Promise<T> =>
    askStore({ timers, limit: CLOSING_LIMIT, ask, toError: thrown => toNitroliteError(thrown, 'JOURNAL_FAILED') })

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

/**
 * The history with a time limit for every call, so that nobody waits forever for a store that no longer answers. A call that
 * takes longer rejects with `HISTORY_FAILED`, and so does a call for which the history throws anything but a `NitroliteError`.
 */
export function limitHistory(history: ClosingHistory, timers: Timers): ClosingHistory {
  const limited = <T>(ask: () => Promise<T>): Promise<T> =>
    askStore({ timers, limit: CLOSING_LIMIT, ask, toError: thrown => toNitroliteError(thrown, 'HISTORY_FAILED') })

  return {
    put: entry => limited(() => history.put(entry)),
    find: query => limited(() => history.find(query)),
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
