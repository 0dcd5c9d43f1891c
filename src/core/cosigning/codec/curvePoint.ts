import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { p256 } from '@noble/curves/p256'
import type { Hex } from '../../types'

/** How many bytes a compressed point of P-256 has. */
export const POINT_BYTES = 33

/** How many points are remembered. The messages of a room name the same few keys again and again. */
const REMEMBERED_POINTS = 32

/** The complete form of the points that were read last, or null for bytes that are not a point. The oldest comes first. */
const expanded = new Map<Hex, Uint8Array<ArrayBuffer> | null>()

function computePoint(point: Hex): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(p256.ProjectivePoint.fromHex(point.slice(2)).toRawBytes(false))
  }
  catch {
    return null
  }
}

/** All 65 bytes of a point of P-256, as WebCrypto needs them. Null for bytes that are not a compressed point of the curve. */
export function expandPoint(point: Hex): Uint8Array<ArrayBuffer> | null {
  if (point.length !== 2 + 2 * POINT_BYTES) return null
  const known = expanded.get(point)
  if (known !== undefined) return known
  const found = computePoint(point)
  expanded.set(point, found)
  for (const oldest of expanded.keys()) if (expanded.size > REMEMBERED_POINTS) expanded.delete(oldest)
  return found
}

/** The compressed form of a point: whether y is odd, and x. @param point all 65 bytes, from WebCrypto */
export const compressPoint = (point: Uint8Array): Hex =>
  `0x${(point[64] ?? 0) % 2 === 0 ? '02' : '03'}${bytesToHex(point.subarray(1, POINT_BYTES))}`

/** The x coordinate of a compressed point, in hex. */
export const xOf = (point: Hex): Hex => `0x${point.slice(4)}`

/** One of the two points with an x coordinate. Both share the same secret with every other point. */
export const pointAt = (x: Hex): Uint8Array<ArrayBuffer> | null => expandPoint(`0x02${x.slice(2)}`)

/** Whether this is a compressed point of the curve. */
export const isPoint = (point: Hex): boolean => expandPoint(point) !== null

/** Bytes of hex that was read by a codec. */
export const bytesOfHex = (hex: Hex): Uint8Array<ArrayBuffer> => Uint8Array.from(hexToBytes(hex.slice(2)))
