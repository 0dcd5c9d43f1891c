import type { Hex } from '../../types'
import type { SealedReply } from '../types'

/** How many replies of one participant for the same bytes are looked at. Honest clients repeat the same reply, or sign again with a new key. */
export const MOST_REPLIES_OF_ONE = 16

/**
 * Limits what replies cost the submitter. Anybody in a room can write replies in the name of a participant. Each must be opened, and on
 * a nitronode, the node must be asked for the key that has signed.
 */
export class ReplyLimit {
  /** The proposal whose replies are counted. */
  #proposalId: Hex | null = null
  readonly #looks = new Map<number, number>()
  /** Replies that were taken already. Their repetitions cost nothing. */
  readonly #taken = new Set<Hex>()

  /**
   * Whether to look at a reply. Counts it then.
   * @param proposalId of the bytes that are signed now: see `SealedReply`
   */
  admits({ proposalId: repliedTo, participant, sealed }: SealedReply, proposalId: Hex): boolean {
    if (proposalId !== this.#proposalId) {
      this.#proposalId = proposalId
      this.#looks.clear()
      this.#taken.clear()
    }
    const looks = this.#looks.get(participant) ?? 0
    if (repliedTo !== proposalId || this.#taken.has(sealed) || looks >= MOST_REPLIES_OF_ONE) return false
    this.#looks.set(participant, looks + 1)
    return true
  }

  /** The signature in the reply counts, so the same reply need not be opened again. */
  noteTaken({ proposalId, sealed }: SealedReply): void {
    if (proposalId === this.#proposalId) this.#taken.add(sealed)
  }
}
