import type { Timers } from '../connection/types'
import type { HistoryEntry } from '../history/types'
import { keyOfRecord, type JournalRecord } from '../journal/journal'
import type { Unsubscribe } from '../types'
import type { ClosingContext } from './context'
import { conflictError, freeFromOf, type FreeFromContext } from './freeFrom'
import { fingerprintOfPlan } from './request'
import { standInFor, type StandIn } from './standIn'
import { isOver } from './states'
import type { ClosingSnapshot } from './types'

/** How often the journal is read for closings that another client works on, in milliseconds. */
const LISTED_PAUSE = 30_000

interface Listed {
  readonly standIn: StandIn
  /** The record as it was read. */
  readonly record: JournalRecord
  readonly fingerprint: string
  readonly recall: () => Promise<HistoryEntry | null>
  /** Whether the client that works on the closing has reported it as paid, and still watches for a second payment. */
  readonly isWatched: () => boolean
}

/** Closings of the journal that belong to wallets which this client does not have: listed by their keys, and not worked on. */
export class ListedClosings {
  readonly #byKey = new Map<string, Listed>()
  readonly #askJournal: () => void
  #stopTimer: Unsubscribe = () => {}

  /** @param askJournal reads the journal, to find out which closings have ended */
  constructor(askJournal: () => void) {
    this.#askJournal = askJournal
  }

  of(key: string): StandIn | null {
    return this.#byKey.get(key)?.standIn ?? null
  }

  /** What the listed closing asks for, as a request's fingerprint. */
  fingerprintOf(key: string): string | null {
    return this.#byKey.get(key)?.fingerprint ?? null
  }

  /** @throws `PROPOSAL_CONFLICT` if a closing with the key is listed */
  assertNone(key: string, context: FreeFromContext): void {
    const listed = this.#byKey.get(key)
    if (listed) throw conflictError(freeFromOf(listed.record, context))
  }

  /** Ids of the closings that are listed now, by key. */
  ids(): Map<string, string> {
    return new Map([...this.#byKey].map(([key, { standIn }]) => [key, standIn.id]))
  }

  add(record: JournalRecord, context: ClosingContext): StandIn {
    const { closingId, plan } = record
    const key = keyOfRecord(context.url, record)
    const standIn = standInFor(record, context)
    this.#byKey.set(key, {
      standIn, record, fingerprint: fingerprintOfPlan(plan), recall: () => context.recall(closingId),
      isWatched: () => (standIn.snapshot().watchedUntil ?? -Infinity) >= context.timers.now(),
    })
    standIn.subscribe((snapshot) => { if (isOver(snapshot)) this.remove(key) })
    this.watch(context.timers)
    return standIn
  }

  remove(key: string): void {
    this.#byKey.delete(key)
  }

  /** Reads the journal from time to time, because the client that works on a closing may not be able to report to this one. */
  watch(timers: Timers): void {
    this.stopWatching()
    if (this.#byKey.size === 0) return
    this.#stopTimer = timers.after(LISTED_PAUSE, () => {
      this.watch(timers)
      this.#askJournal()
    })
  }

  stopWatching(): void {
    this.#stopTimer()
  }

  /** The client is disposed. */
  release(): void {
    this.stopWatching()
    for (const { standIn } of this.#byKey.values()) standIn.release()
  }

  /** Takes what the client that works on the closing reports. @returns whether the closing is listed here */
  hear(key: string, snapshot: ClosingSnapshot): boolean {
    const standIn = this.of(key)
    if (standIn?.id !== snapshot.id) return false
    standIn.hear(snapshot)
    return true
  }

  /**
   * The record of a listed closing is gone. A history that both clients share says how it ended.
   * @param onUnknown called when no history says so
   */
  endMissing(key: string, onUnknown: (standIn: StandIn) => void): void {
    const listed = this.#byKey.get(key)
    // While another client watches, the history may still change. If that client dies, the journal is read again after the watch.
    if (!listed || listed.isWatched()) return
    void listed.recall().then((entry) => {
      if (this.#byKey.get(key) !== listed) return
      if (entry) return listed.standIn.endAs(entry)
      this.remove(key)
      onUnknown(listed.standIn)
      listed.standIn.giveUp()
    })
  }
}
