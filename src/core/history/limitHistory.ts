import type { Timers } from '../connection/types'
import { toNitroliteError } from '../errors/errors'
import { askStore } from '../journal/askStore'
import type { ClosingHistory } from './types'

/** How long a history may take for one call, in milliseconds. */
const LIMIT = 30_000

const isList = (answer: unknown): boolean => Array.isArray(answer) && answer.every(entry => Object(entry) === entry)

/**
 * The history with a time limit for every call, so that nobody waits forever for a store that no longer answers. A call that
 * takes longer rejects with `HISTORY_FAILED`, and so does a call for which the history throws anything but a `NitroliteError`
 * or answers with anything but a list.
 */
export function limitHistory(history: ClosingHistory, timers: Timers): ClosingHistory {
  const limited = <T>(ask: () => Promise<T>, isAnswer?: (answer: T) => boolean): Promise<T> =>
    askStore({ timers, limit: LIMIT, ask, ...isAnswer && { isAnswer }, toError: thrown => toNitroliteError(thrown, 'HISTORY_FAILED') })

  return {
    put: entry => limited(() => history.put(entry)),
    find: query => limited(() => history.find(query), isList),
  }
}
