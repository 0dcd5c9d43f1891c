import type { Address, Hex } from '../types'
import { keccakOfHex, keccakOfText } from './keccak'
import { recoverDigestSigner } from './signature'
import type { TypedData, TypedDataTypes } from './types'

/** The one field that the domain of a node's policy has (ClearNode 0.5.2). */
const DOMAIN = [{ name: 'name', type: 'string' }]

/** As hex without prefix. */
function hashStruct(name: string, types: TypedDataTypes, value: Record<string, unknown>): string {
  const fields = types[name] ?? []
  // The structs of a policy's fields have no structs of their own.
  const others = fields.map(({ type }) => type.replace('[]', '')).filter(type => types[type])
  const encodedType = [name, ...new Set(others.sort())].map(each =>
    `${each}(${types[each]?.map(field => `${field.type} ${field.name}`).join()})`)
  const words = fields.map(field => encodeValue(field.type, types, value[field.name]))
  return keccakOfHex(keccakOfText(encodedType.join('')).slice(2) + words.join('')).slice(2)
}

/** One word of 32 bytes, as hex without prefix. Only the types of a policy are known. */
function encodeValue(type: string, types: TypedDataTypes, value: unknown): string {
  if (type.endsWith('[]')) {
    const words = (value as unknown[]).map(each => encodeValue(type.slice(0, -2), types, each))
    return keccakOfHex(words.join('')).slice(2)
  }
  if (types[type]) return hashStruct(type, types, value as Record<string, unknown>)
  if (type === 'string') return keccakOfText(value as string).slice(2)
  // An address is a number of 20 bytes here.
  return BigInt(value as string).toString(16).padStart(64, '0')
}

/**
 * The EIP-712 digest that a wallet signs for typed data. Knows what a policy consists of: `string`, `address`,
 * unsigned integers, structs of these, arrays of them, and a domain with a name alone. Our own, since these bytes are what
 * the product is about; the tests compare it with two libraries.
 */
export function typedDataDigest({ domain, types, primaryType, message }: TypedData): Hex {
  const domainHash = hashStruct('EIP712Domain', { EIP712Domain: DOMAIN }, domain)
  return keccakOfHex(`1901${domainHash}${hashStruct(primaryType, types, message)}`)
}

/**
 * Typed data as JSON for `eth_signTypedData_v4`. The type `EIP712Domain` has exactly the fields of the domain;
 * integers are decimal text.
 */
export function typedDataJson({ domain, types, primaryType, message }: TypedData): string {
  return JSON.stringify(
    { types: { EIP712Domain: DOMAIN, ...types }, domain, primaryType, message },
    (_, value: unknown) => typeof value === 'bigint' || typeof value === 'number' ? String(value) : value,
  )
}

/** The checksummed address whose key signed typed data; null for a malformed signature. */
export function recoverTypedDataSigner(data: TypedData, signature: string): Address | null {
  return recoverDigestSigner(typedDataDigest(data), signature)
}
