import { wNAF } from '@noble/curves/abstract/curve'
import { invert, mod } from '@noble/curves/abstract/modular'
import { bytesToNumberBE } from '@noble/curves/abstract/utils'
import { secp256k1 } from './curve'

const { CURVE: { n: ORDER, nBitLength }, ProjectivePoint } = secp256k1
type Point = InstanceType<typeof ProjectivePoint>

/**
 * Bits that one step of a multiplication handles. With 4, a table has 520 points and takes about as long to make as two
 * recoveries.
 */
const SMALL_WINDOW = 4
/**
 * A table with 2,432 points, about half a megabyte. It takes five times as long to make as a small one, and then each check takes a
 * fifth less time. A table of 8 bits would save little more.
 */
const LARGE_WINDOW = 7
/** A server that has checked so many signatures of its node will check many more. */
const CHECKS_BEFORE_LARGE = 300

const windows = wNAF(ProjectivePoint, nBitLength)

/** Multiples of a public key. */
interface Table {
  readonly window: number
  readonly points: Point[]
  /** How many signatures were checked with it. */
  checks: number
}

/** A table lives as long as the bytes of its public key. */
const tables = new WeakMap<Uint8Array, Table>()

function tableOf(publicKey: Uint8Array): Table {
  const known = tables.get(publicKey)
  if (known && (known.window === LARGE_WINDOW || known.checks < CHECKS_BEFORE_LARGE)) return known
  const window = known ? LARGE_WINDOW : SMALL_WINDOW
  const points = ProjectivePoint.normalizeZ(windows.precomputeWindow(ProjectivePoint.fromHex(publicKey), window) as Point[])
  const table = { window, points, checks: 0 }
  tables.set(publicKey, table)
  return table
}

/** A multiple of a public key. */
function multipleOfKey(publicKey: Uint8Array, factor: bigint): Point {
  const table = tableOf(publicKey)
  table.checks += 1
  return windows.wNAF(table.window, table.points, factor).p as Point
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
  const ofKey = multipleOfKey(publicKey, mod(r * inverse, ORDER))
  const { x, y } = ofBase.add(ofKey).toAffine()
  return x === r && Number(y & 1n) === signature[64]
}
