import type { Timers } from '../connection/types'
import type { Hex } from '../types'
import { journalKey } from '../journal/journal'
import type { Peer } from './peers'
import { isOver } from '../closing/states'
import type { ClosingSnapshot } from '../closing/types'

/** Pause between two questions to the client that works on a closing, in milliseconds: to begin one, and to follow one. */
const ASK_TO_BEGIN = 1_000
const ASK_TO_FOLLOW = 15_000
/** Unanswered questions after which the lock is ignored: a suspended page holds its lock and never answers. */
const UNANSWERED = 3
/** The last message of a client that has released its lock may still be on its way for this long, in milliseconds. */
const LAST_WORD = 1_000

/** Whose turn it is to work on the closing of a session: one client at a time among those that share a journal. */
export class Turn {
  readonly key: string
  readonly #peer: Peer
  readonly #timers: Timers
  readonly #over = new AbortController()
  #isOurs = false
  #hear: (snapshot: ClosingSnapshot) => void = () => {}

  constructor(peer: Peer, url: string, sessionId: Hex, timers: Timers) {
    this.#peer = peer
    this.key = journalKey(url, sessionId)
    this.#timers = timers
  }

  /** Waits for the turn to begin a closing. @returns false when another client works on a closing of the session */
  async claim(): Promise<boolean> {
    return await this.#wait(ASK_TO_BEGIN, snapshot => !isOver(snapshot)) === null
  }

  /**
   * Waits for the turn to continue a closing of the journal.
   * @param show called with every state that the client that works on it reports
   * @returns its end, as that client reported it; null when it is this client's turn
   */
  follow(closingId: string, show: (snapshot: ClosingSnapshot) => void): Promise<ClosingSnapshot | null> {
    return this.#wait(ASK_TO_FOLLOW, (snapshot) => {
      if (snapshot.id !== closingId) return false
      show(snapshot)
      return isOver(snapshot)
    })
  }

  /** Takes a report of another client about the session. */
  hear(snapshot: ClosingSnapshot): void {
    this.#hear(snapshot)
  }

  /** Reports to the other clients, while it is this client's turn. */
  tell(snapshot: ClosingSnapshot): void {
    if (this.#isOurs) this.#peer.tell({ version: 1, kind: 'closing', key: this.key, snapshot })
  }

  release(): void {
    this.#isOurs = false
    this.#over.abort()
  }

  #wait(pause: number, isEnough: (snapshot: ClosingSnapshot) => boolean): Promise<ClosingSnapshot | null> {
    return new Promise((resolve) => {
      let stop = (): void => {}
      let unanswered = 0
      let hasHeard = false
      const end = (heard: ClosingSnapshot | null): void => {
        stop()
        this.#hear = () => {}
        if (this.#over.signal.aborted) return
        this.#isOurs = heard === null
        if (heard) this.release()
        resolve(heard)
      }
      const ask = (): void => {
        if (unanswered === UNANSWERED) return end(null)
        unanswered += 1
        this.#peer.tell({ version: 1, kind: 'ask', key: this.key })
        stop = this.#timers.after(pause, ask)
      }
      this.#hear = (snapshot) => {
        unanswered = 0
        hasHeard = true
        if (isEnough(snapshot)) end(snapshot)
      }
      ask()
      void this.#peer.hold(this.key, this.#over.signal).then(() => {
        if (!hasHeard) return end(null)
        stop()
        stop = this.#timers.after(LAST_WORD, () => end(null))
      })
    })
  }
}
