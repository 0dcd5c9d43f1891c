import { createEndedMarkers } from './endedMarkers'
import type { JournalEntry, MarkingJournal } from './journal'

export interface MemoryJournalOptions {
  /** The clock, Unix milliseconds. @default Date.now */
  readonly now?: () => number
}

/**
 * A journal that lasts as long as the page or process. It follows every rule of a journal except durability: after a reload
 * or a crash, a closing that was sent is no longer known.
 */
export function createMemoryJournal({ now = Date.now }: MemoryJournalOptions = {}): MarkingJournal {
  const entries = new Map<string, JournalEntry>()
  const ended = createEndedMarkers(now)
  let writes = 0

  return {
    isDurable: false,
    async create(key, record) {
      if (entries.has(key) || ended.has(key, record.closingId)) return null
      const revision = String(++writes)
      entries.set(key, { record, revision })
      return revision
    },
    async replace(key, record, revision) {
      if (entries.get(key)?.revision !== revision) return null
      const next = String(++writes)
      entries.set(key, { record, revision: next })
      return next
    },
    async remove(key, revision) {
      const present = entries.get(key)
      if (present?.revision !== revision) return false
      ended.add(key, present.record.closingId)
      return entries.delete(key)
    },
    async markEnded(key, closingId) {
      if (entries.get(key)?.record.closingId === closingId) return 'still there'
      if (ended.has(key, closingId)) return 'not there'
      ended.add(key, closingId)
      return 'never written'
    },
    async read(key) {
      return entries.get(key) ?? null
    },
    async list() {
      return [...entries].map(([key, entry]) => ({ key, ...entry }))
    },
  }
}
