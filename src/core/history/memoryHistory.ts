import { HistorySearch, shouldReplace } from './query'
import type { ClosingHistory, HistoryEntry } from './types'

/** How many entries are kept, so that a server that runs for years does not use more and more memory. */
const KEPT = 1_000

/** A history in memory. It keeps the latest 1,000 closings until the page or process ends. */
export function createMemoryHistory(): ClosingHistory {
  const entries = new Map<string, HistoryEntry>()
  return {
    async put(entry) {
      const present = entries.get(entry.closingId)
      if (!shouldReplace(entry, present)) return
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
