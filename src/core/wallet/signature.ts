import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { recoverSigner } from './secp256k1'

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

/**
 * The checksummed address whose key signed a 32-byte digest. Null when the digest or the signature is malformed, or when
 * no key matches. Accepts v as 0, 1, 27 or 28. A signature with s in the upper half of the range counts as malformed:
 * all common wallets and the node produce the lower one, although the node would accept both.
 */
export function recoverDigestSigner(digest: string, signature: string): Address | null {
  const readable = readSignature(signature)
  if (!readable || !/^0x[\da-fA-F]{64}$/.test(digest)) return null
  try {
    return recoverSigner(digest as Hex, readable.slice(2, -2), readable.endsWith('1b') ? 0 : 1)
  } catch {
    return null
  }
}
