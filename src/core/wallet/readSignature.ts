import { NitroliteError } from '../errors/errors'
import { propertyOf } from '../errors/thrown'
import type { Address, Hex } from '../types'
import { hexOfBytes } from './bytes'
import { isDecline, toWalletError } from './walletErrors'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
/** Half of the curve's order, rounded down, as hex. Hex of the same length and case compares like the numbers. */
const HALF_ORDER = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'

/** r, s and v. A compact signature (EIP-2098) has no v: its parity is the first bit of s. */
const SIGNATURE = /^(?:0x)?([\da-f]{64})([\da-f]{64})(00|01|1b|1c)?$/
/** A longer signature comes from a contract and can only be checked by a contract (ERC-1271, ERC-6492). */
const LONGER = /^(?:0x)?[\da-f]{132,}$/

/** Hex in lower case, from a text or from bytes; an empty text for anything else. */
const hexOf = (value: unknown): string => typeof value === 'string' ? value.toLowerCase() : hexOfBytes(value) ?? ''

const hexWord = (number: bigint): string => number.toString(16).padStart(64, '0')

/**
 * A signature in one form: 65 bytes in lower case, s in the lower half of its range, and v 27 or 28. Key stores and hardware
 * may use the upper half, v 0 or 1, or the compact form. The nodes accept both halves; a signature with one half of s is as
 * good as that with the other half and the other parity.
 * @param value hex in any case, with or without `0x`, or bytes
 * @returns null unless it is a signature of 65 bytes with v 0, 1, 27 or 28, or of 64 bytes
 */
export function readSignature(value: unknown): Hex | null {
  const [, r, given, v] = SIGNATURE.exec(hexOf(value)) ?? []
  if (r === undefined || given === undefined) return null
  const isCompact = v === undefined
  const first = parseInt(given.slice(0, 1), 16)
  const isOdd = isCompact ? first >= 8 : v === '01' || v === '1c'
  const s = isCompact ? (first % 8).toString(16) + given.slice(1) : given
  if (s <= HALF_ORDER) return `0x${r}${s}${isOdd ? '1c' : '1b'}`
  const lower = ORDER - BigInt(`0x${s}`)
  return lower < 0n ? null : `0x${r}${hexWord(lower)}${isOdd ? '1b' : '1c'}`
}

/** 32 bytes as hex; null for anything but a number or hex of at most as many bytes. */
function wordOf(part: unknown): string | null {
  if (typeof part === 'bigint') return part < 0n || part >> 256n > 0n ? null : hexWord(part)
  const [, digits] = /^0x([\da-f]{1,64})$/i.exec(String(part)) ?? []
  return typeof part === 'string' && digits !== undefined ? digits.toLowerCase().padStart(64, '0') : null
}

/**
 * The signature in an object, which is what the libraries for keys return: `{ r, s, v }` or `{ r, s, yParity }` (viem, ethers),
 * `{ r, s, recovery }` (noble). Null for anything else.
 */
function signatureInParts(value: unknown): Hex | null {
  const [r, s] = [wordOf(propertyOf(value, 'r')), wordOf(propertyOf(value, 's'))]
  const v = [propertyOf(value, 'yParity'), propertyOf(value, 'recovery'), propertyOf(value, 'v')].find(given => given !== undefined && given !== null)
  const parity = [0, 1, 27, 28].indexOf(Number(v))
  return r === null || s === null || parity < 0 ? null : readSignature(`0x${r}${s}${parity % 2 === 0 ? '1b' : '1c'}`)
}

/**
 * Reads the signature that a wallet returned: as `readSignature`, and also in parts, or with spaces and a line break around it,
 * as programs print it. It does not check who signed; recover the signer for that.
 * @param signer who should have signed, for the error. @default not known
 * @throws `WALLET_FAILED`, `SIGNER_CONTRACT`; `WALLET_REJECTED` if the wallet returned words that decline
 */
export function readWalletSignature(value: unknown, signer?: Address): Hex {
  const signature = readSignature(typeof value === 'string' ? value.trim() : value) ?? signatureInParts(value)
  if (signature) return signature
  if (LONGER.test(hexOf(value))) throw new NitroliteError('SIGNER_CONTRACT')
  // Some wallets return the error instead of throwing it.
  if (isDecline(value)) throw toWalletError(value)
  const expected = signer === undefined ? '' : ` The account ${signer} should have signed.`
  throw new NitroliteError('WALLET_FAILED', { reason: `It did not return a signature of 65 bytes.${expected}` })
}
