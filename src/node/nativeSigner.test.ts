import { createRequire } from 'node:module'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Hex } from '../core/types'
import { javascriptSignatures } from '../core/wallet/secp256k1'
import { sessionKeyFromPrivateKey } from '../core/wallet/sessionKey'
import { isSignedBy } from '../core/wallet/signature'
import { nativeSigner, type Secp256k1Addon } from './nativeSigner'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const addon = createRequire(import.meta.url)('secp256k1/bindings.js') as Secp256k1Addon
const toHex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`
const toNumber = (bytes: Uint8Array): bigint => BigInt(toHex(bytes))

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const privateKeys = bytes32.filter(key => toNumber(key) > 0n && toNumber(key) < ORDER)
const toBytes = (number: bigint): Uint8Array => Uint8Array.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex'))
const digests = fc.oneof(bytes32, fc.constantFrom(0n, 1n, ORDER - 1n).map(toBytes)).filter(digest => toNumber(digest) < ORDER)

afterEach(() => {
  vi.doUnmock('node:module')
  vi.resetModules()
})

describe('nativeSigner', () => {
  const native = nativeSigner()

  it('nativeSigner makes the same public keys and signatures as JavaScript, byte for byte', () => {
    fc.assert(fc.property(privateKeys, digests, (privateKey, digest) => {
      expect(native.publicKeyOf(privateKey)).toEqual(javascriptSignatures.publicKeyOf(privateKey))
      const signature = native.sign(digest, privateKey)
      expect(signature).toEqual(javascriptSignatures.sign(digest, privateKey))
      expect(native.recover(digest, signature)).toEqual(native.publicKeyOf(privateKey))
      expect(toNumber(signature.subarray(32, 64))).toBeLessThanOrEqual(ORDER / 2n)
      expect(signature[64]).toBeLessThanOrEqual(1)
    }), { numRuns: 100 })
  })

  it('nativeSigner makes valid signatures of digests that are not below the order of the curve', () => {
    // The two choose different nonces here, because only JavaScript reduces the digest first, as RFC 6979 says. A hash is practically
    // never that large.
    for (const digest of [ORDER, ORDER + 1n, 2n ** 256n - 1n].map(toBytes)) {
      const privateKey = new Uint8Array(32).fill(8)
      const publicKey = native.publicKeyOf(privateKey)
      for (const one of [native, javascriptSignatures]) {
        for (const other of [native, javascriptSignatures]) expect(other.isMadeBy(digest, one.sign(digest, privateKey), publicKey)).toBe(true)
      }
    }
  })

  it('nativeSigner and JavaScript agree about signatures in which a byte was changed', () => {
    const publicKeys = new Map<string, Uint8Array>()
    fc.assert(fc.property(fc.constantFrom(1, 2, 3), digests, fc.nat(96), fc.nat(255), (fill, digest, at, value) => {
      const privateKey = new Uint8Array(32).fill(fill)
      const publicKey = publicKeys.get(String(fill)) ?? native.publicKeyOf(privateKey)
      publicKeys.set(String(fill), publicKey)
      const [hash, signature] = [Uint8Array.from(digest), native.sign(digest, privateKey)]
      if (at < 32) hash[at] = value
      else signature[at - 32] = at - 32 === 64 ? value % 2 : value
      expect(native.isMadeBy(hash, signature, publicKey)).toBe(javascriptSignatures.isMadeBy(hash, signature, publicKey))
    }), { numRuns: 300 })
  })

  it('nativeSigner signs for a session key, and its signatures are accepted without it', async () => {
    const privateKey = toHex(new Uint8Array(32).fill(0x33))
    const [fast, usual] = [sessionKeyFromPrivateKey(privateKey, 'sessionKey', native), sessionKeyFromPrivateKey(privateKey)]
    const digest = toHex(new Uint8Array(32).fill(0x44))
    expect(fast.address).toBe(usual.address)
    expect(await fast.signDigest(digest)).toBe(await usual.signDigest(digest))
    for (const engine of [native, javascriptSignatures, native]) {
      expect(isSignedBy(digest, await fast.signDigest(digest), fast.address, engine)).toBe(true)
      expect(isSignedBy(toHex(new Uint8Array(32)), await fast.signDigest(digest), fast.address, engine)).toBe(false)
    }
  })

  it('nativeSigner refuses a private key that is out of range', () => {
    for (const number of [0n, ORDER]) {
      const privateKey: Hex = `0x${number.toString(16).padStart(64, '0')}`
      expect(() => sessionKeyFromPrivateKey(privateKey, 'sessionKey', native)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
    }
  })

  it('nativeSigner accepts an addon that the app has loaded', () => {
    const digest = new Uint8Array(32).fill(5)
    const privateKey = new Uint8Array(32).fill(6)
    expect(nativeSigner({ addon }).sign(digest, privateKey)).toEqual(native.sign(digest, privateKey))
  })

  it.each([
    ['is not installed', Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' }), 'The package secp256k1 is not installed'],
    ['was not built for this platform', new Error('No native build was found'), 'The native part of the package secp256k1 was not built for this platform'],
  ])('nativeSigner says what to do when the addon %s', async (_, thrown, reason) => {
    vi.resetModules()
    vi.doMock('node:module', () => ({ createRequire: () => () => { throw thrown } }))
    const { nativeSigner: withoutAddon } = await import('./nativeSigner')
    const fix: unknown = expect.stringContaining('npm install secp256k1@5')
    expect(() => withoutAddon()).toThrow(expect.objectContaining({
      code: 'NATIVE_SIGNER_UNUSABLE', cause: thrown, info: expect.objectContaining({ why: `${reason}.`, fix }),
    }))
  })

  const highS: Secp256k1Addon = { ...addon, ecdsaSign(digest, privateKey) {
    const { signature, recid } = addon.ecdsaSign(digest, privateKey)
    const s = (ORDER - toNumber(signature.slice(32))).toString(16).padStart(64, '0')
    return { signature: Uint8Array.from(Buffer.concat([signature.slice(0, 32), Buffer.from(s, 'hex')])), recid: 1 - recid }
  } }
  it.each<[string, Secp256k1Addon]>([
    ['makes high s', highS],
    ['returns the wrong recovery id', { ...addon, ecdsaSign: (...given) => ({ ...addon.ecdsaSign(...given), recid: 1 - addon.ecdsaSign(...given).recid }) }],
    ['derives another public key', { ...addon, publicKeyCreate: () => new Uint8Array(65) }],
    ['accepts every signature', { ...addon, ecdsaRecover: () => addon.publicKeyCreate(new Uint8Array(32).fill(0x11), false) }],
    ['has other functions', { sign: () => {} } as unknown as Secp256k1Addon],
    ['is not an object', null as unknown as Secp256k1Addon],
  ])('nativeSigner refuses an addon that %s', (_, wrong) => {
    expect(() => nativeSigner({ addon: wrong })).toThrow(expect.objectContaining({ code: 'NATIVE_SIGNER_UNUSABLE' }))
  })
})
