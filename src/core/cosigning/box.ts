import { p256 } from '@noble/curves/p256'
import { NitroliteError } from '../errors/errors'
import type { Hex } from '../types'
import { toBase64url } from './codec/base64url'
import { compressPoint } from './codec/curvePoint'

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

/**
 * The encryption of the platform.
 * @throws `ENCRYPTION_UNAVAILABLE` on a page that was not served over HTTPS
 */
export function subtleCrypto(): NonNullable<typeof crypto.subtle> {
  // The DOM types do not know that it can be missing.
  const { subtle } = crypto as { readonly subtle?: NonNullable<typeof crypto.subtle> }
  if (subtle === undefined) throw new NitroliteError('ENCRYPTION_UNAVAILABLE')
  return subtle
}

/** A key pair that replies are encrypted with. Its private part cannot be read, not even by this library. */
export interface ReplyBox {
  /** Compressed point of P-256, 33 bytes: `CloseProposal.box`. */
  readonly publicKey: Hex
  readonly privateKey: CryptoKey
}

/** Creates a random key pair. @throws `ENCRYPTION_UNAVAILABLE` */
export async function createBox(): Promise<ReplyBox> {
  const subtle = subtleCrypto()
  const { publicKey, privateKey } = await subtle.generateKey(CURVE, false, ['deriveBits'])
  return { publicKey: compressPoint(new Uint8Array(await subtle.exportKey('raw', publicKey))), privateKey }
}

/**
 * The key pair of a private number.
 * @param scalar 32 bytes, within the range of P-256
 * @throws `ENCRYPTION_UNAVAILABLE`
 */
export async function boxOf(scalar: Uint8Array): Promise<ReplyBox> {
  const point = p256.getPublicKey(scalar, false)
  // Not every browser reads the other formats of a private key without the public one in them.
  const key = { kty: 'EC', crv: 'P-256', d: toBase64url(scalar), x: toBase64url(point.subarray(1, 33)), y: toBase64url(point.subarray(33)) } as const
  return {
    publicKey: compressPoint(point),
    privateKey: await subtleCrypto().importKey('jwk', key, CURVE, false, ['deriveBits']),
  }
}
