import type { Hex } from '../../types'
import { PROOF_BYTES } from '../codec/messageCodec'

/** Proofs that are remembered. */
const MOST_HEARD = 64

/**
 * The proofs of other submitters who have insisted on an equal proposal. Each proof counts once: somebody may repeat a message whose
 * submitter has given up since.
 */
export class HeardProofs {
  /** Newest first. */
  readonly #heard: string[] = []

  /** Notes a proof. @returns whether the proof was noted before */
  note(proof: Hex): boolean {
    // Everybody can change the second half of a signature so that it is still valid.
    const firstHalf = proof.slice(0, 2 + PROOF_BYTES)
    if (this.#heard.includes(firstHalf)) return true
    this.#heard.unshift(firstHalf)
    this.#heard.splice(MOST_HEARD)
    return false
  }
}
