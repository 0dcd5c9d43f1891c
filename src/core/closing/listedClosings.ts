import type { Timers } from '../connection/types'
import type { HistoryEntry } from '../history/types'
import type { JournalRecord } from '../journal/journal'
import type { Hex, Unsubscribe } from '../types'
import type { ClosingContext } from './context'
import { fingerprintOfPlan } from './request'
import { standInFor, type StandIn } from './standIn'
import { isOver } from './states'
import type { ClosingSnapshot } from './types'

/** Until the journal is asked again about closings that another client works on, in milliseconds. */
const LISTED_PAUSE = 30_000

interface Listed {
  readonly standIn: StandIn
  readonly fingerprint: string
  readonly recall: () => Promise<HistoryEntry | null>
}

/** Closings of the journal that belong to wallets which this client does not have: listed, and not worked on. */
export class ListedClosings {
  readonly #bySession = new Map<Hex, Listed>()
  readonly #askJournal: () => void
  #stopTimer: Unsubscribe = () => {}

  /** @param askJournal reads the journal, to find out which closings have ended */
  constructor(askJournal: () => void) {
    this.#askJournal = askJournal
  }

  of(sessionId: Hex): StandIn | null {
    return this.#bySession.get(sessionId)?.standIn ?? null
  }

  /** What the listed closing asks for, as a request's fingerprint. */
  fingerprintOf(sessionId: Hex): string | null {
    return this.#bySession.get(sessionId)?.fingerprint ?? null
  }

  /** Ids of the closings that are listed now, by session. */
  ids(): Map<Hex, string> {
    return new Map([...this.#bySession].map(([sessionId, { standIn }]) => [sessionId, standIn.id]))
  }

  add(record: JournalRecord, context: ClosingContext): StandIn {
    const { closingId, sessionId, plan } = record
    const standIn = standInFor(record, context)
    this.#bySession.set(sessionId, { standIn, fingerprint: fingerprintOfPlan(plan), recall: () => context.recall(closingId) })
    standIn.subscribe((snapshot) => { if (isOver(snapshot)) this.remove(sessionId) })
    this.watch(context.timers)
    return standIn
  }

  remove(sessionId: Hex): void {
    this.#bySession.delete(sessionId)
  }

  /** Asks the journal again from time to time, because the client that works on a closing may have no way to report to this one. */
  watch(timers: Timers): void {
    this.stopWatching()
    if (this.#bySession.size === 0) return
    this.#stopTimer = timers.after(LISTED_PAUSE, () => {
      this.watch(timers)
      this.#askJournal()
    })
  }

  stopWatching(): void {
    this.#stopTimer()
  }

  /** Takes what the client that works on the closing reports. @returns whether the closing is listed here */
  hear(snapshot: ClosingSnapshot): boolean {
    const standIn = this.of(snapshot.sessionId)
    if (standIn?.id !== snapshot.id) return false
    standIn.hear(snapshot)
    return true
  }

  /**
   * The record of a listed closing is gone. A history that both clients share says how it ended.
   * @param onUnknown called when no history says so
   */
  endMissing(sessionId: Hex, onUnknown: (standIn: StandIn) => void): void {
    const listed = this.#bySession.get(sessionId)
    void listed?.recall().then((entry) => {
      if (this.#bySession.get(sessionId) !== listed) return
      if (entry) return listed.standIn.endAs(entry)
      this.remove(sessionId)
      onUnknown(listed.standIn)
      listed.standIn.giveUp()
    })
  }
}
