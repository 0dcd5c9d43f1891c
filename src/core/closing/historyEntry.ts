import type { HistoryEntry } from '../history/types'
import type { Knowledge } from './policy/knowledge'

/** How a closing ended, for the history. */
export type KnownEnding = Pick<HistoryEntry, 'state' | 'receipt' | 'error'>

/**
 * What the history keeps of a closing that has ended.
 * @param endedAt Unix milliseconds, this device's clock
 * @returns null for a closing that ended before it was planned, because nothing is known of it
 */
export function historyEntryOf(k: Knowledge, ending: KnownEnding, endedAt: number): HistoryEntry | null {
  if (!k.plan) return null
  const { session, wallet, allocations } = k.plan
  return {
    version: 1, closingId: k.id, sessionId: k.sessionId, node: k.node.url, protocol: k.node.protocol, application: session.application, wallet,
    requested: allocations, attempts: k.attempts.length, isResumed: k.request === null, startedAt: k.startedAt, endedAt,
    ...ending,
  }
}
