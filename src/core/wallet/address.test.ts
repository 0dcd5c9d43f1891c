import { getAddress } from 'ethers/address'
import { describe, expect, it } from 'vitest'
import { checksumAddress, readWalletAddress } from './address'
import { ADDRESS } from '../../../test/helpers/fakeWallets'

const BAD: [string, unknown][] = [
  ['zero', `0x${'0'.repeat(40)}`],
  ['a wrong checksum', ADDRESS.replace('C5', 'c5')],
  ['no prefix', ADDRESS.slice(2)],
  ['too short', ADDRESS.slice(0, -1)],
  ['too long', `${ADDRESS}0`],
  ['a line break', `${ADDRESS}\n`],
  ['an ICAP address', 'XE65GB6LDNXYOFTX0NSV3FUWKOWIXAMJK36'],
  ['a name', 'vitalik.eth'],
  ['a number', 1],
  ['an object', { toString: () => ADDRESS }],
]

describe('checksumAddress', () => {
  it('checksumAddress gives the EIP-55 form of lower, upper and correct mixed case', () => {
    expect(checksumAddress(ADDRESS.toLowerCase())).toBe(ADDRESS)
    expect(checksumAddress(`0x${ADDRESS.slice(2).toUpperCase()}`)).toBe(ADDRESS)
    expect(checksumAddress(`0X${ADDRESS.slice(2)}`)).toBe(ADDRESS)
    expect(checksumAddress(ADDRESS)).toBe(ADDRESS)
  })

  it('checksumAddress gives the same form as another library for more addresses than it remembers, and for each of them again', () => {
    const addresses = Array.from({ length: 1_100 }, (_, number) => `0x${(BigInt(number + 1) * 0x9e3779b97f4a7c15f39cc0605cedc834n).toString(16).padStart(40, 'a')}`)
    for (const address of [...addresses, ...addresses]) expect(checksumAddress(address)).toBe(getAddress(address))
  })

  it.each(BAD)('checksumAddress returns null for %s', (_, value) => {
    expect(checksumAddress(value)).toBeNull()
  })
})

describe('readWalletAddress', () => {
  it.each([undefined, null, ''])('readWalletAddress reports %s as a missing account', value => {
    expect(() => readWalletAddress(value)).toThrow(expect.objectContaining({ code: 'WALLET_NO_ACCOUNT' }))
  })

  it.each(['0x70997970c51812Dc3a010c7D01b50E0d17DC79c8', ADDRESS.slice(2), `0X${ADDRESS.slice(2).toUpperCase()}`])(
    'readWalletAddress accepts the spelling %s, because no wallet mistypes its own address', (value) => {
      expect(readWalletAddress(value)).toBe(ADDRESS)
    })

  it.each(BAD.filter(([name]) => name !== 'a wrong checksum' && name !== 'no prefix'))('readWalletAddress reports the wallet as failed for %s', (_, value) => {
    expect(() => readWalletAddress(value)).toThrow(expect.objectContaining({ code: 'WALLET_FAILED' }))
  })
})
