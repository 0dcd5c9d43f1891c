import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import type { Address, Hex } from '../types'
import { readSignature } from './readSignature'
import { addressOf, javascriptSignatures } from './secp256k1'
import type { SignatureEngine } from './types'

/** A digest and a signature as bytes. The last byte of the signature is the parity, 0 or 1. */
interface SignedDigest {
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

/** Returns null if the digest or the signature is malformed. */
function readSignedDigest(digest: string, signature: string): SignedDigest | null {
  const readable = readSignature(signature)
  if (!readable || !/^0x[\da-fA-F]{64}$/.test(digest)) return null
  return { digest: hexToBytes(digest.slice(2)), signature: hexToBytes(`${readable.slice(2, -2)}${readable.endsWith('1b') ? '00' : '01'}`) }
}

/** Returns the public key that made a signature, or null if there is none. */
function recoverPublicKey({ digest, signature }: SignedDigest, engine: SignatureEngine): Uint8Array | null {
  try {
    return engine.recover(digest, signature)
  } catch {
    return null
  }
}

/**
 * The checksummed address whose key signed a 32-byte digest. Null when the digest or the signature is malformed, or when
 * no key matches. Accepts every form that `readSignature` does.
 */
export function recoverDigestSigner(digest: string, signature: string): Address | null {
  const signed = readSignedDigest(digest, signature)
  const publicKey = signed && recoverPublicKey(signed, javascriptSignatures)
  return publicKey && addressOf(publicKey)
}

/** How many public keys are remembered. A client checks the signatures of one node, and of few other keys. */
const REMEMBERED_KEYS = 16

/** The public keys of addresses whose signatures were checked last. The oldest comes first. */
const publicKeys = new Map<Address, Uint8Array>()

function remember(address: Address, publicKey: Uint8Array): void {
  publicKeys.delete(address)
  publicKeys.set(address, publicKey)
  for (const oldest of publicKeys.keys()) {
    if (publicKeys.size <= REMEMBERED_KEYS) return
    publicKeys.delete(oldest)
  }
}

/**
 * Whether the key of an address signed a 32-byte digest: `recoverDigestSigner(digest, signature) === address`, but faster.
 * An address is a hash, so the first signature has to be recovered. It reveals the public key, with which later ones are
 * checked.
 * @param address EIP-55 checksummed
 */
export function isSignedBy(digest: string, signature: string, address: Address, engine = javascriptSignatures): boolean {
  const signed = readSignedDigest(digest, signature)
  if (!signed) return false
  const known = publicKeys.get(address)
  if (known) {
    remember(address, known)
    return engine.isMadeBy(signed.digest, signed.signature, known)
  }
  const publicKey = recoverPublicKey(signed, engine)
  if (!publicKey || addressOf(publicKey) !== address) return false
  remember(address, publicKey)
  return true
}

/** A signature of an engine as hex, with v 27 or 28. */
export const signatureToHex = (signature: Uint8Array): Hex => `0x${bytesToHex(signature.subarray(0, 64))}${signature[64] ? '1c' : '1b'}`
