import fc from 'fast-check'
import { Signature } from 'ethers/crypto'
import { id } from 'ethers/hash'
import { secp256k1 } from '@noble/curves/secp256k1'
import { sign } from 'viem/accounts'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../types'
import { ADDRESS, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { sessionKeyFromPrivateKey } from './sessionKey'
import { readWalletSignature } from './readSignature'
import { recoverDigestSigner } from './signature'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const digest = id('bytes of a request') as Hex
const signature = await sessionKeyFromPrivateKey(PRIVATE_KEY).signDigest(digest)
const withV = (v: string) => `${signature.slice(0, -2)}${v}`
const zeroBased = signature.endsWith('1b') ? '00' : '01'
const otherV = signature.endsWith('1b') ? '1c' : '1b'
/** The same signature with s in the upper half of its range, as key stores and some hardware make it. */
const highS = (v = otherV) =>
  `0x${signature.slice(2, 66)}${(ORDER - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0')}${v}`
const inParts = await sign({ hash: digest, privateKey: PRIVATE_KEY })
const bytes = Buffer.from(signature.slice(2), 'hex')

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
    ['63 bytes', digest, signature.slice(0, -4)],
    ['66 bytes', digest, `${signature}00`],
    ['a line break at the end', digest, `${signature}\n`],
    ['no hex', digest, signature.replace('0x', '0xzz').slice(0, 132)],
    ['v of a transaction', digest, withV('25')],
    ['v 2', digest, withV('02')],
    ['all zero', digest, `0x${'0'.repeat(130)}`],
    ['r and s above the order', digest, `0x${'f'.repeat(128)}1b`],
    ['s equal to the order', digest, `0x${signature.slice(2, 66)}${ORDER.toString(16)}1b`],
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

  it.each<[string, unknown]>([
    ['s in the upper half', highS()],
    ['s in the upper half and v from 0', highS(otherV === '1b' ? '00' : '01')],
    ['the compact form (EIP-2098)', Signature.from(signature).compactSerialized],
    ['the compact form in upper case', Signature.from(signature).compactSerialized.toUpperCase()],
    ['no 0x', signature.slice(2)],
    ['0X', signature.toUpperCase()],
    ['bytes', bytes],
    ['an ArrayBuffer', Uint8Array.from(bytes).buffer],
    ['spaces and a line break around it', ` ${signature}\n`],
    ['the parts of ethers', Signature.from(signature)],
    ['the parts of viem', inParts],
    ['the parts of noble', secp256k1.sign(digest.slice(2), PRIVATE_KEY.slice(2))],
    ['parts with s in the upper half', { r: signature.slice(0, 66), s: highS().slice(0, 2) + highS().slice(66, 130), v: Number.parseInt(otherV, 16) }],
    ['parts with v as a bigint', { r: BigInt(signature.slice(0, 66)), s: `0x${signature.slice(66, 130)}`, v: BigInt(`0x${signature.slice(130)}`) }],
    ['bytes of another realm', runInNewContext(`Uint8Array.from([${bytes.join()}])`)],
    ['an ArrayBuffer of another realm', runInNewContext(`Uint8Array.from([${bytes.join()}]).buffer`)],
  ])('readWalletSignature reads a signature with %s', (_, value) => {
    expect(readWalletSignature(value)).toBe(signature)
  })

  it('readWalletSignature gives low s and the right v for every form of many signatures', async () => {
    for (let number = 1; number <= 40; number++) {
      const hash = id(`request ${number}`) as Hex
      const plain = await sessionKeyFromPrivateKey(PRIVATE_KEY).signDigest(hash)
      const { r, s, yParity, compactSerialized } = Signature.from(plain)
      const upper = `${r}${(ORDER - BigInt(s)).toString(16).padStart(64, '0')}${yParity === 0 ? '1c' : '1b'}`
      for (const form of [upper, compactSerialized]) {
        expect(readWalletSignature(form)).toBe(plain)
        expect(recoverDigestSigner(hash, form)).toBe(ADDRESS)
      }
    }
  })

  it('readWalletSignature says who should have signed, and that the person declined if the wallet returns that in words', () => {
    expect(() => readWalletSignature('0x', ADDRESS)).toThrow(ADDRESS)
    for (const answer of ['User rejected the request.', { error: { code: 4001 } }, { message: 'Cancelled' }]) {
      expect(() => readWalletSignature(answer, ADDRESS)).toThrow(expect.objectContaining({ code: 'WALLET_REJECTED' }))
    }
  })

  it('readWalletSignature reports a longer signature as that of a contract', () => {
    for (const longer of [`${signature}00`, `0x${'ab'.repeat(97)}`, `0x${'AB'.repeat(500)}`]) {
      expect(() => readWalletSignature(longer)).toThrow(expect.objectContaining({ code: 'SIGNER_CONTRACT' }))
    }
  })

  it('readWalletSignature refuses everything that is not a signature of 65 bytes', () => {
    for (const garbage of [undefined, null, '', '0x', 0, true, {}, { r: '0x', s: '0x1', v: 27 }, { r: '0x1', s: '0x1' }, { r: '0x1', s: '0x1', v: 37 }, { r: -1n, s: 1n, v: 0 }, { r: 2n ** 256n, s: 1n, v: 0 }, [signature], signature.slice(6), withV('25'), `${signature}zz`]) {
      expect(() => readWalletSignature(garbage)).toThrow(expect.objectContaining({ code: 'WALLET_FAILED' }))
    }
  })
})
