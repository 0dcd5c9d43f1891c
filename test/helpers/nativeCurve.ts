import { Signature, SigningKey, type SignatureLike } from 'ethers/crypto'
import { concat, getBytes, hexlify, type BytesLike } from 'ethers/utils'
import type { SignatureEngine } from '../../src/core'
import { nativeSigner } from '../../src/node'

let engine: SignatureEngine | null = null

/**
 * Makes ethers sign and recover with the native addon, for tests that need many thousand signatures: the embedded nodes and
 * the wallets of the tests sign with ethers. Both compute the same bytes, so only the processor time differs.
 * @returns the engine for the option `signatures` of a client
 */
export function useNativeCurve(): SignatureEngine {
  if (engine) return engine
  const native = engine = nativeSigner()
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
