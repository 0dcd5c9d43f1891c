import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Address, Hex } from '../types'
import { checksum } from './checksum'
import { secp256k1 } from './curve'
import { keccakOfHex } from './keccak'

/** The address of an uncompressed public key: the last 20 bytes of the hash of its coordinates. */
const addressOf = (publicKey: Uint8Array): Address =>
  checksum(keccakOfHex(bytesToHex(publicKey).slice(2)).slice(-40))

/** Address of a private key. @throws when the key is out of the curve's range */
export const addressOfKey = (key: Uint8Array): Address => addressOf(secp256k1.getPublicKey(key, false))

/** Signs a 32-byte digest as it is, without a message prefix. The signature has low s and v 27 or 28. */
export function signDigest(digest: Hex, key: Uint8Array): Hex {
  const signature = secp256k1.sign(digest.slice(2), key)
  return `0x${signature.toCompactHex()}${signature.recovery ? '1c' : '1b'}`
}

/**
 * Recovers the address whose key signed a digest.
 * @param rs both halves of the signature, hex without the `0x` prefix
 * @param parity 0 or 1
 * @throws when no key matches, or s is in the upper half of the range
 */
export function recoverSigner(digest: Hex, rs: string, parity: number): Address {
  const signature = secp256k1.Signature.fromCompact(rs)
  if (signature.hasHighS()) throw new RangeError('high s')
  return addressOf(signature.addRecoveryBit(parity).recoverPublicKey(digest.slice(2)).toRawBytes(false))
}
