import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { recoverSigner } from './secp256k1'

/** Lower-case signature with v 27 or 28; null unless it is 65 bytes of hex with v 0, 1, 27 or 28. */
function readSignature(value: unknown): Hex | null {
  if (typeof value !== 'string') return null
  const [, rs, v] = /^0x([\da-f]{128})(00|01|1b|1c)$/.exec(value.toLowerCase()) ?? []
  if (rs === undefined || v === undefined) return null
  return `0x${rs}${v === '00' ? '1b' : v === '01' ? '1c' : v}`
}

/**
 * Checks the form of what a wallet returned as a signature and brings v to 27 or 28, since some hardware wallets
 * give 0 or 1. Whose signature it is must be checked by recovering.
 * @throws `WALLET_FAILED`, `SIGNER_CONTRACT`
 */
export function readWalletSignature(value: unknown): Hex {
  const signature = readSignature(value)
  if (signature) return signature
  // Longer ones are made by contracts, for contracts to check (ERC-1271, ERC-6492).
  if (/^0x[\da-f]{132,}$/i.test(String(value))) throw new NitroliteError('SIGNER_CONTRACT')
  throw new NitroliteError('WALLET_FAILED', { reason: 'It returned no signature of 65 bytes.' })
}

/**
 * The checksummed address whose key signed a 32-byte digest; null where digest or signature are malformed or no key
 * fits. Takes v as 0, 1, 27 or 28. Signatures with s in the upper half count as malformed: every usual wallet and
 * the node make the lower one. The node itself would accept both.
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
