import { keccak256, sha256, SigningKey } from 'ethers/crypto'
import type { Address, Hex } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { addressOfPublicKey, digestOf, recoverAddress, recoveryBit } from '../formats/signatures'
import type { CallFrame } from './frames'

const utf8 = new TextEncoder()

/** The node's own key. It signs every frame of the node and the login tokens. */
export interface NodeSigner {
  readonly address: Address
  /** Raw signature over `keccak256(text)`, without a prefix; the recovery byte is 27 or 28. */
  sign(text: string): Hex
  /** `r` and `s` of a signature over `sha256(text)`, as in a token. Deterministic. */
  signToken(text: string): Hex
}

export function createNodeSigner(privateKey: Hex): NodeSigner {
  const key = new SigningKey(privateKey)
  return {
    address: addressOfPublicKey(key.publicKey),
    sign: text => key.sign(keccak256(utf8.encode(text))).serialized as Hex,
    signToken: (text) => {
      const { r, s } = key.sign(sha256(utf8.encode(text)))
      return `0x${r.slice(2)}${s.slice(2)}`
    },
  }
}

/**
 * The addresses that signed a request, without duplicates, in the order of the signatures.
 * @param failure text of the refusal if a signature is invalid
 * @throws Refusal
 */
export function recoverSigners(call: CallFrame, failure: string): Set<Address> {
  const digest = digestOf(call.requestText)
  return new Set(call.signatures.map((_, index) => {
    const address = recoverSigner(call, index, digest)
    if (address === null) throw new Refusal(failure)
    return address
  }))
}

/**
 * The address that made one of the signatures of a request, or null. Rewrites the recovery byte to 00 or 01 in place, as the
 * node does; its history shows the rewritten one.
 */
export function recoverSigner(call: CallFrame, index: number, digest = digestOf(call.requestText)): Address | null {
  const signature = call.signatures[index] ?? ''
  const address = recoverAddress(digest, signature)
  if (signature.length === 132) {
    call.signatures[index] = signature.slice(0, 130) + recoveryBit(signature).toString(16).padStart(2, '0')
  }
  return address
}
