import { keccak256, SigningKey } from 'ethers/crypto'
import type { Address, Hex } from '../../core/types'
import { walletOf } from './addresses'

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const utf8 = new TextEncoder()

export function digestOf(text: string): Hex {
  return keccak256(utf8.encode(text)) as Hex
}

export function addressOfPublicKey(publicKey: string): Address {
  return walletOf(keccak256(`0x${publicKey.slice(4)}`).slice(-40))
}

/** The address that made a signature, or null if none can be recovered. Malleable signatures count, as on real nodes. */
export function recoverAddress(digest: Hex, signature: string): Address | null {
  if (signature.length !== 132) return null
  const recovery = recoveryBit(signature)
  if (recovery !== 0 && recovery !== 1) return null
  const s = BigInt(`0x${signature.slice(66, 130)}`)
  const isHigh = s > CURVE_ORDER / 2n
  try {
    return addressOfPublicKey(SigningKey.recoverPublicKey(digest, {
      r: signature.slice(0, 66),
      s: `0x${(isHigh ? CURVE_ORDER - s : s).toString(16).padStart(64, '0')}`,
      v: 27 + (isHigh ? 1 - recovery : recovery),
    }))
  } catch {
    return null
  }
}

/** The last byte of a signature without the offset of 27; only 0 and 1 are valid. */
export function recoveryBit(signature: string): number {
  const byte = Number.parseInt(signature.slice(130), 16)
  return byte >= 27 ? byte - 27 : byte
}
