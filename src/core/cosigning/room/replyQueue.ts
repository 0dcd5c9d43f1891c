import type { Timers } from '../../connection/types'
import { createTokenBucket, type TokenBucket } from '../relay/tokenBucket'
import { OneByOne } from './oneByOne'

/**
 * Replies that are opened in a second, and at once after a pause. Opening takes a few milliseconds of the processor. Over the relay, a
 * participant with all its seats sends 40 messages in a second, so a flood by one participant holds up nobody.
 */
const OPENED_PER_SECOND = 50
const OPENED_AT_ONCE = 64
/** Replies in the name of one participant that wait at most. */
const MOST_WAITING = 16

/**
 * Opens the replies to a submitter: those in the name of one participant one after the other, and all of them no faster than the
 * processor can bear. A flood in the name of one participant takes no place from the others. Clients repeat their replies while
 * the round lasts, so a reply that found no place comes again.
 */
export class ReplyQueue {
  readonly #timers: Timers
  readonly #bucket: TokenBucket
  readonly #waiting = new Map<number, OneByOne>()
  /** The turn that was given last. */
  #lastTurn: Promise<void> = Promise.resolve()

  constructor(timers: Timers) {
    this.#timers = timers
    this.#bucket = createTokenBucket(OPENED_PER_SECOND, OPENED_AT_ONCE, () => timers.elapsed())
  }

  /**
   * @param participant place in the session: there are as many queues as participants
   * @param isWanted whether the reply still has to be opened when its turn comes. It costs nothing
   * @param open never rejects
   */
  add(participant: number, isWanted: () => boolean, open: () => Promise<void>): void {
    const waiting = this.#waiting.get(participant) ?? new OneByOne(MOST_WAITING)
    this.#waiting.set(participant, waiting)
    waiting.add(async () => {
      if (!isWanted()) return
      await this.#takeTurn()
      // The signature may have come in another reply meanwhile.
      if (isWanted()) await open()
    })
  }

  /** Waits until one more reply may be opened. Participants take turns. */
  #takeTurn(): Promise<void> {
    return this.#lastTurn = this.#lastTurn.then(async () => {
      while (!this.#bucket.take(1)) await new Promise<void>((resolve) => { this.#timers.after(this.#bucket.waitFor(1), resolve) })
    })
  }
}
