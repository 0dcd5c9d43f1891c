import { toNitroliteError } from '../core/errors/errors'
import { HistorySearch, shouldReplace } from '../core/history/query'
import type { ClosingHistory, HistoryEntry } from '../core/history/types'
import { commit, repeatIfAborted, type Database, type Transaction } from './database'

/** An entry of a later version of the library is left as it is. */
const isReadable = (value: unknown): value is HistoryEntry => (value as HistoryEntry).version === 1

/** Ended closings in the browser's database. They are searched with a cursor, so a large history is never read all at once. */
export function createIndexedDbHistory(database: Database): ClosingHistory {
  async function run<M extends 'readonly' | 'readwrite', T>(mode: M, task: (transaction: Transaction<'history', M>) => Promise<T>): Promise<T> {
    try {
      // Putting an entry twice leaves the same history as putting it once.
      return await repeatIfAborted(async () => commit(await database.begin(['history'], mode), task))
    }
    catch (thrown) {
      throw toNitroliteError(thrown, 'HISTORY_FAILED')
    }
  }

  return {
    put: entry => run('readwrite', async (transaction) => {
      const entries = transaction.objectStore('history')
      const present = await entries.get(entry.closingId)
      if (shouldReplace(entry, isReadable(present ?? entry) ? present : undefined)) await entries.put(entry)
    }),
    find: (query = {}) => run('readonly', async (transaction) => {
      const search = new HistorySearch(query)
      const { from, until } = query
      const range = from === undefined && until === undefined ? null
        : IDBKeyRange.bound(from ?? -Infinity, until ?? Infinity, false, true)
      let cursor = await transaction.objectStore('history').index('endedAt').openCursor(range, 'prev')
      while (cursor && !search.isFull) {
        if (isReadable(cursor.value)) search.take(cursor.value)
        cursor = await cursor.continue()
      }
      return search.found
    }),
  }
}
