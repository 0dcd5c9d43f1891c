import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Hex } from '../../types'
import { utf8 } from '../../wallet/bytes'

/**
 * One ABI-encoded value, in hex without prefix. A value of fixed length is a string of one 32-byte word. A value of dynamic
 * length is a tail, to which a word points.
 */
type Part = string | { readonly tail: string }

const WORD_BYTES = 32

/** An unsigned integer, or an address, as one word. */
export const word = (value: bigint | number | string): string => BigInt(value).toString(16).padStart(2 * WORD_BYTES, '0')

/** 32 bytes, unchanged. */
export const bytes32 = (value: Hex): string => value.slice(2)

/** Encodes a sequence of values as Solidity's `abi.encode` does: a head of one word each, then the tails of the dynamic ones. */
export function encode(parts: readonly Part[]): string {
  let offset = parts.length * WORD_BYTES
  let tails = ''
  const heads = parts.map((part) => {
    if (typeof part === 'string') return part
    const head = word(offset)
    offset += part.tail.length / 2
    tails += part.tail
    return head
  })
  return heads.join('') + tails
}

/** A `string`, in UTF-8. */
export function text(value: string): Part {
  const hex = bytesToHex(utf8(value))
  return { tail: word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, '0') }
}

/** An array of values of one type. */
export const list = (values: readonly Part[]): Part => ({ tail: word(values.length) + encode(values) })

/** A tuple with at least one value of dynamic length. */
export const tuple = (parts: readonly Part[]): Part => ({ tail: encode(parts) })
