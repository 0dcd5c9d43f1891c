import type { Timers } from '../connection/types'
import type { Hex } from '../types'
import { journalKey } from '../journal/journal'
import type { Peer } from './peers'
import { isOver } from '../closing/states'
import type { ClosingSnapshot } from '../closing/types'

/** How often somebody who works on a closing is asked, in milliseconds: by whoever wants to begin one, and by whoever follows. */
const ASK_TO_BEGIN = 1_000
const ASK_TO_FOLLOW = 15_000
/** Questions without an answer after which nobody is waited for: a page may be suspended and hold its lock for ever. */
const UNANSWERED = 3
/** How long the last word of somebody who has let go may be on its way, in milliseconds. */
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

  /** To begin a closing. @returns false when somebody else works on one of the session */
  async claim(): Promise<boolean> {
    return await this.#wait(ASK_TO_BEGIN, snapshot => !isOver(snapshot)) === null
  }

  /**
   * To go on with a closing: waits until nobody else works on it.
   * @param show what is heard meanwhile
   * @returns how it ended elsewhere; null when it is to be gone on with here
   */
  follow(closingId: string, show: (snapshot: ClosingSnapshot) => void): Promise<ClosingSnapshot | null> {
    return this.#wait(ASK_TO_FOLLOW, (snapshot) => {
      if (snapshot.id !== closingId) return false
      show(snapshot)
      return isOver(snapshot)
    })
  }

  /** Takes in what others tell of the session. */
  hear(snapshot: ClosingSnapshot): void {
    this.#hear(snapshot)
  }

  /** Tells the others, if it is this client that works on it. */
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
