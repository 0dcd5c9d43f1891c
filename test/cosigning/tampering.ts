import fc from 'fast-check'
import type { NitroliteErrorCode } from '../../src/core'
import type { Hex } from '../../src/core/types'

/** One way to falsify what several participants agree on, and the check that must notice it. */
export interface Tampering {
  readonly name: string
  /** The code of the check that must refuse. */
  readonly code: NitroliteErrorCode
  /** Random falsifications of this kind. Calling one runs the checks on it. */
  readonly attempts: fc.Arbitrary<() => unknown>
}

/** Hex digits of random bytes, with `0x`. */
export const randomHex = (bytes: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array): Hex => `0x${Buffer.from(array).toString('hex')}`)
