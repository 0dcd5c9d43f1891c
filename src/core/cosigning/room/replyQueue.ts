import type { Timers } from '../../connection/types'
import type { Address } from '../../types'
import { createTokenBucket, type TokenBucket } from '../relay/tokenBucket'
import { OneByOne } from './oneByOne'

/** Replies that are opened in a second, and at once after a pause. Opening takes a few milliseconds of the processor. */
const OPENED_PER_SECOND = 50
const OPENED_AT_ONCE = 64
/** Replies of one sender that wait at most. */
const MOST_WAITING = 16

/** Where a reply comes from. */
export interface ReplySource {
  /** The participant who has sent it, as the transport has checked it. Null if the transport does not know that. */
  readonly from: Address | null
  /** Place in the session of the participant in whose name it is. */
  readonly participant: number
}

/** Anybody can write replies in the name of a participant, but nobody can send in the name of another one over the relay. */
const senderOf = ({ from, participant }: ReplySource): string => from ?? `in the name of ${participant}`

/**
 * Opens the replies to a submitter: those of one sender one after the other, and all of them no faster than the processor can bear.
 * The senders take turns, so participants who flood the room, alone or together, take no place from the others. If the transport does
 * not say who sends, replies in the name of the same participant share their places. Clients repeat their replies while the round
 * lasts, so a reply that found no place comes again.
 */
export class ReplyQueue {
  readonly #timers: Timers
  readonly #bucket: TokenBucket
  readonly #waiting = new Map<string, OneByOne>()
  /** The turn that was given last. */
  #lastTurn: Promise<void> = Promise.resolve()

  constructor(timers: Timers) {
    this.#timers = timers
    this.#bucket = createTokenBucket(OPENED_PER_SECOND, OPENED_AT_ONCE, () => timers.elapsed())
  }

  /**
   * @param source there are at most twice as many queues as participants
   * @param isWanted whether the reply still has to be opened when its turn comes. It costs nothing
   * @param open never rejects
   */
  add(source: ReplySource, isWanted: () => boolean, open: () => Promise<void>): void {
    const sender = senderOf(source)
    const waiting = this.#waiting.get(sender) ?? new OneByOne(MOST_WAITING)
    this.#waiting.set(sender, waiting)
    waiting.add(async () => {
      if (!isWanted()) return
      await this.#takeTurn()
      // The signature may have come in another reply meanwhile.
      if (isWanted()) await open()
    })
  }

  /** Waits until one more reply may be opened. Senders take turns. */
  #takeTurn(): Promise<void> {
    return this.#lastTurn = this.#lastTurn.then(async () => {
      while (!this.#bucket.take(1)) await new Promise<void>((resolve) => { this.#timers.after(this.#bucket.waitFor(1), resolve) })
    })
  }
}
