import { Signature, SigningKey, type SignatureLike } from 'ethers/crypto'
import { concat, getBytes, hexlify, type BytesLike } from 'ethers/utils'
import type { SignatureEngine } from '../../src/core'
import { javascriptSignatures } from '../../src/core/wallet/secp256k1'
import { nativeSigner } from '../../src/node'
import { rememberSigners } from './rememberSigners'

let engine: SignatureEngine | null = null

/**
 * Makes ethers and the core sign and recover with the native addon, for tests that need many thousand signatures: the embedded
 * nodes and the wallets of the tests sign with ethers. Both compute the same bytes, so only the processor time differs. The
 * signers of signatures that were made here are remembered, which saves nearly every recovery.
 * @returns the engine for the option `signatures` of a client
 */
export function useNativeCurve(): SignatureEngine {
  if (engine) return engine
  const native = engine = rememberSigners(nativeSigner())
  Object.assign(javascriptSignatures, native)
  SigningKey.prototype.sign = function (this: SigningKey, digest: BytesLike) {
    const bytes = native.sign(getBytes(digest), getBytes(this.privateKey))
    return Signature.from({ r: hexlify(bytes.subarray(0, 32)), s: hexlify(bytes.subarray(32, 64)), yParity: bytes[64] === 1 ? 1 : 0 })
  }
  SigningKey.recoverPublicKey = (digest: BytesLike, signature: SignatureLike) => {
    const { r, s, yParity } = Signature.from(signature)
    return hexlify(native.recover(getBytes(digest), getBytes(concat([r, s, Uint8Array.of(yParity)]))))
  }
  return engine
}
