/** A protocol by the name that the option `protocol` gives it. */
export type ProtocolName = 'nitrorpc' | 'nitronode'

/**
 * Remembers which protocol a node was found to speak, so that a later page asks in that protocol first. The node is
 * still asked at every connection, so a wrong memory costs one exchange, and nothing else.
 */
export interface ProtocolMemory {
  /** @returns null if nothing is remembered for the URL. Must not throw */
  read(url: string): ProtocolName | null
  /** Must not throw: a store that fails only forgets. */
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
