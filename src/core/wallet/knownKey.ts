import { invert, mod } from '@noble/curves/abstract/modular'
import { bytesToNumberBE } from '@noble/curves/abstract/utils'
import { basePoint, secp256k1 } from './curve'
import { FixedPoint, INFINITY } from './fixedPoint'

const { CURVE: { n: ORDER }, ProjectivePoint } = secp256k1

/**
 * Bits that one step of a multiplication handles. With 4, a table has 520 points and takes about as long to make as two
 * recoveries. Larger tables would save little, because they speed up only one of two multiplications.
 */
const WINDOW = 4

/** Public keys with their tables. A table lives as long as the bytes of its public key. */
const points = new WeakMap<Uint8Array, FixedPoint>()

function pointOf(publicKey: Uint8Array): FixedPoint {
  const known = points.get(publicKey)
  if (known) return known
  const point = new FixedPoint(ProjectivePoint, ProjectivePoint.fromHex(publicKey), WINDOW)
  points.set(publicKey, point)
  return point
}

/**
 * Whether a signature of 65 bytes was made by the private key of a public key. Gives the same answer as recovering the public
 * key and comparing, but takes less time from the second signature of a key on. A verification as libraries offer it ignores
 * the last byte, the parity. This one checks it too, because the reader of a receipt recovers the signer.
 * @param publicKey 65 bytes. Pass the same object every time, because the table belongs to it
 */
export function isMadeByKnownKey(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const [r, s] = [bytesToNumberBE(signature.subarray(0, 32)), bytesToNumberBE(signature.subarray(32, 64))]
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER) return false
  const inverse = invert(s, ORDER)
  // The signer multiplied the base point by a nonce, and r is the x of the result. This is the same point from public numbers.
  const ofBase = basePoint.addMultiple(INFINITY, mod(bytesToNumberBE(digest) * inverse, ORDER))
  const sum = pointOf(publicKey).addMultiple(ofBase, mod(r * inverse, ORDER))
  const { x, y } = basePoint.toPoint(sum).toAffine()
  return x === r && Number(y & 1n) === signature[64]
}
