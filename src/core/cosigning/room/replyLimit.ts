import type { Hex } from '../../types'
import type { SealedReply } from '../types'

/** How many keys that a participant's wallet has allowed are looked up in a round. Honest clients make a new key once in a while. */
export const MOST_KEYS_OF_ONE = 16
/** How many errors of replies in the name of one participant are reported in a round. */
export const MOST_ERRORS_OF_ONE = 16

/**
 * Limits what replies in a round cost. Anybody in a room can write replies in the name of a participant, and the submitter cannot tell
 * before it has opened them. So how many are opened is only limited by time (`ReplyQueue`): a count that others can use up would keep
 * the participant out. Only replies that are provably by the participant are counted, because the node is asked about their keys.
 */
export class ReplyLimit {
  /** When the round ends whose replies are counted. On a nitronode, all rounds have the same bytes. */
  #sendUntil: number | null = null
  /** Replies that were taken already. Their repetitions cost nothing. */
  readonly #taken = new Set<Hex>()
  readonly #keys = new Map<number, number>()
  readonly #errors = new Map<number, number>()

  /** Whether to open a reply to this round. @param sendUntil `Draft.sendUntil` */
  isWanted({ sealed }: SealedReply, sendUntil: number): boolean {
    if (sendUntil !== this.#sendUntil) {
      this.#sendUntil = sendUntil
      for (const counted of [this.#taken, this.#keys, this.#errors]) counted.clear()
    }
    return !this.#taken.has(sealed)
  }

  /** The signature in the reply counts, so the same reply need not be opened again. */
  noteTaken({ sealed }: SealedReply): void {
    this.#taken.add(sealed)
  }

  /** Whether the node may be asked about one more key of a participant, given by its place in the session. Counts it then. */
  admitsKey(participant: number): boolean {
    return count(this.#keys, participant, MOST_KEYS_OF_ONE)
  }

  /** The node could not be asked about the last key of a participant, so that key does not count. */
  forgetKey(participant: number): void {
    this.#keys.set(participant, Math.max(0, (this.#keys.get(participant) ?? 0) - 1))
  }

  /** Whether to report one more error of a reply in the name of a participant. Counts it then. */
  admitsError(participant: number): boolean {
    return count(this.#errors, participant, MOST_ERRORS_OF_ONE)
  }
}

function count(counts: Map<number, number>, participant: number, most: number): boolean {
  const counted = counts.get(participant) ?? 0
  if (counted >= most) return false
  counts.set(participant, counted + 1)
  return true
}
