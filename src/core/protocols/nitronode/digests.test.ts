import { AbiCoder, getBytes, hashMessage, keccak256, toUtf8Bytes, Wallet } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { bytes32, encode, list, text, tuple, word } from './abi'
import { keyStateDigest, messageDigest, recoverMessageSigner, recoverStateSigner, SIGNED_BY, updateDigest } from './digests'

const coder = AbiCoder.defaultAbiCoder()
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes })
  .map((value): Hex => `0x${Buffer.from(value).toString('hex')}`)
const hash = hex(32)
const address = hex(20).map(value => checksumAddress(value) ?? value)
/** Without lone surrogates: they have no UTF-8 encoding. */
const anyText = fc.string({ unit: 'binary', maxLength: 100 })
const uint64 = fc.bigInt(0n, 2n ** 64n - 1n)
const safe = fc.nat(Number.MAX_SAFE_INTEGER)
const allocations = fc.array(fc.record({
  participant: address, asset: anyText, amount: fc.tuple(fc.nat(), fc.nat()).map(([whole, part]) => `${whole}.${part}`),
}), { maxLength: 6 })

const bytesOf = (value: string): string => coder.encode(['string'], [value]).slice(2)

describe('ABI encoding', () => {
  it('the ABI encoder encodes texts of any length and characters as ethers does', () => {
    fc.assert(fc.property(anyText, value => { expect(encode([text(value)])).toBe(bytesOf(value)) }), { numRuns: 500 })
    for (const length of [0, 1, 31, 32, 33, 64, 65, 1_024]) {
      expect(encode([text('ü'.repeat(length))])).toBe(bytesOf('ü'.repeat(length)))
      expect(encode([text('x'.repeat(length))])).toBe(bytesOf('x'.repeat(length)))
    }
  })

  it('the ABI encoder encodes any mixture of words, lists and tuples as ethers does', () => {
    fc.assert(fc.property(uint64, hash, address, fc.array(hash), fc.array(anyText), anyText, (number, id, who, ids, texts, last) => {
      const encoded = encode([
        word(number), bytes32(id), text(last), word(who), list(ids.map(bytes32)), list(texts.map(text)),
        list(texts.map(each => tuple([word(number), text(each), bytes32(id)]))), tuple([text(last), word(who)]),
      ])
      const expected = coder.encode(
        ['uint64', 'bytes32', 'string', 'address', 'bytes32[]', 'string[]', 'tuple(uint64,string,bytes32)[]', 'tuple(string,address)'],
        [number, id, last, who, ids, texts, texts.map(each => [number, each, id]), [last, who]])
      expect(`0x${encoded}`).toBe(expected)
    }), { numRuns: 300 })
  })
})

describe('digests', () => {
  it('updateDigest makes the same digest of a nitronode state as ethers, for any rows, texts and versions', () => {
    fc.assert(fc.property(hash, fc.constantFrom(0, 1, 2, 3), safe, allocations, anyText, (sessionId, intent, version, rows, sessionData) => {
      expect(updateDigest({ sessionId, intent, version, allocations: rows, sessionData })).toBe(keccak256(coder.encode(
        ['bytes32', 'uint8', 'uint64', 'tuple(address,string,string)[]', 'string'],
        [sessionId, intent, version, rows.map(({ participant, asset, amount }) => [participant, asset, amount]), sessionData])))
    }), { numRuns: 300, examples: [
      [`0x${'00'.repeat(32)}`, 3, Number.MAX_SAFE_INTEGER, [], ''],
      [`0x${'ff'.repeat(32)}`, 0, 0, [{ participant: `0x${'00'.repeat(20)}`, asset: '', amount: '0' }], '🂡'.repeat(300)],
    ] })
  })

  it('updateDigest depends on the order of rows and each character of an amount, but not on the case of addresses', () => {
    const state = {
      sessionId: `0x${'ab'.repeat(32)}` as const, intent: 3, version: 2, sessionData: '',
      allocations: ['11', '22'].map(byte => ({ participant: new Wallet(`0x${byte.repeat(32)}`).address, asset: 'usdc', amount: '1.5' })),
    }
    const change = (alter: (rows: typeof state.allocations) => typeof state.allocations) =>
      updateDigest({ ...state, allocations: alter(state.allocations) })
    const digest = updateDigest(state)
    expect(change(rows => rows.map(row => ({ ...row, participant: row.participant.toLowerCase() })))).toBe(digest)
    expect(change(rows => [...rows].reverse())).not.toBe(digest)
    expect(change(rows => rows.map(row => ({ ...row, amount: '1.50' })))).not.toBe(digest)
  })

  it('keyStateDigest makes the same digest of a key state as ethers', () => {
    const hashes = (texts: readonly string[]) => texts.map(each => keccak256(toUtf8Bytes(each)))
    const [applicationsOfKey, sessionsOfKey] = [fc.array(anyText, { maxLength: 3 }), fc.array(hash, { maxLength: 3 })]
    fc.assert(fc.property(address, address, safe, applicationsOfKey, sessionsOfKey, safe, (wallet, key, version, applications, sessionIds, expiresAt) => {
      expect(keyStateDigest({ wallet, key, version, applications, sessionIds, expiresAt })).toBe(keccak256(coder.encode(
        ['address', 'address', 'uint64', 'bytes32[]', 'bytes32[]', 'uint64'],
        [wallet, key, version, hashes(applications), hashes(sessionIds), expiresAt])))
    }), { numRuns: 300 })
  })

  it('messageDigest makes the same digest of a message as wallets do', () => {
    fc.assert(fc.property(hash, digest => { expect(messageDigest(digest)).toBe(hashMessage(getBytes(digest))) }))
  })
})

describe('signatures of digests', () => {
  const wallet = new Wallet(`0x${'42'.repeat(32)}`)
  const digest: Hex = `0x${'0a'.repeat(32)}`
  const raw = wallet.signMessageSync(getBytes(digest)).slice(2)

  it.each([SIGNED_BY.wallet, SIGNED_BY.key])('recoverStateSigner finds the signer of a nitronode state from a signature with %s in front', (kind) => {
    expect(recoverStateSigner(digest, `${kind}${raw}`)).toBe(wallet.address)
    expect(recoverStateSigner(`0x${'0b'.repeat(32)}`, `${kind}${raw}`)).not.toBe(wallet.address)
  })

  it('recoverMessageSigner finds the signer of a delegation from a signature without a kind in front', () => {
    expect(recoverMessageSigner(digest, `0x${raw}`)).toBe(wallet.address)
    expect(recoverMessageSigner(digest, `0xa1${raw}`)).toBeNull()
  })

  it.each([
    ['no characters', ''], ['no digits', '0x'], ['the kind alone', '0xa1'], ['no kind', `0x${raw}`], ['an unknown kind', `0xa3${raw}`],
    ['no prefix', `a1${raw}`], ['two bytes too few', `0xa1${raw.slice(4)}`], ['a byte too many', `0xa1${raw}00`],
    ['no hex digits', `0xa1${'x'.repeat(raw.length)}`], ['zeros', `0xa1${'0'.repeat(raw.length)}`],
  ])('recoverStateSigner finds nobody from a signature with %s', (_, signature) => {
    expect(recoverStateSigner(digest, signature)).toBeNull()
  })
})
