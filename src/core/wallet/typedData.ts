import { TypedDataEncoder } from 'ethers/hash'
import type { Address, Hex } from '../types'
import { recoverDigestSigner } from './signature'
import type { TypedData } from './types'

/**
 * The EIP-712 digest that a wallet signs for typed data. `types` must not name `EIP712Domain`, and `primaryType`
 * must be the one struct that no other struct contains.
 */
export function typedDataDigest({ domain, types, message }: TypedData): Hex {
  return TypedDataEncoder.hash(domain, types, message) as Hex
}

/**
 * Typed data as JSON for `eth_signTypedData_v4`. The type `EIP712Domain` has exactly the fields of the domain;
 * integers are decimal text.
 */
export function typedDataJson({ domain, types, message }: TypedData): string {
  return JSON.stringify(TypedDataEncoder.getPayload(domain, types, message))
}

/** The checksummed address whose key signed typed data; null for a malformed signature. */
export function recoverTypedDataSigner(data: TypedData, signature: string): Address | null {
  return recoverDigestSigner(typedDataDigest(data), signature)
}
