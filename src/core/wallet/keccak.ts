import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { keccak_256 } from '@noble/hashes/sha3'
import type { Hex } from '../types'

const keccak = (input: Uint8Array | string): Hex => `0x${bytesToHex(keccak_256(input))}`

/** keccak256 over the UTF-8 bytes of a text. */
export const keccakOfText = (text: string): Hex => keccak(text)

/** keccak256 over bytes given as hex without the `0x` prefix. */
export const keccakOfHex = (hex: string): Hex => keccak(hexToBytes(hex))
