import type { JournalStore } from '../../core/journal/journalStore'

/** A store for `createStoreJournal` that lasts as long as the page or process. Several journals can share it, as processes do. */
export function createMemoryStore(): JournalStore {
  const texts = new Map<string, string>()
  const aside: { readonly name: string, readonly text: string, readonly place: string }[] = []

  return {
    insert: async (name, text) => !texts.has(name) && texts.set(name, text).size > 0,
    update: async (name, text, present) => texts.get(name) === present && texts.set(name, text).size > 0,
    remove: async (name, present) => texts.get(name) === present && texts.delete(name),
    get: async name => texts.get(name) ?? null,
    all: async () => [...texts].map(([name, text]) => ({ name, text })),
    setAside: async (name, present) => {
      if (texts.get(name) !== present) return false
      texts.delete(name)
      aside.push({ name, text: present, place: `set aside ${aside.length + 1}` })
      return true
    },
    listSetAside: async () => [...aside],
  }
}
