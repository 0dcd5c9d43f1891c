import type { Address, Hex } from '../types'
import { keccakOfHex, keccakOfText } from './keccak'
import { recoverDigestSigner } from './signature'
import type { TypedData, TypedDataTypes } from './types'

/** The only field in the domain of a node's policy (ClearNode 0.5.2). */
const DOMAIN = [{ name: 'name', type: 'string' }]

/** The EIP-712 hash of a struct, as hex without the `0x` prefix. */
function hashStruct(name: string, types: TypedDataTypes, value: Record<string, unknown>): string {
  const fields = types[name] ?? []
  // One level is enough: structs inside a policy contain no structs themselves.
  const referenced = fields.map(({ type }) => type.replace('[]', '')).filter(type => types[type])
  const encodedType = [name, ...new Set(referenced.sort())].map(struct =>
    `${struct}(${types[struct]?.map(field => `${field.type} ${field.name}`).join()})`)
  const words = fields.map(field => encodeValue(field.type, types, value[field.name]))
  return keccakOfHex(keccakOfText(encodedType.join('')).slice(2) + words.join('')).slice(2)
}

/** One value as 32 bytes, as hex without the `0x` prefix. Only types that occur in a policy are supported. */
function encodeValue(type: string, types: TypedDataTypes, value: unknown): string {
  if (type.endsWith('[]')) {
    const words = (value as unknown[]).map(item => encodeValue(type.slice(0, -2), types, item))
    return keccakOfHex(words.join('')).slice(2)
  }
  if (types[type]) return hashStruct(type, types, value as Record<string, unknown>)
  if (type === 'string') return keccakOfText(value as string).slice(2)
  // EIP-712 encodes an address like a number of 20 bytes.
  return BigInt(value as string).toString(16).padStart(64, '0')
}

/**
 * The EIP-712 digest that a wallet signs for typed data. Supports what a policy contains: `string`, `address`, unsigned
 * integers, structs of these, arrays of them, and a domain that has only a name. The tests compare it with two libraries.
 */
export function typedDataDigest({ domain, types, primaryType, message }: TypedData): Hex {
  const domainHash = hashStruct('EIP712Domain', { EIP712Domain: DOMAIN }, domain)
  return keccakOfHex(`1901${domainHash}${hashStruct(primaryType, types, message)}`)
}

/**
 * Typed data as JSON for `eth_signTypedData_v4`. The type `EIP712Domain` lists exactly the fields of the domain, and
 * integers are written as decimal strings.
 */
export function typedDataJson({ domain, types, primaryType, message }: TypedData): string {
  return JSON.stringify(
    { types: { EIP712Domain: DOMAIN, ...types }, domain, primaryType, message },
    (_, value: unknown) => typeof value === 'bigint' || typeof value === 'number' ? String(value) : value,
  )
}

/** The checksummed address whose key signed typed data. Null for a malformed signature. */
export function recoverTypedDataSigner(data: TypedData, signature: string): Address | null {
  return recoverDigestSigner(typedDataDigest(data), signature)
}
