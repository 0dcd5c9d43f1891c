import { wNAF } from '@noble/curves/abstract/curve'
import { invert, mod } from '@noble/curves/abstract/modular'
import { bytesToNumberBE } from '@noble/curves/abstract/utils'
import { secp256k1 } from './curve'

const { CURVE: { n: ORDER, nBitLength }, ProjectivePoint } = secp256k1
type Point = InstanceType<typeof ProjectivePoint>

/**
 * Bits that one step of a multiplication handles. With 4, a table has 520 points and takes about as long to make as two
 * recoveries. Larger tables would save little, because they speed up only one of two multiplications.
 */
const WINDOW = 4
const windows = wNAF(ProjectivePoint, nBitLength)

/** Multiples of public keys. A table lives as long as the bytes of its public key. */
const tables = new WeakMap<Uint8Array, Point[]>()

function tableOf(publicKey: Uint8Array): Point[] {
  const known = tables.get(publicKey)
  if (known) return known
  const table = ProjectivePoint.normalizeZ(windows.precomputeWindow(ProjectivePoint.fromHex(publicKey), WINDOW) as Point[])
  tables.set(publicKey, table)
  return table
}

/** A multiple of the base point. The library refuses to multiply by zero. */
const multipleOfBase = (factor: bigint): Point => factor === 0n ? ProjectivePoint.ZERO : ProjectivePoint.BASE.multiply(factor)

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
  const ofBase = multipleOfBase(mod(bytesToNumberBE(digest) * inverse, ORDER))
  const ofKey = windows.wNAF(WINDOW, tableOf(publicKey), mod(r * inverse, ORDER)).p as Point
  const { x, y } = ofBase.add(ofKey).toAffine()
  return x === r && Number(y & 1n) === signature[64]
}
