import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Hex } from '../types'
import { utf8 } from '../wallet/bytes'
import { subtleCrypto, type SubmitterBox } from './box'
import { bytesOfHex, expandPoint } from './codec/curvePoint'

const ECDSA = { name: 'ECDSA', hash: 'SHA-256' } as const
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** Names what is signed, so that the proof is of no use anywhere else. */
const requestText = (proposalId: Hex): Uint8Array<ArrayBuffer> => utf8(`vue-nitrolite request for signatures 1\n${proposalId}`)

/**
 * Proves that the submitter of a proposal asks for signatures of its bytes. Everybody in a room can write anything, and a wallet
 * gives one signature at a time, so a request by a stranger would block the wallet for the time of a round.
 * @param box the key pair that the replies are encrypted for: the proposal names it, and the comparison code covers it
 * @param proposalId `proposalIdOf` the proposal with its stamp
 * @returns 64 bytes: r and s of ECDSA with P-256 and SHA-256
 */
export async function proveRequest({ signingKey }: SubmitterBox, proposalId: Hex): Promise<Hex> {
  return `0x${bytesToHex(new Uint8Array(await subtleCrypto().sign(ECDSA, signingKey, requestText(proposalId))))}`
}

/**
 * Whether the submitter of a proposal asks for these signatures.
 * @param box `CloseProposal.box`
 * @throws `ENCRYPTION_UNAVAILABLE`
 */
export async function isRequestProven(box: Hex, proposalId: Hex, proof: Hex): Promise<boolean> {
  const subtle = subtleCrypto()
  const point = expandPoint(box)
  if (!point) return false
  const key = await subtle.importKey('raw', point, CURVE, false, ['verify'])
  return subtle.verify(ECDSA, key, bytesOfHex(proof), requestText(proposalId))
}
