import type { Timers } from '../connection/types'
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

/** What a turn needs to know of its client. */
export interface TurnParts {
  readonly peer: Peer
  readonly timers: Timers
  /** Whether the client has the wallet of the closing, so that it can do everything that the closing may need. */
  readonly hasWallet: () => boolean
}

/** A wait for the turn. */
interface Waiting {
  hear(snapshot: ClosingSnapshot): void
  /** Asks at once, without waiting for the next question. */
  ask(): void
  /** Waits behind all others that wait now. */
  stepBack(): void
}

/**
 * Whose turn it is to work on a closing: one client at a time among those that share a journal. A client that does not have the
 * wallet of the closing makes way for one that has it.
 */
export class Turn {
  /** The key of the closing in the journal. */
  readonly key: string
  readonly #parts: TurnParts
  /** Aborted when the client gives up its place in the queue for the lock, or the lock. */
  #place = new AbortController()
  #isReleased = false
  #isOurs = false
  #hasMadeWay = false
  #waiting: Waiting | null = null
  #lastHeard: ClosingSnapshot | null = null
  /** The last question said that this client has the wallet. */
  #hasAskedWithWallet = false

  constructor(parts: TurnParts, key: string) {
    this.#parts = parts
    this.key = key
  }

  /**
   * Waits for the turn to begin a closing.
   * @param onLost called when this client had the turn and no longer has it, although it did not release it
   * @returns false when another client works on a closing with the same key
   */
  async claim(onLost: () => void): Promise<boolean> {
    return await this.#wait(ASK_TO_BEGIN, onLost, snapshot => !isOver(snapshot)) === null
  }

  /**
   * Waits for the turn to continue a closing of the journal.
   * @param show called with every state that the client that works on it reports
   * @param onLost as for `claim`
   * @returns its end, as that client reported it; null when it is this client's turn
   */
  follow(closingId: string, show: (snapshot: ClosingSnapshot) => void, onLost: () => void): Promise<ClosingSnapshot | null> {
    return this.#wait(ASK_TO_FOLLOW, onLost, (snapshot) => {
      if (snapshot.id !== closingId) return false
      show(snapshot)
      return isOver(snapshot)
    })
  }

  /** Takes a report of another client about a closing with the same key. */
  hear(snapshot: ClosingSnapshot): void {
    this.#waiting?.hear(snapshot)
  }

  /** Reports to the other clients, while it is this client's turn. */
  tell(snapshot: ClosingSnapshot): void {
    if (this.#isOurs) this.#parts.peer.tell({ version: 1, kind: 'closing', key: this.key, snapshot })
  }

  /** Reports that this client has written to the record, for the client that works on the closing. */
  tellChange(): void {
    const { peer, hasWallet } = this.#parts
    peer.tell({ version: 1, kind: 'ask', key: this.key, hasWallet: hasWallet(), hasChanged: true })
  }

  /** A login of the client has changed. A client that waits and now has the wallet says so at once. */
  reconsider(): void {
    if (this.#parts.hasWallet() && !this.#hasAskedWithWallet) this.#waiting?.ask()
  }

  /** What the client that works on the closing has reported last; null if none has. */
  get lastHeard(): ClosingSnapshot | null { return this.#lastHeard }

  /** The client had the turn, and has given it up for a client that has the wallet. */
  get hasMadeWay(): boolean { return this.#hasMadeWay }

  /** Makes way for a client that has the wallet: gives up the turn, or waits behind that client. */
  makeWay(): void {
    if (this.#waiting) return this.#waiting.stepBack()
    this.#hasMadeWay = true
    this.release()
  }

  release(): void {
    this.#isReleased = true
    this.#isOurs = false
    this.#place.abort()
  }

  /** The lock of the place was given to others. */
  #lose(onLost: () => void): void {
    if (this.#waiting) {
      // The client had the lock, but still waited for the report of another client.
      this.#waiting.stepBack()
      this.#waiting.ask()
      return
    }
    this.#place = new AbortController()
    this.#isOurs = false
    onLost()
  }

  #wait(pause: number, onLost: () => void, isEnough: (snapshot: ClosingSnapshot) => boolean): Promise<ClosingSnapshot | null> {
    const { peer, timers, hasWallet } = this.#parts
    return new Promise((resolve) => {
      let stop = (): void => {}
      let unanswered = 0
      let hasHeard = false
      const end = (heard: ClosingSnapshot | null): void => {
        stop()
        this.#waiting = null
        if (this.#isReleased) return
        this.#isOurs = heard === null
        if (heard) this.release()
        resolve(heard)
      }
      const ask = (): void => {
        stop()
        if (unanswered === UNANSWERED) return end(null)
        unanswered += 1
        this.#hasAskedWithWallet = hasWallet()
        peer.tell({ version: 1, kind: 'ask', key: this.key, hasWallet: this.#hasAskedWithWallet })
        stop = timers.after(pause, ask)
      }
      const queue = (): void => {
        const { signal } = this.#place
        void peer.hold(this.key, signal, () => { if (!signal.aborted) this.#lose(onLost) }).then(() => {
          if (signal.aborted) return
          if (!hasHeard) return end(null)
          stop()
          stop = timers.after(LAST_WORD, () => { end(null) })
        })
      }
      this.#waiting = {
        hear: (snapshot) => {
          this.#lastHeard = snapshot
          unanswered = 0
          hasHeard = true
          if (isEnough(snapshot)) end(snapshot)
        },
        ask,
        stepBack: () => {
          this.#place.abort()
          this.#place = new AbortController()
          queue()
        },
      }
      ask()
      queue()
    })
  }
}
