/** A protocol by the name that the option `protocol` gives it. */
export type ProtocolName = 'nitrorpc' | 'nitronode'

/**
 * Remembers which protocol a node was found to speak, so that a later page asks in that protocol first. The node is
 * still asked at every connection, so a wrong memory costs one exchange, and nothing else.
 */
export interface ProtocolMemory {
  /** @returns null if nothing is remembered for the URL. A memory that throws remembers nothing */
  read(url: string): ProtocolName | null
  /** A store that fails only forgets. */
  write(url: string, protocol: ProtocolName): void
}

/** Remembers protocols in memory. */
export function createProtocolMemory(): ProtocolMemory {
  const byUrl = new Map<string, ProtocolName>()
  return {
    read: url => byUrl.get(url) ?? null,
    write: (url, protocol) => { byUrl.set(url, protocol) },
  }
}

/** A memory of an app, whose failures only forget: what it remembers saves one exchange, and nothing else. */
export const forgivingMemory = (memory: ProtocolMemory): ProtocolMemory => ({
  read(url) {
    try {
      const found: unknown = memory.read(url)
      if (found === 'nitrorpc' || found === 'nitronode') return found
      // An app may have written a function that answers later.
      void Promise.resolve(found).catch(() => {})
      return null
    }
    catch {
      return null
    }
  },
  write(url, protocol) {
    void (async () => memory.write(url, protocol))().catch(() => {})
  },
})
