import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Address, Hex } from '../../types'
import { checksum } from '../../wallet/address'
import { AMOUNT_BITS, INCOMPLETE, malformed, NOT_SHORTEST, SAFE_BITS } from './format'

/**
 * Reads what `ByteWriter` wrote, and nothing else. Each method throws `PROPOSAL_MALFORMED` where the bytes end too soon, or a
 * value is written in another way than `ByteWriter` writes it.
 */
export class ByteReader {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #position = 0

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes
  }

  /** How many bytes have not been read yet. */
  get left(): number {
    return this.#bytes.length - this.#position
  }

  byte(): number {
    return this.raw(1)[0] ?? 0
  }

  /** @param bits how many bits the number may have. @default bits 256 */
  varint(bits = AMOUNT_BITS): bigint {
    let value = 0n
    for (let shift = 0; shift < bits; shift += 7) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << BigInt(shift)
      if (byte > 0x7f) continue
      if (byte === 0 && shift > 0) throw malformed(NOT_SHORTEST)
      if (value >> BigInt(bits) > 0n) break
      return value
    }
    throw malformed('A number is too large.')
  }

  /** A whole number that JavaScript holds exactly. */
  integer(): number {
    return Number(this.varint(SAFE_BITS))
  }

  /**
   * How many items follow.
   * @param size the fewest bytes of an item, so that nothing is allocated for items that cannot be there
   */
  count(size: number): number {
    const count = this.integer()
    if (count * size > this.left) throw malformed(INCOMPLETE)
    return count
  }

  uint48(): number {
    return Number(this.hex(6))
  }

  /** @param length in bytes */
  hex(length: number): Hex {
    return `0x${bytesToHex(this.raw(length))}`
  }

  /** An address with its EIP-55 checksum. */
  address(): Address {
    return checksum(bytesToHex(this.raw(20)))
  }

  text(): string {
    const bytes = this.raw(this.count(1))
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    }
    catch {
      throw malformed('A text is not valid UTF-8.')
    }
  }

  /** @param length how many bytes. @default length all that are left */
  raw(length = this.left): Uint8Array<ArrayBuffer> {
    if (length > this.left) throw malformed(INCOMPLETE)
    this.#position += length
    return this.#bytes.subarray(this.#position - length, this.#position)
  }

  /** Refuses bytes behind the last value. */
  end(): void {
    if (this.left > 0) throw malformed('There is something behind its end.')
  }
}
