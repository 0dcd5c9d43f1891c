import { hexToBytes } from '@noble/curves/abstract/utils'
import type { Hex } from '../../types'
import { readSignature } from '../../wallet/readSignature'
import type { ByteReader } from './byteReader'
import type { ByteWriter } from './byteWriter'
import { malformed, NOT_SHORTEST } from './format'

const NOT_A_SIGNATURE = 'A signature is not valid.'

/** How many bytes a signature takes. */
export const SIGNATURE_BYTES = 64

/** s is in the lower half of its range, so its first bit is free and holds the parity (EIP-2098). */
const ODD = 0x80

/**
 * Writes a signature in 64 bytes.
 * @param signature in any form that `readSignature` accepts
 * @throws `PROPOSAL_MALFORMED`
 */
export function writeSignature(writer: ByteWriter, signature: Hex): void {
  const read = readSignature(signature)
  if (!read) throw malformed(NOT_A_SIGNATURE)
  const bytes = hexToBytes(read.slice(2, -2))
  if (read.endsWith('1c')) bytes[32] = (bytes[32] ?? 0) | ODD
  writer.raw(bytes)
}

/** Reads a signature in the form that `readSignature` returns. @throws `PROPOSAL_MALFORMED` */
export function readCompactSignature(reader: ByteReader): Hex {
  const written = reader.hex(SIGNATURE_BYTES)
  const signature = readSignature(written)
  if (!signature) throw malformed(NOT_A_SIGNATURE)
  // With s in the upper half of its range, the same signature would have two forms.
  const isOdd = parseInt(written.slice(66, 67), 16) >= 8
  if (signature.slice(-2) !== (isOdd ? '1c' : '1b')) throw malformed(NOT_SHORTEST)
  return signature
}
