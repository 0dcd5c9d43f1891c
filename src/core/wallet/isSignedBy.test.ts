import { secp256k1 as reference } from '@noble/curves/secp256k1'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../types'
import { javascriptSignatures } from './secp256k1'
import { createPrivateKey, sessionKeyFromPrivateKey } from './sessionKey'
import { isSignedBy, recoverDigestSigner } from './signature'

const ORDER = reference.CURVE.n
const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`
const hex32 = (value: bigint): string => value.toString(16).padStart(64, '0')
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const privateKeys = bytes32.filter(key => reference.utils.isValidPrivateKey(key))

/** Every way to change a signed digest. Some leave the signature valid, for example the other spelling of v. */
const tamperings: Record<string, (digest: Hex, signature: Hex, at: number) => [string, string]> = {
  'nothing': (digest, signature) => [digest, signature],
  'v from 0': (digest, signature) => [digest, signature.slice(0, -2) + (signature.endsWith('1b') ? '00' : '01')],
  'the other v': (digest, signature) => [digest, signature.slice(0, -2) + (signature.endsWith('1b') ? '1c' : '1b')],
  'high s': (digest, signature) => [digest, signature.slice(0, 66) + hex32(ORDER - BigInt(`0x${signature.slice(66, 130)}`)) + (signature.endsWith('1b') ? '1c' : '1b')],
  'a digit of the digest': (digest, signature, at) => [replaceDigit(digest, 2 + at % 64), signature],
  'a digit of the signature': (digest, signature, at) => [digest, replaceDigit(signature, 2 + at % 130)],
  'r of zero': (digest, signature) => [digest, `0x${hex32(0n)}${signature.slice(66)}`],
  's of zero': (digest, signature) => [digest, `${signature.slice(0, 66)}${hex32(0n)}${signature.slice(130)}`],
  'r of the order': (digest, signature) => [digest, `0x${hex32(ORDER)}${signature.slice(66)}`],
  'a missing byte': (digest, signature) => [digest, signature.slice(0, -2)],
  'a digest of zero': (_, signature) => [`0x${hex32(0n)}`, signature],
  'the order added to the digest': (digest, signature) => [`0x${hex32((BigInt(digest) + ORDER) % 2n ** 256n)}`, signature],
}

const replaceDigit = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)

describe('isSignedBy', () => {
  it.each(Object.entries(tamperings))('isSignedBy agrees with recovery when the change is: %s', (_, tamper) => {
    fc.assert(fc.property(privateKeys, bytes32, fc.nat(), (privateKey, digestBytes, at) => {
      const { address } = sessionKeyFromPrivateKey(toHex(privateKey))
      const text = sign(toHex(digestBytes), privateKey)
      // The first signature is recovered and reveals the public key. Later ones are checked with it.
      expect(isSignedBy(toHex(digestBytes), text, address)).toBe(true)
      const [digest, signature] = tamper(toHex(digestBytes), text, at)
      expect(isSignedBy(digest, signature, address)).toBe(recoverDigestSigner(digest, signature) === address)
    }), { numRuns: 15 })
  })

  it('isSignedBy agrees with recovery after every change to a signature of a key that has signed 400 times', () => {
    const privateKey = new Uint8Array(32).fill(11)
    const { address } = sessionKeyFromPrivateKey(toHex(privateKey))
    const first = sign(toHex(privateKey), privateKey)
    for (let count = 0; count < 400; count++) expect(isSignedBy(toHex(privateKey), first, address)).toBe(true)
    fc.assert(fc.property(fc.constantFrom(...Object.values(tamperings)), bytes32, fc.nat(), (tamper, digestBytes, at) => {
      const text = sign(toHex(digestBytes), privateKey)
      expect(isSignedBy(toHex(digestBytes), text, address)).toBe(true)
      const [digest, signature] = tamper(toHex(digestBytes), text, at)
      expect(isSignedBy(digest, signature, address)).toBe(recoverDigestSigner(digest, signature) === address)
    }), { numRuns: 150 })
  })

  it('isSignedBy accepts the signature of a digest that is zero modulo the order of the curve', () => {
    const privateKey = new Uint8Array(32).fill(7)
    const { address } = sessionKeyFromPrivateKey(toHex(privateKey))
    for (const digest of [`0x${hex32(0n)}`, `0x${hex32(ORDER)}`, `0x${hex32(0n)}`] as Hex[]) {
      const signature = sign(digest, privateKey)
      expect(recoverDigestSigner(digest, signature)).toBe(address)
      expect(isSignedBy(digest, signature, address)).toBe(true)
    }
  })

  it('isSignedBy refuses a signature that verifies for the public key but names the other point', () => {
    const privateKey = new Uint8Array(32).fill(9)
    const { address } = sessionKeyFromPrivateKey(toHex(privateKey))
    const digest: Hex = `0x${hex32(1n)}`
    const signature = sign(digest, privateKey)
    expect(isSignedBy(digest, signature, address)).toBe(true)
    const other = signature.slice(0, -2) + (signature.endsWith('1b') ? '1c' : '1b')
    expect(reference.verify(other.slice(2, 130), digest.slice(2), reference.getPublicKey(privateKey))).toBe(true)
    expect(isSignedBy(digest, other, address)).toBe(false)
  })

  it('isSignedBy recovers once for each address, and learns nothing from the signature of another key', async () => {
    const recovered: Uint8Array[] = []
    const engine = { ...javascriptSignatures, recover(digest: Uint8Array, signature: Uint8Array) {
      recovered.push(digest)
      return javascriptSignatures.recover(digest, signature)
    } }
    const [key, stranger] = [sessionKeyFromPrivateKey(createPrivateKey()), sessionKeyFromPrivateKey(createPrivateKey())]
    const digest: Hex = `0x${hex32(5n)}`
    expect(isSignedBy(digest, await stranger.signDigest(digest), key.address, engine)).toBe(false)
    expect(isSignedBy(digest, await key.signDigest(digest), key.address, engine)).toBe(true)
    expect(recovered).toHaveLength(2)
    expect(isSignedBy(digest, await key.signDigest(digest), key.address, engine)).toBe(true)
    expect(isSignedBy(digest, await stranger.signDigest(digest), key.address, engine)).toBe(false)
    expect(recovered).toHaveLength(2)
  })

  it('isSignedBy forgets the key that was used longest ago', async () => {
    const first = sessionKeyFromPrivateKey(createPrivateKey())
    const digest: Hex = `0x${hex32(6n)}`
    let recoveries = 0
    const engine = { ...javascriptSignatures, recover(bytes: Uint8Array, signature: Uint8Array) {
      recoveries++
      return javascriptSignatures.recover(bytes, signature)
    } }
    const check = async (key: typeof first) => expect(isSignedBy(digest, await key.signDigest(digest), key.address, engine)).toBe(true)
    await check(first)
    for (let number = 0; number < 15; number++) await check(sessionKeyFromPrivateKey(createPrivateKey()))
    await check(first)
    expect(recoveries).toBe(16)
    for (let number = 0; number < 16; number++) await check(sessionKeyFromPrivateKey(createPrivateKey()))
    await check(first)
    expect(recoveries).toBe(33)
  })
})

function sign(digest: Hex, privateKey: Uint8Array): Hex {
  const signature = reference.sign(digest.slice(2), privateKey)
  return `0x${signature.toCompactHex()}${signature.recovery ? '1c' : '1b'}`
}
