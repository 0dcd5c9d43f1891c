import { bytesToHex, concatBytes } from '@noble/curves/abstract/utils'
import type { Address } from '../types'
import { checksum } from './address'
import { secp256k1 } from './curve'
import { isMadeByKnownKey } from './knownKey'
import { keccakOfHex } from './keccak'
import type { SignatureEngine } from './types'

/** The address of a public key of 65 bytes: the last 20 bytes of the hash of its coordinates. */
export const addressOf = (publicKey: Uint8Array): Address =>
  checksum(keccakOfHex(bytesToHex(publicKey.subarray(1))).slice(-40))

const recover: SignatureEngine['recover'] = (digest, signature) => secp256k1.Signature.fromCompact(signature.subarray(0, 64))
  .addRecoveryBit(signature[64] ?? NaN).recoverPublicKey(digest).toRawBytes(false)

/** Whether a signature recovers to a public key. */
export function recoversTo(publicKey: Uint8Array, recoverKey: () => Uint8Array): boolean {
  try {
    return bytesToHex(recoverKey()) === bytesToHex(publicKey)
  } catch {
    return false
  }
}

/** The engine that needs nothing but JavaScript. */
export const javascriptSignatures: SignatureEngine = {
  publicKeyOf: privateKey => secp256k1.getPublicKey(privateKey, false),
  sign(digest, privateKey) {
    const signature = secp256k1.sign(digest, privateKey)
    return concatBytes(signature.toCompactRawBytes(), Uint8Array.of(signature.recovery % 2))
  },
  recover,
  isMadeBy: isMadeByKnownKey,
}
