import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Hex } from '../../types'
import { keccakOfHex } from '../../wallet/keccak'
import { APPROVAL_ID_BYTES } from '../codec/format'

/**
 * Names one approval of one client. Everybody in the room learns the id. Only the client knows the secret until it takes the
 * approval back with it, so nobody else can take it back. A request for signatures names the id, so a request that was made for an
 * earlier approval cannot be used again.
 */
export interface ApprovalToken {
  /** 16 bytes: see `approvalIdOf`. */
  readonly id: Hex
  /** 16 random bytes. */
  readonly secret: Hex
}

/** The id that belongs to a secret: the beginning of its hash. */
export const approvalIdOf = (secret: Hex): Hex => `0x${keccakOfHex(secret.slice(2)).slice(2, 2 + 2 * APPROVAL_ID_BYTES)}`

export function newApprovalToken(): ApprovalToken {
  const secret: Hex = `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(APPROVAL_ID_BYTES)))}`
  return { id: approvalIdOf(secret), secret }
}
