import { TypedDataEncoder } from 'ethers/hash'
import fc from 'fast-check'
import { hashTypedData } from 'viem'
import { Wallet as EthersWallet } from 'ethers/wallet'
import { describe, expect, it } from 'vitest'
import { ADDRESS, policy, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { recoverTypedDataSigner, typedDataDigest, typedDataJson } from './typedData'
import type { TypedData } from './types'

const viemDigest = ({ domain, types, primaryType, message }: TypedData) =>
  hashTypedData({ domain, types, primaryType, message })

describe('typedDataDigest', () => {
  it.each([['number', 1_900_000_000], ['bigint', 1_900_000_000n], ['text', '1900000000']])(
    'typedDataDigest equals the digest of another library, with an integer given as %s',
    (_, expiresAt) => {
      expect(typedDataDigest(policy(expiresAt))).toBe(viemDigest(policy()))
    },
  )

  it('typedDataDigest covers allowances and the domain', () => {
    const { message, ...rest } = policy()
    const allowing = { ...rest, message: { ...message, allowances: [{ asset: 'usdc', amount: '1' }] } }
    expect(typedDataDigest(allowing)).toBe(viemDigest(allowing))
    expect(typedDataDigest(allowing)).not.toBe(typedDataDigest(policy()))
    expect(typedDataDigest({ ...policy(), domain: { name: 'other' } })).not.toBe(typedDataDigest(policy()))
  })
})

it('typedDataDigest equals the digest of two other libraries for every policy', () => {
  const address = fc.stringMatching(/^0x[0-9a-f]{40}$/).filter(text => text.length === 42)
  fc.assert(fc.property(
    fc.string(), fc.string(), fc.string(), address, address, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.array(fc.record({ asset: fc.string(), amount: fc.string() }), { maxLength: 3 }),
    (name, challenge, scope, wallet, key, expiresAt, allowances) => {
      const data: TypedData = {
        ...policy(),
        domain: { name },
        message: { challenge, scope, wallet, session_key: key, expires_at: expiresAt, allowances },
      }
      expect(typedDataDigest(data)).toBe(viemDigest(data))
      expect(typedDataDigest(data)).toBe(TypedDataEncoder.hash(data.domain, data.types, data.message))
    },
  ), { numRuns: 200 })
})

describe('typedDataJson', () => {
  it('typedDataJson describes exactly the fields that the domain has', () => {
    const json = JSON.parse(typedDataJson(policy(1_900_000_000n))) as TypedData
    expect(json.domain).toEqual({ name: 'demo' })
    expect(json.types.EIP712Domain).toEqual([{ name: 'name', type: 'string' }])
    expect(json.primaryType).toBe('Policy')
    expect(json.message.expires_at).toBe('1900000000')
    expect(json.types.Policy).toEqual(policy().types.Policy)
  })

  it('typedDataJson hashes to the same digest as the typed data', () => {
    expect(viemDigest(JSON.parse(typedDataJson(policy())) as TypedData)).toBe(typedDataDigest(policy()))
  })
})

describe('recoverTypedDataSigner', () => {
  it('recoverTypedDataSigner finds the wallet that signed, and nobody for damaged signatures', async () => {
    const { domain, types, message } = policy()
    const signature = await new EthersWallet(PRIVATE_KEY).signTypedData(domain, types, message)
    expect(recoverTypedDataSigner(policy(), signature)).toBe(ADDRESS)
    expect(recoverTypedDataSigner(policy(1), signature)).not.toBe(ADDRESS)
    expect(recoverTypedDataSigner(policy(), signature.slice(0, -4))).toBeNull()
  })
})
