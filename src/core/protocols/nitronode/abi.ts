import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Hex } from '../../types'

/** A value of a call: one word, or what a word points to. As hex without prefix. */
type Part = string | { readonly tail: string }

const BYTES_OF_WORD = 32

/** An unsigned number, or the bytes of an address, as one word. */
export const word = (value: bigint | number | string): string => BigInt(value).toString(16).padStart(2 * BYTES_OF_WORD, '0')

/** 32 bytes as they are. */
export const bytes32 = (value: Hex): string => value.slice(2)

/** Values one after the other, as Solidity's `abi.encode` lays them out; those of no fixed length behind the others. */
export function encode(parts: readonly Part[]): string {
  let offset = parts.length * BYTES_OF_WORD
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

/** A text as UTF-8. */
export function text(value: string): Part {
  const hex = bytesToHex(new TextEncoder().encode(value))
  return { tail: word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, '0') }
}

/** A list of values of one kind. */
export const list = (values: readonly Part[]): Part => ({ tail: word(values.length) + encode(values) })

/** Several values that count as one, at least one of which has no fixed length. */
export const tuple = (parts: readonly Part[]): Part => ({ tail: encode(parts) })
