import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Hex } from '../types'
import { utf8 } from '../wallet/bytes'
import { subtleCrypto, type SubmitterBox } from './box'
import { bytesOfHex, expandPoint } from './codec/curvePoint'

/** What the submitter of a proposal proves in a room, where everybody can write anything. */
export type BoxClaim =
  /**
   * Signatures are asked for. A wallet gives one signature at a time, so a request by a stranger would block the wallet for the time
   * of a round. The request names the approvals that it answers, so that nobody can use it again later.
   */
  | { readonly kind: 'request', readonly proposalId: Hex, readonly approvals: readonly Hex[] }
  /** The proposal is given up. */
  | { readonly kind: 'cancel', readonly meaning: Hex }
  /** The proposal stays, and `over` is the hash of an equal one that should give way. */
  | { readonly kind: 'insist', readonly meaning: Hex, readonly over: Hex }

const ECDSA = { name: 'ECDSA', hash: 'SHA-256' } as const
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** The first line names what is signed, so that a proof is of no use anywhere else. */
function linesOf(claim: BoxClaim): readonly string[] {
  switch (claim.kind) {
    case 'request': return ['vue-nitrolite request for signatures 2', claim.proposalId, ...claim.approvals]
    case 'cancel': return ['vue-nitrolite proposal given up 1', claim.meaning]
    case 'insist': return ['vue-nitrolite proposal that stays 1', claim.meaning, claim.over]
  }
}

const textOf = (claim: BoxClaim): Uint8Array<ArrayBuffer> => utf8(linesOf(claim).join('\n'))

/**
 * Proves that the submitter of a proposal says something.
 * @param box the key pair that the replies are encrypted for: the proposal names it, and the comparison code covers it
 * @returns 64 bytes: r and s of ECDSA with P-256 and SHA-256
 */
export async function proveClaim({ signingKey }: SubmitterBox, claim: BoxClaim): Promise<Hex> {
  return `0x${bytesToHex(new Uint8Array(await subtleCrypto().sign(ECDSA, signingKey, textOf(claim))))}`
}

/**
 * Whether the submitter of a proposal says this.
 * @param box `CloseProposal.box`
 * @throws `ENCRYPTION_UNAVAILABLE`
 */
export async function isClaimProven(box: Hex, claim: BoxClaim, proof: Hex): Promise<boolean> {
  const subtle = subtleCrypto()
  const point = expandPoint(box)
  if (!point) return false
  const key = await subtle.importKey('raw', point, CURVE, false, ['verify'])
  return subtle.verify(ECDSA, key, bytesOfHex(proof), textOf(claim))
}
