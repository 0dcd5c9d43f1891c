import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { addressOfKey, signDigest } from './secp256k1'
import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'

/** A key pair in memory. The private key lives in a closure: it cannot be read, listed, printed or serialised. */
export interface SessionKey {
  /** EIP-55 checksummed. */
  readonly address: Address
  /** Signs a 32-byte digest without prefix: 65 bytes of secp256k1 with low s and v 27 or 28, as hex. */
  signDigest(digest: Hex): Promise<Hex>
}

/** A new private key, from the randomness of the platform's Web Crypto: 0x and 64 hex digits. */
export const createPrivateKey = (): Hex => `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(32)))}`

/**
 * Takes over an existing private key.
 * @param privateKey 0x and 64 hex digits; never part of an error
 * @param option name of the option that the key comes from, for the error
 * @throws `OPTIONS_INVALID`
 */
export function sessionKeyFromPrivateKey(privateKey: string, option = 'sessionKey'): SessionKey {
  try {
    if (/^0x[\da-fA-F]{64}$/.test(privateKey)) return toSessionKey(hexToBytes(privateKey.slice(2)))
  } catch {
    // A number outside of the curve's range. Its error is dropped, since it may quote the key.
  }
  throw new NitroliteError('OPTIONS_INVALID', {
    option,
    reason: 'A private key is 0x and 64 hex digits, in the range of secp256k1.',
  })
}

function toSessionKey(key: Uint8Array): SessionKey {
  return Object.freeze({
    address: addressOfKey(key),
    signDigest: async (digest: Hex) => signDigest(digest, key),
  })
}
