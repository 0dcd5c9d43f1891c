import type { ProtocolMemory } from '../core/protocols/protocolMemory'

/**
 * Remembers in `localStorage` which protocol each node speaks. Without it, for example in a private window, nothing is
 * remembered, and each page finds out anew.
 * @param name begins every key, so that apps of one origin can keep apart
 */
export function createStoredProtocols(name: string): ProtocolMemory {
  const keyOf = (url: string): string => `${name}:protocol:${url}`
  /** The browser may forbid the storage, or it may be full. */
  function attempt<T>(work: (storage: Storage) => T): T | null {
    try {
      return work(globalThis.localStorage)
    }
    catch {
      return null
    }
  }
  return {
    read(url) {
      const found = attempt(storage => storage.getItem(keyOf(url)))
      return found === 'nitrorpc' || found === 'nitronode' ? found : null
    },
    write: (url, protocol) => { attempt(storage => { storage.setItem(keyOf(url), protocol) }) },
  }
}
