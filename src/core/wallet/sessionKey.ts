import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { addressOf, javascriptSignatures } from './secp256k1'
import { signatureToHex } from './signature'
import type { SignatureEngine } from './types'

/** A key pair in memory. The private key lives in a closure, so it cannot be read, listed, printed or serialised. */
export interface SessionKey {
  /** EIP-55 checksummed. */
  readonly address: Address
  /**
   * Signs a 32-byte digest as it is, without a message prefix.
   * @returns a secp256k1 signature of 65 bytes as hex, with low s and v 27 or 28
   */
  signDigest(digest: Hex): Promise<Hex>
}

/** The addresses of the functions by which session keys sign. */
const addresses = new WeakMap<SessionKey['signDigest'], Address>()

/**
 * Whether a signer signs with a private key that this library holds, and names the address of that key. Its signatures need no
 * check. A wallet or a function of the app may sign with another key than it says.
 */
export const isOwnKey = ({ address, signDigest }: SessionKey): boolean => addresses.get(signDigest) === address

/** Creates a private key from the random numbers of Web Crypto: 0x and 64 hex digits. */
export const createPrivateKey = (): Hex => `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(32)))}`

/**
 * Makes a session key from an existing private key.
 * @param privateKey 64 hex digits, with or without 0x; spaces and line breaks around them are ignored. An error never contains it
 * @param option name of the option that the key comes from, for the error
 * @param engine computes the signatures
 * @throws `OPTIONS_INVALID`
 */
export function sessionKeyFromPrivateKey(privateKey: string, option = 'sessionKey', engine = javascriptSignatures): SessionKey {
  try {
    const [, digits] = /^\s*(?:0x)?([\da-f]{64})\s*$/i.exec(privateKey) ?? []
    if (digits !== undefined) return toSessionKey(hexToBytes(digits), engine)
  } catch {
    // The number is outside the range of the curve. The library's error is dropped because it may contain the key.
  }
  throw new NitroliteError('OPTIONS_INVALID', {
    option,
    reason: 'A private key must be 64 hex digits, within the range of secp256k1.',
  })
}

function toSessionKey(key: Uint8Array, engine: SignatureEngine): SessionKey {
  const address = addressOf(engine.publicKeyOf(key))
  const signDigest = async (digest: Hex): Promise<Hex> => signatureToHex(engine.sign(hexToBytes(digest.slice(2)), key))
  addresses.set(signDigest, address)
  return Object.freeze({ address, signDigest })
}
