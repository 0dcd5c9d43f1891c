import { inspect } from 'node:util'
import { id } from 'ethers/hash'
import { SigningKey } from 'ethers/crypto'
import { computeAddress } from 'ethers/transaction'
import { recoverAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { NitroliteError } from '../errors/errors'
import type { Hex } from '../types'
import { ADDRESS, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { createPrivateKey, sessionKeyFromPrivateKey } from './sessionKey'

const digest = id('bytes of a request') as Hex

describe('a new key', () => {
  it('createPrivateKey returns a different key each time, with a checksummed address', () => {
    const keys = Array.from({ length: 20 }, () => sessionKeyFromPrivateKey(createPrivateKey()))
    expect(new Set(keys.map(key => key.address)).size).toBe(20)
    for (const { address } of keys) expect(address).toMatch(/^0x[\dA-Fa-f]{40}$/)
  })

  it('a new key signs the raw digest in 65 bytes with v 27 or 28, as another library confirms', async () => {
    const key = sessionKeyFromPrivateKey(createPrivateKey())
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const hash = id(text) as Hex
      const signature = await key.signDigest(hash)
      expect(signature).toMatch(/^0x[\da-f]{128}(1b|1c)$/)
      expect(await recoverAddress({ hash, signature })).toBe(key.address)
    }
  })
})

describe('sessionKeyFromPrivateKey', () => {
  it('sessionKeyFromPrivateKey accepts a key, in upper-case digits, without 0x, and with the line break of a file too', async () => {
    const key = sessionKeyFromPrivateKey(PRIVATE_KEY)
    expect(key.address).toBe(ADDRESS)
    expect(await key.signDigest(digest)).toBe(new SigningKey(PRIVATE_KEY).sign(digest).serialized)
    expect(sessionKeyFromPrivateKey(`0x${PRIVATE_KEY.slice(2).toUpperCase()}`).address).toBe(ADDRESS)
    expect(sessionKeyFromPrivateKey(PRIVATE_KEY.toUpperCase()).address).toBe(ADDRESS)
    expect(sessionKeyFromPrivateKey(PRIVATE_KEY.slice(2)).address).toBe(ADDRESS)
    expect(sessionKeyFromPrivateKey(` ${PRIVATE_KEY}\r\n`).address).toBe(ADDRESS)
  })

  it.each([
    ['half a prefix', PRIVATE_KEY.slice(1)],
    ['too short', PRIVATE_KEY.slice(0, -1)],
    ['too long', `${PRIVATE_KEY}0`],
    ['a line break inside', `${PRIVATE_KEY.slice(0, 30)}\n${PRIVATE_KEY.slice(30)}`],
    ['no hex', PRIVATE_KEY.replace('59', 'zz')],
    ['an address', ADDRESS],
    ['empty', ''],
    ['zero', `0x${'0'.repeat(64)}`],
    ['the order of the curve', '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'],
  ])('sessionKeyFromPrivateKey refuses %s without quoting it', (_, text) => {
    let thrown: unknown
    try {
      sessionKeyFromPrivateKey(text, 'signer')
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(NitroliteError)
    expect(thrown).toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'signer' } } })
    if (text) expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(text.replace(/^0x/, '').trim())
    expect((thrown as Error).cause).toBeUndefined()
  })

  it('a session key hides its private key from printing, listing and serialising', () => {
    const key = sessionKeyFromPrivateKey(PRIVATE_KEY)
    const secret = PRIVATE_KEY.slice(2)
    const views = [
      JSON.stringify(key),
      inspect(key, { depth: null, showHidden: true, getters: true }),
      inspect({ ...key }, { depth: null, showHidden: true, getters: true }),
      String(key.signDigest),
      ...Reflect.ownKeys(key).map(name => String(Reflect.get(key, name))),
    ]
    for (const view of views) expect(view.toLowerCase()).not.toContain(secret)
    expect(Reflect.ownKeys(key)).toEqual(['address', 'signDigest'])
    expect(Object.isFrozen(key)).toBe(true)
  })

  it('a session key has the address that its signatures recover to', () => {
    const known = new SigningKey(id('another key'))
    expect(sessionKeyFromPrivateKey(known.privateKey).address).toBe(computeAddress(known))
  })
})
