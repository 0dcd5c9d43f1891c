import { describe, expect, it, vi } from 'vitest'
import type { Hex } from '../types'
import { adoptLogin } from './adoptLogin'
import { signWithKey } from './checkedSignature'
import { createPrivateKey, isOwnKey, sessionKeyFromPrivateKey } from './sessionKey'
import * as signatures from './signature'
import { ADDRESS, OTHER_ADDRESS, PRIVATE_KEY } from '../../../test/helpers/fakeWallets'

const key = sessionKeyFromPrivateKey(PRIVATE_KEY)
const stranger = sessionKeyFromPrivateKey(createPrivateKey())
const digest: Hex = `0x${'12'.repeat(32)}`

describe('isOwnKey', () => {
  it('isOwnKey recognises a session key, also as part of a signer for a wallet', () => {
    expect(isOwnKey(key)).toBe(true)
    expect(isOwnKey({ ...key, ...{ wallet: OTHER_ADDRESS } })).toBe(true)
  })

  it('isOwnKey trusts neither another address, nor another key, nor a function of the app', async () => {
    expect(isOwnKey({ ...key, address: stranger.address })).toBe(false)
    expect(isOwnKey({ ...key, signDigest: stranger.signDigest })).toBe(false)
    expect(isOwnKey({ ...key, signDigest: hash => key.signDigest(hash) })).toBe(false)
    const { signer } = await adoptLogin({ address: OTHER_ADDRESS, signDigest: key.signDigest, signerAddress: ADDRESS })
    expect(isOwnKey(signer)).toBe(false)
  })
})

describe('signWithKey', () => {
  it('signWithKey does not check the signature of a key that the library holds', async () => {
    const check = vi.spyOn(signatures, 'isSignedBy')
    expect(await signWithKey({ wallet: OTHER_ADDRESS, ...key }, digest)).toBe(await key.signDigest(digest))
    expect(check).not.toHaveBeenCalled()
  })

  it('signWithKey refuses the signature of an adopted login that uses another key than it says', async () => {
    const { signer } = await adoptLogin({ address: OTHER_ADDRESS, signDigest: stranger.signDigest, signerAddress: ADDRESS })
    await expect(signWithKey(signer, digest)).rejects.toMatchObject({
      code: 'SIGNER_MISMATCH', info: { data: { expected: ADDRESS, actual: stranger.address } },
    })
  })

  it('signWithKey notices when an adopted login changes its key later', async () => {
    let current = key
    const { signer } = await adoptLogin({ address: OTHER_ADDRESS, signDigest: hash => current.signDigest(hash) })
    expect(await signWithKey(signer, digest)).toBe(await key.signDigest(digest))
    current = stranger
    await expect(signWithKey(signer, digest)).rejects.toMatchObject({ code: 'SIGNER_MISMATCH' })
  })
})
