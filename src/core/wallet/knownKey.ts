import { invert, mod } from '@noble/curves/abstract/modular'
import { bytesToNumberBE } from '@noble/curves/abstract/utils'
import { secp256k1 } from './curve'
import { addMultiples, createTable, type PointTable } from './pointTable'

const { CURVE: { n: ORDER }, ProjectivePoint } = secp256k1

let baseTable: PointTable | null = null
/** A table lives as long as the bytes of its public key. */
const tables = new WeakMap<Uint8Array, PointTable>()

function tableOf(publicKey: Uint8Array): PointTable {
  const known = tables.get(publicKey)
  if (known) return known
  const table = createTable(ProjectivePoint.fromHex(publicKey))
  tables.set(publicKey, table)
  return table
}

/**
 * Whether a signature of 65 bytes was made by the private key of a public key. Takes a sixth of the time of a recovery, once
 * there is a table for the key. A verification as libraries offer it ignores the last byte, the parity. This one checks it too,
 * because the reader of a receipt recovers the signer.
 * @param publicKey 65 bytes. Pass the same object every time, because the table belongs to it
 * @returns null in the cases that `addMultiples` leaves to the library
 */
export function isMadeByKnownKey(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean | null {
  const [r, s] = [bytesToNumberBE(signature.subarray(0, 32)), bytesToNumberBE(signature.subarray(32, 64))]
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER) return false
  const inverse = invert(s, ORDER)
  baseTable ??= createTable(ProjectivePoint.BASE)
  // The signer multiplied the base point by a nonce, and r is the x of the result. This is the same point from public numbers.
  const point = addMultiples([
    [mod(bytesToNumberBE(digest) * inverse, ORDER), baseTable],
    [mod(r * inverse, ORDER), tableOf(publicKey)],
  ])
  return point && point.x === r && Number(point.y & 1n) === signature[64]
}
