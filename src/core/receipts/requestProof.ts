import type { Receipt } from './types'
import type { Hex } from '../types'

/** Reads the signed bytes of a receipt. Every protocol provides one. */
export interface RequestProof {
  /** Whether a close writes a row of the ledger for each of its allocations, even for zero. */
  readonly listsZeroRows: boolean
  /**
   * Whether the node accepts a deposit while it closes the session. The close does not pay that deposit, so less may be paid than was
   * paid in. Seen on a running ClearNode 0.5.2.
   */
  readonly acceptsLateDeposits: boolean
  /** The digest that signatures over this text are made of. */
  digestOf(text: string): Hex
  /** What a request asks for, or null if the text is not a request of a closing. */
  readRequest(text: string): RequestClaim | null
  /** What an answer says, or null if the text does not confirm a close. */
  readResponse(text: string): ResponseClaim | null
  /**
   * The address that signed a digest, or null for a malformed signature.
   * @param isKey true for a session key, false for a participant's own wallet. Signatures of nitronode name their kind, and a
   * signature of the other kind gives null.
   */
  recoverSigner(digest: Hex, signature: string, isKey: boolean): string | null
  /** The wallet that signed a session key policy, or null for a malformed signature. */
  policySigner(policy: Receipt['policies'][number]): string | null
}

/** What a signed request asks for. */
export interface RequestClaim {
  /** True if the request closes the session, false if it only sets the allocations that the session was then closed with. */
  readonly isClose: boolean
  /** Request id, or 0 if signed requests have none (nitronode 1.x). */
  readonly id: number
  readonly sessionId: string
  readonly allocations: Receipt['requested']
  /** Timestamp in Unix milliseconds, or 0 if signed requests have none (nitronode 1.x). */
  readonly ts: number
}

/** What a signed answer confirms. */
interface ResponseClaim {
  /** Id of the request that it answers. */
  readonly id: number
  readonly sessionId: string
}
