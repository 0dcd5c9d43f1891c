import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { addressOf, javascriptSignatures } from './secp256k1'
import type { SignatureEngine } from './types'

/** The signature in lower case with v 27 or 28. Null unless it is 65 bytes of hex with v 0, 1, 27 or 28. */
function readSignature(value: unknown): Hex | null {
  if (typeof value !== 'string') return null
  const [, rs, v] = /^0x([\da-f]{128})(00|01|1b|1c)$/.exec(value.toLowerCase()) ?? []
  if (rs === undefined || v === undefined) return null
  return `0x${rs}${v === '00' ? '1b' : v === '01' ? '1c' : v}`
}

/**
 * Checks the format of a signature that a wallet returned. Changes v to 27 or 28, because some hardware wallets use 0 or
 * 1. It does not check who signed; recover the signer for that.
 * @throws `WALLET_FAILED`, `SIGNER_CONTRACT`
 */
export function readWalletSignature(value: unknown): Hex {
  const signature = readSignature(value)
  if (signature) return signature
  // A longer signature comes from a contract and can only be checked by a contract (ERC-1271, ERC-6492).
  if (/^0x[\da-f]{132,}$/i.test(String(value))) throw new NitroliteError('SIGNER_CONTRACT')
  throw new NitroliteError('WALLET_FAILED', { reason: 'It did not return a signature of 65 bytes.' })
}

/** Half of the curve's order, rounded down, as hex. Hex of the same length and case compares like the numbers. */
const HALF_ORDER = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'

/** A digest and a signature as bytes. The last byte of the signature is the parity, 0 or 1. */
interface SignedDigest {
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

/** Returns null if the digest or the signature is malformed, or s is in the upper half of the range. */
function readSignedDigest(digest: string, signature: string): SignedDigest | null {
  const readable = readSignature(signature)
  if (!readable || !/^0x[\da-fA-F]{64}$/.test(digest) || readable.slice(66, 130) > HALF_ORDER) return null
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
 * no key matches. Accepts v as 0, 1, 27 or 28. A signature with s in the upper half of the range counts as malformed:
 * all common wallets and the node produce the lower one, although the node would accept both.
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
