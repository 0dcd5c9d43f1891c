import { isSameAddress } from '../sessions/participants'
import { isSameSession } from '../sessions/sessionId'
import type { HistoryEntry, HistoryQuery } from './types'

/** How many entries a query without a limit returns. */
const DEFAULT_LIMIT = 100

/** Everything that a text query searches, in lower case. */
const searchableText = (entry: HistoryEntry): string => [
  entry.closingId, entry.sessionId, entry.node, entry.application, entry.wallet, entry.state, entry.error?.code,
  ...entry.requested.flatMap(({ participant, asset, amount }) => [participant, asset, amount]),
  ...(entry.receipt?.payouts ?? []).flatMap(({ participant, amount, transactionId }) => [participant, amount, transactionId]),
].join('\n').toLowerCase()

/** Collects the entries that match a query. Pass it the entries in order, those that ended latest first. */
export class HistorySearch {
  readonly found: HistoryEntry[] = []
  readonly #query: HistoryQuery
  readonly #words: readonly string[]
  #skipped = 0

  constructor(query: HistoryQuery) {
    this.#query = query
    this.#words = query.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
  }

  get isFull(): boolean {
    return this.found.length >= (this.#query.limit ?? DEFAULT_LIMIT)
  }

  take(entry: HistoryEntry): void {
    if (this.isFull || !this.#matches(entry)) return
    if (this.#skipped < (this.#query.skip ?? 0)) this.#skipped += 1
    else this.found.push(entry)
  }

  #matches(entry: HistoryEntry): boolean {
    const { node, sessionId, wallet, states, from = -Infinity, until = Infinity } = this.#query
    return (node === undefined || entry.node === node)
      && (sessionId === undefined || isSameSession(entry.sessionId, sessionId))
      && (wallet === undefined || isSameAddress(entry.wallet, wallet))
      && (states?.includes(entry.state) ?? true)
      && entry.endedAt >= from && entry.endedAt < until
      && (this.#words.length === 0 || this.#hasWords(entry))
  }

  #hasWords(entry: HistoryEntry): boolean {
    const text = searchableText(entry)
    return this.#words.every(word => text.includes(word))
  }
}

/** Whether an entry replaces the one that is already kept for the same closing: never one with a receipt by one without. */
export const shouldReplace = (next: HistoryEntry, present: HistoryEntry | undefined): boolean =>
  next.receipt !== null || !present?.receipt
