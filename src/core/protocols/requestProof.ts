import type { Receipt } from '../closing/types'
import type { Hex } from '../types'
import { nitronodeProof } from './nitronode/requestProof'
import { nitroRpcProof } from './nitrorpc/requestProof'

/** What the bytes of a receipt say, as the protocol that they belong to reads them. */
export interface RequestProof {
  digestOf(text: string): Hex
  /** What a request asks for; null when it is none of a closing. */
  readRequest(text: string): RequestClaim | null
  /** What an answer says; null when it is none that confirms a close. */
  readResponse(text: string): ResponseClaim | null
  /**
   * Who made a signature over a digest; null for a malformed one.
   * @param isKey whether it is by a session key, not by a participant; a signature may say so itself
   */
  recoverSigner(digest: Hex, signature: Hex, isKey: boolean): string | null
  /** The address that signed a policy; null for a malformed signature. */
  policySigner(policy: Receipt['policies'][number]): string | null
}

export interface RequestClaim {
  /** Whether it closes the session; otherwise it agrees the split that the session was closed with. */
  readonly isClose: boolean
  readonly id: number
  readonly sessionId: string
  readonly allocations: Receipt['requested']
  /** Unix milliseconds. */
  readonly ts: number
}

export interface ResponseClaim {
  /** Id of the request that it answers. */
  readonly id: number
  readonly sessionId: string
}

const PROOFS: Readonly<Record<string, RequestProof>> = { 'nitrorpc/0.5': nitroRpcProof, 'nitronode/1': nitronodeProof }

/** How receipts of a protocol are read; null for one that is not known. */
export const requestProofOf = (protocol: string): RequestProof | null =>
  Object.hasOwn(PROOFS, protocol) ? PROOFS[protocol] ?? null : null
