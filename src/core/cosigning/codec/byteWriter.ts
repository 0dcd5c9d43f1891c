import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import type { Address, Hex } from '../../types'
import { utf8 } from '../../wallet/bytes'
import { AMOUNT_BITS, malformed } from './format'

const HEX = /^0x(?:[\da-f]{2})*$/
const ADDRESS = /^0x[\da-f]{40}$/i

/**
 * Writes values one after the other. A value that `ByteReader` would not read back unchanged is refused.
 * Each method throws `PROPOSAL_MALFORMED` for such a value.
 */
export class ByteWriter {
  readonly #bytes: number[] = []

  get length(): number {
    return this.#bytes.length
  }

  /** A number from 0 to 255. */
  byte(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 255) throw malformed('A number does not fit into a byte.')
    this.#bytes.push(value)
    return this
  }

  /** A whole number of any size in groups of seven bits, the lowest group first, with as few bytes as possible. */
  varint(value: bigint | number): this {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw malformed('A number is not a whole number, or too large.')
    let left = BigInt(value)
    if (left < 0n || left >> BigInt(AMOUNT_BITS) > 0n) throw malformed('A number is negative or too large.')
    while (left > 0x7fn) {
      this.#bytes.push(Number(left & 0x7fn) | 0x80)
      left >>= 7n
    }
    this.#bytes.push(Number(left))
    return this
  }

  /** A whole number below 2^48 in six bytes, the highest byte first. */
  uint48(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 48) throw malformed('A time is not valid.')
    return this.raw(hexToBytes(value.toString(16).padStart(12, '0')))
  }

  /** Hex in lower case. @param length how many bytes it must have */
  hex(value: Hex, length: number): this {
    if (!HEX.test(value) || value.length !== 2 + 2 * length) throw malformed('A value in hex is not valid.')
    return this.raw(hexToBytes(value.slice(2)))
  }

  /** The 20 bytes of an address, whatever its case. */
  address(value: Address): this {
    if (!ADDRESS.test(value)) throw malformed('An address is not valid.')
    return this.raw(hexToBytes(value.slice(2)))
  }

  /** A text in UTF-8, after the number of its bytes. */
  text(value: string): this {
    const bytes = utf8(value)
    // UTF-8 has no half of a surrogate pair. It would be replaced by another character, and another text would be read.
    if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) !== value) throw malformed('A text has half of a character.')
    return this.varint(bytes.length).raw(bytes)
  }

  /** Bytes as they are. */
  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte)
    return this
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes)
  }

  /** Everything written so far, in hex without a prefix. */
  toHexDigits(): string {
    return bytesToHex(this.toBytes())
  }
}
