import { hashMessage } from 'ethers/hash'
import { getBytes } from 'ethers/utils'
import type { Address, Hex } from '../../core/types'
import { recoverAddress, recoveryBit } from '../formats/signatures'

/** A result, or the text of the node's error. */
type Outcome<T> = { readonly ok: true, readonly value: T } | { readonly ok: false, readonly error: string }

const failed = (error: string): { ok: false, error: string } => ({ ok: false, error })

/** Reads hexadecimal text as the node's decoder does. @returns hexadecimal digits without the prefix */
export function readHex(text: string): Outcome<string> {
  if (text === '') return failed('empty hex string')
  if (!/^0x/i.test(text)) return failed('hex string without 0x prefix')
  const digits = text.slice(2)
  if (!/^[\da-f]*$/i.test(digits)) return failed('invalid hex string')
  return digits.length % 2 === 1 ? failed('hex string of odd length') : { ok: true, value: digits }
}

/** The address that signed the bytes of a digest as a personal message (EIP-191). */
export function recoverPersonal(digest: Hex, digits: string): Outcome<Address> {
  if (digits.length !== 130) return failed('invalid signature length')
  const signature = `0x${digits}`
  if (recoveryBit(signature) > 3) return failed('signature recovery failed: invalid signature recovery id')
  const address = recoverAddress(hashMessage(getBytes(digest)) as Hex, signature)
  return address === null ? failed('signature recovery failed: recovery failed') : { ok: true, value: address }
}
