import { toNitroliteError } from '../core/errors/errors'
import { HistorySearch, shouldReplace } from '../core/history/query'
import type { ClosingHistory, HistoryEntry } from '../core/history/types'
import type { Database } from './database'

/** An entry of a later version of the library is left as it is. */
const isReadable = (value: unknown): value is HistoryEntry => (value as HistoryEntry).version === 1

/** Ended closings in the browser's database. They are searched with a cursor, so a large history is never read all at once. */
export function createIndexedDbHistory(database: Database): ClosingHistory {
  async function run<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    }
    catch (thrown) {
      throw toNitroliteError(thrown, 'HISTORY_FAILED')
    }
  }

  return {
    put: entry => run(async () => {
      const transaction = (await database.open()).transaction('history', 'readwrite', { durability: 'strict' })
      const present = await transaction.store.get(entry.closingId)
      if (shouldReplace(entry, isReadable(present ?? entry) ? present : undefined)) await transaction.store.put(entry)
      await transaction.done
    }),
    find: (query = {}) => run(async () => {
      const search = new HistorySearch(query)
      const { from, until } = query
      const range = from === undefined && until === undefined ? null
        : IDBKeyRange.bound(from ?? -Infinity, until ?? Infinity, false, true)
      const transaction = (await database.open()).transaction('history')
      let cursor = await transaction.store.index('endedAt').openCursor(range, 'prev')
      while (cursor && !search.isFull) {
        if (isReadable(cursor.value)) search.take(cursor.value)
        cursor = await cursor.continue()
      }
      return search.found
    }),
  }
}
