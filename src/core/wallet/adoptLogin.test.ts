import { inspect } from 'node:util'
import { id } from 'ethers/hash'
import { SigningKey } from 'ethers/crypto'
import { reactive } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import type { Hex } from '../types'
import { ADDRESS, OTHER_ADDRESS, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { resolveWallet } from './resolveWallet'
import { recoverDigestSigner } from './signature'
import type { AdoptedLogin, ResolvedLogin } from './types'

const key = new SigningKey(PRIVATE_KEY)
const digest = id('bytes of a request') as Hex
const sign = (hash: Hex) => key.sign(hash).serialized as Hex

async function adopt(login: AdoptedLogin): Promise<ResolvedLogin> {
  const resolved = await resolveWallet(login)
  if (resolved.kind !== 'login') throw new Error('resolved to a wallet')
  return resolved.login
}

describe('a login with a session key', () => {
  it('a login with a session key signs as that key on behalf of the wallet', async () => {
    const { wallet, signer, jwt } = await adopt({ address: OTHER_ADDRESS.toLowerCase(), sessionKey: PRIVATE_KEY, jwt: 'token' })
    expect({ wallet, jwt }).toEqual({ wallet: OTHER_ADDRESS, jwt: 'token' })
    expect(signer).toMatchObject({ wallet: OTHER_ADDRESS, address: ADDRESS })
    expect(recoverDigestSigner(digest, await signer.signDigest(digest))).toBe(ADDRESS)
  })

  it('a login with a session key hides the key in its result and in its errors', async () => {
    const login = await adopt({ address: OTHER_ADDRESS, sessionKey: PRIVATE_KEY })
    const shown = inspect(login, { depth: null, showHidden: true, getters: true }) + JSON.stringify(login)
    expect(shown).not.toContain(PRIVATE_KEY.slice(2))

    const wrong = PRIVATE_KEY.slice(0, -1) as Hex
    const thrown: unknown = await adopt({ address: OTHER_ADDRESS, sessionKey: wrong }).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'signer.sessionKey' } } })
    expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(wrong.slice(2))
  })

  it('a login with a session key may come out of reactive state', async () => {
    const { signer, jwt } = await adopt(reactive({ address: OTHER_ADDRESS, sessionKey: PRIVATE_KEY }))
    expect(signer.address).toBe(ADDRESS)
    expect(jwt).toBeNull()
  })
})

describe('a login with signDigest', () => {
  it('a login with signDigest recovers the address of the key from its first signature', async () => {
    const signDigest = vi.fn(sign)
    const { signer } = await adopt({ address: OTHER_ADDRESS, signDigest })
    expect(signer.address).toBe(ADDRESS)
    expect(signDigest).toHaveBeenCalledTimes(1)
    expect(await signer.signDigest(digest)).toBe(sign(digest))
  })

  it('a login with signDigest signs nothing when the address is given', async () => {
    const signDigest = vi.fn(async (hash: Hex) => sign(hash))
    const { signer } = await adopt({ address: OTHER_ADDRESS, signDigest, signerAddress: ADDRESS.toLowerCase() })
    expect(signer.address).toBe(ADDRESS)
    expect(signDigest).not.toHaveBeenCalled()
    expect(await signer.signDigest(digest)).toBe(sign(digest))
  })

  it('signDigest is called as a method of the login', async () => {
    class Login {
      address = OTHER_ADDRESS
      #key = key
      signDigest(hash: Hex): Hex { return this.#key.sign(hash).serialized as Hex }
    }
    expect((await adopt(reactive(new Login()) as unknown as Login)).signer.address).toBe(ADDRESS)
  })

  it('a login with signDigest checks the format of every signature', async () => {
    const signDigest = () => '0x1234' as const
    await expect(adopt({ address: OTHER_ADDRESS, signDigest })).rejects.toMatchObject({ code: 'WALLET_FAILED' })
    const { signer } = await adopt({ address: OTHER_ADDRESS, signDigest, signerAddress: ADDRESS })
    await expect(signer.signDigest(digest)).rejects.toMatchObject({ code: 'WALLET_FAILED' })
  })

  it('a login with signDigest refuses a first signature that recovers to no address', async () => {
    const signDigest = () => `0x${'0'.repeat(128)}1b` as const
    await expect(adopt({ address: OTHER_ADDRESS, signDigest })).rejects.toMatchObject({ code: 'WALLET_FAILED' })
  })

  it('a login with signDigest translates its errors', async () => {
    const signDigest = () => Promise.reject(Object.assign(new Error('no'), { code: 4001 }))
    await expect(adopt({ address: OTHER_ADDRESS, signDigest })).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
  })
})

describe('a login that is not usable', () => {
  it.each<[string, string, unknown]>([
    ['a malformed wallet', 'signer.address', { address: '0x12', sessionKey: PRIVATE_KEY }],
    ['the zero address', 'signer.address', { address: `0x${'0'.repeat(40)}`, sessionKey: PRIVATE_KEY }],
    ['a malformed signer address', 'signer.signerAddress', { address: ADDRESS, signDigest: sign, signerAddress: 'x' }],
    ['neither key nor function', 'signer', { address: ADDRESS, jwt: 'token' }],
    ['both key and function', 'signer', { address: ADDRESS, sessionKey: PRIVATE_KEY, signDigest: sign }],
  ])('an adopted login is refused when it has %s', async (_, option, login) => {
    await expect(adopt(login as AdoptedLogin)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option } } })
  })
})
