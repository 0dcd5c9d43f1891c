import { HistorySearch, replaces } from './query'
import type { ClosingHistory, HistoryEntry } from './types'

/** How many entries are kept, so that a server that closes for years does not grow. */
const KEPT = 1_000

/** A history that lives as long as the page or process; it keeps the latest 1,000 closings. */
export function createMemoryHistory(): ClosingHistory {
  const entries = new Map<string, HistoryEntry>()
  return {
    async put(entry) {
      const present = entries.get(entry.closingId)
      if (!replaces(entry, present)) return
      entries.delete(entry.closingId)
      entries.set(entry.closingId, entry)
      const [oldest] = entries.keys()
      if (entries.size > KEPT && oldest !== undefined) entries.delete(oldest)
    },
    async find(query = {}) {
      const search = new HistorySearch(query)
      for (const entry of [...entries.values()].sort((one, other) => other.endedAt - one.endedAt)) search.take(entry)
      return search.found
    },
  }
}
