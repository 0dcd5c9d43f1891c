import { keccak256, sha256, SigningKey } from 'ethers/crypto'
import type { Address, Hex } from '../../core/types'
import { walletOf } from '../network/addresses'
import type { CallFrame } from './frames'
import { Refusal } from '../network/refusal'

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const utf8 = new TextEncoder()

/** The node's own key: signs every frame that it sends, and its login tokens. */
export interface NodeSigner {
  readonly address: Address
  /** Raw signature over `keccak256(text)`, without a prefix, recovery byte 27 or 28. */
  sign(text: string): Hex
  /** `r` and `s` over `sha256(text)`, as in a token. Deterministic. */
  signToken(text: string): Hex
}

export function createNodeSigner(privateKey: Hex): NodeSigner {
  const key = new SigningKey(privateKey)
  return {
    address: addressOfKey(key.publicKey),
    sign: text => key.sign(keccak256(utf8.encode(text))).serialized as Hex,
    signToken: (text) => {
      const { r, s } = key.sign(sha256(utf8.encode(text)))
      return `0x${r.slice(2)}${s.slice(2)}`
    },
  }
}

export function digestOf(text: string): Hex {
  return keccak256(utf8.encode(text)) as Hex
}

/** Address that made a signature, or null where none can be recovered. Malleable signatures are accepted, as by the node. */
export function recoverAddress(digest: Hex, signature: string): Address | null {
  if (signature.length !== 132) return null
  const recovery = recoveryBit(signature)
  if (recovery !== 0 && recovery !== 1) return null
  const s = BigInt(`0x${signature.slice(66, 130)}`)
  const isHigh = s > CURVE_ORDER / 2n
  try {
    return addressOfKey(SigningKey.recoverPublicKey(digest, {
      r: signature.slice(0, 66),
      s: `0x${(isHigh ? CURVE_ORDER - s : s).toString(16).padStart(64, '0')}`,
      v: 27 + (isHigh ? 1 - recovery : recovery),
    }))
  } catch {
    return null
  }
}

/**
 * Addresses that signed a request, each once, in the order of the signatures.
 * Rewrites the recovery bytes to 00/01: the node does so in place, and its history shows it.
 * @param failure text of the refusal when a signature is not one
 */
export function recoverSigners(call: CallFrame, failure: string): Set<Address> {
  const digest = digestOf(call.requestText)
  return new Set(call.signatures.map((signature, index) => {
    const address = recoverAddress(digest, signature)
    if (signature.length === 132) {
      call.signatures[index] = signature.slice(0, 130) + recoveryBit(signature).toString(16).padStart(2, '0')
    }
    if (address === null) throw new Refusal(failure)
    return address
  }))
}

function recoveryBit(signature: string): number {
  const byte = Number.parseInt(signature.slice(130), 16)
  return byte >= 27 ? byte - 27 : byte
}

function addressOfKey(publicKey: string): Address {
  return walletOf(keccak256(`0x${publicKey.slice(4)}`).slice(-40))
}
