import type { JournalStore } from '../../src/core/journal/journalStore'

/** The smallest store for `createStoreJournal`: texts in a map, and one text of each name set aside. */
export function createMapStore(texts = new Map<string, string>(), aside = new Map<string, string>()): JournalStore {
  const isPresent = (name: string, present: string): boolean => texts.get(name) === present
  return {
    insert: async (name, text) => !texts.has(name) && Boolean(texts.set(name, text)),
    update: async (name, text, present) => isPresent(name, present) && Boolean(texts.set(name, text)),
    remove: async (name, present) => isPresent(name, present) && texts.delete(name),
    get: async name => texts.get(name) ?? null,
    all: async () => [...texts].map(([name, text]) => ({ name, text })),
    setAside: async (name, present) =>
      isPresent(name, present) && !aside.has(name) && Boolean(aside.set(name, present)) && texts.delete(name),
    listSetAside: async () => [...aside].map(([name, text]) => ({ name, text, place: `aside ${name}` })),
  }
}
