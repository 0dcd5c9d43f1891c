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

/**
 * The key pair of a submitter. It opens replies, and it also proves requests for signatures: both uses name their purpose, and
 * encrypting and signing with one key of a curve is known to be safe (Degabriele et al., "On the Joint Security of Encryption and
 * Signature in EMV", 2012).
 */
export interface SubmitterBox extends ReplyBox {
  /** The same private key for signatures. It cannot be read either. */
  readonly signingKey: CryptoKey
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
export async function boxOf(scalar: Uint8Array): Promise<SubmitterBox> {
  const point = p256.getPublicKey(scalar, false)
  // Not every browser reads the other formats of a private key without the public one in them.
  const key = { kty: 'EC', crv: 'P-256', d: toBase64url(scalar), x: toBase64url(point.subarray(1, 33)), y: toBase64url(point.subarray(33)) } as const
  const subtle = subtleCrypto()
  return {
    publicKey: compressPoint(point),
    privateKey: await subtle.importKey('jwk', key, CURVE, false, ['deriveBits']),
    signingKey: await subtle.importKey('jwk', key, { ...CURVE, name: 'ECDSA' }, false, ['sign']),
  }
}
