import type { Journal, JournalEntry } from './journal'

/**
 * A journal that lasts as long as the page or process. It follows every rule of a journal except durability: after a reload
 * or a crash, a closing that was sent is no longer known.
 */
export function createMemoryJournal(): Journal {
  const entries = new Map<string, JournalEntry>()
  let writes = 0

  return {
    isDurable: false,
    async create(key, record) {
      if (entries.has(key)) return null
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
      return entries.get(key)?.revision === revision && entries.delete(key)
    },
    async read(key) {
      return entries.get(key) ?? null
    },
    async list() {
      return [...entries].map(([key, entry]) => ({ key, ...entry }))
    },
  }
}
