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
    // Anybody can make a second valid signature from a valid one by changing its second half. So only the first halves are compared.
    const firstHalf = proof.slice(0, 2 + PROOF_BYTES)
    if (this.#heard.includes(firstHalf)) return true
    this.#heard.unshift(firstHalf)
    this.#heard.splice(MOST_HEARD)
    return false
  }
}
