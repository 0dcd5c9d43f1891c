import fc from 'fast-check'
import { id } from 'ethers/hash'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../types'
import { ADDRESS, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { sessionKeyFromPrivateKey } from './sessionKey'
import { readWalletSignature, recoverDigestSigner } from './signature'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const digest = id('bytes of a request') as Hex
const signature = await sessionKeyFromPrivateKey(PRIVATE_KEY).signDigest(digest)
const withV = (v: string) => `${signature.slice(0, -2)}${v}`
const zeroBased = signature.endsWith('1b') ? '00' : '01'
const otherV = signature.endsWith('1b') ? '1c' : '1b'

describe('recoverDigestSigner', () => {
  it('recoverDigestSigner finds the signer with v from 27 and from 0, in upper and lower case', () => {
    expect(recoverDigestSigner(digest, signature)).toBe(ADDRESS)
    expect(recoverDigestSigner(digest, withV(zeroBased))).toBe(ADDRESS)
    expect(recoverDigestSigner(digest, `0x${signature.slice(2).toUpperCase()}`)).toBe(ADDRESS)
  })

  it('recoverDigestSigner finds another address for another digest or the other v', () => {
    expect(recoverDigestSigner(id('other bytes'), signature)).not.toBe(ADDRESS)
    expect(recoverDigestSigner(digest, withV(otherV))).not.toBe(ADDRESS)
  })

  it.each([
    ['empty', digest, ''],
    ['bare prefix', digest, '0x'],
    ['64 bytes', digest, signature.slice(0, -2)],
    ['66 bytes', digest, `${signature}00`],
    ['a line break at the end', digest, `${signature}\n`],
    ['no hex', digest, signature.replace('0x', '0xzz').slice(0, 132)],
    ['v of a transaction', digest, withV('25')],
    ['v 2', digest, withV('02')],
    ['all zero', digest, `0x${'0'.repeat(130)}`],
    ['r and s above the order', digest, `0x${'f'.repeat(128)}1b`],
    ['s in the upper half', digest,
      `0x${signature.slice(2, 66)}${(ORDER - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0')}${otherV}`],
    ['short digest', digest.slice(0, -2), signature],
    ['long digest', `${digest}00`, signature],
    ['digest without hex', 'digest', signature],
  ])('recoverDigestSigner returns null for %s', (_, hash, text) => {
    expect(recoverDigestSigner(hash, text)).toBeNull()
  })

  it('recoverDigestSigner neither throws nor finds the signer for random text and bytes', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (hash, text) => recoverDigestSigner(hash, text) === null))
    fc.assert(fc.property(fc.uint8Array({ minLength: 65, maxLength: 65 }), bytes => {
      const found = recoverDigestSigner(digest, `0x${Buffer.from(bytes).toString('hex')}`)
      return found === null || found !== ADDRESS
    }))
  })
})

describe('readWalletSignature', () => {
  it('readWalletSignature normalises case and v', () => {
    expect(readWalletSignature(signature)).toBe(signature)
    expect(readWalletSignature(withV(zeroBased))).toBe(signature)
    expect(readWalletSignature(`0x${signature.slice(2).toUpperCase()}`)).toBe(signature)
  })

  it('readWalletSignature reports a longer signature as that of a contract', () => {
    for (const longer of [`${signature}00`, `0x${'ab'.repeat(97)}`, `0x${'AB'.repeat(500)}`]) {
      expect(() => readWalletSignature(longer)).toThrow(expect.objectContaining({ code: 'SIGNER_CONTRACT' }))
    }
  })

  it('readWalletSignature refuses everything that is not a signature of 65 bytes', () => {
    for (const garbage of [undefined, null, '', '0x', 0, true, {}, [signature], signature.slice(2), withV('25'), `${signature}zz`]) {
      expect(() => readWalletSignature(garbage)).toThrow(expect.objectContaining({ code: 'WALLET_FAILED' }))
    }
  })
})
