import { UserRejectedRequestError } from 'viem'
import { makeError } from 'ethers/utils'
import { describe, expect, it } from 'vitest'
import { NitroliteError } from '../errors/errors'
import { PRIVATE_KEY } from '../../../test/helpers/fakeWallets'
import { askWallet, toWalletError } from './walletErrors'

const coded = (code: unknown, message = 'no') => Object.assign(new Error(message), { code })
const nest = (depth: number): unknown => (depth === 0 ? coded(4001) : new Error('outer', { cause: nest(depth - 1) }))

describe('toWalletError', () => {
  it.each<[string, unknown]>([
    ['EIP-1193', coded(4001)],
    ['a plain object', { code: 4001, message: 'User rejected the request.' }],
    ['WalletConnect', coded(5000)],
    ['ethers', makeError('rejected', 'ACTION_REJECTED', { action: 'signTypedData', reason: 'rejected' })],
    ['ethers with info.error', { code: 'UNKNOWN_ERROR', info: { error: coded(4001), payload: {} } }],
    ['an error field', { code: -32603, error: { code: 4001 } }],
    ['data.originalError', { code: -32603, data: { originalError: coded(4001) } }],
    ['viem', new UserRejectedRequestError(new Error('denied'))],
    ['viem, nested in causes', new Error('outer', { cause: new UserRejectedRequestError(new Error('denied')) })],
    ['rejected within pending', { code: -32002, data: { originalError: { code: 4001 } } }],
    ['seven levels deep', nest(7)],
  ])('toWalletError recognises a rejection by %s', (_, thrown) => {
    const error = toWalletError(thrown)
    expect(error.code).toBe('WALLET_REJECTED')
    expect(error.cause).toBe(thrown)
  })

  it('toWalletError recognises a pending request and a missing permission, nested too', () => {
    expect(toWalletError(coded(-32002)).code).toBe('WALLET_PENDING')
    expect(toWalletError({ code: 'UNKNOWN_ERROR', info: { error: { code: -32002 } } }).code).toBe('WALLET_PENDING')
    expect(toWalletError(new Error('outer', { cause: coded(4100) })).code).toBe('WALLET_NO_ACCOUNT')
  })

  it.each<[string, unknown, string]>([
    ['an error', new Error('The device is locked.'), 'The device is locked.'],
    ['a short message of viem or ethers', Object.assign(new Error('long'), { shortMessage: 'Short.' }), 'Short.'],
    ['a text', 'User closed modal', 'User closed modal'],
    ['nothing', undefined, 'It did not say why.'],
    ['an empty error', new Error(''), 'It did not say why.'],
    ['a message that is not a string', { message: { code: 1 } }, 'It did not say why.'],
    ['another code', coded('4001', 'text code'), 'text code'],
  ])('toWalletError takes the reason from %s', (_, thrown, reason) => {
    const error = toWalletError(thrown)
    expect(error).toMatchObject({ code: 'WALLET_FAILED', info: { data: { reason } } })
    expect(error.message).toContain(reason)
  })

  it('toWalletError stops at cycles and does not search without limit', () => {
    const ring: Record<string, unknown> = { message: 'ring' }
    ring.cause = { error: ring, data: ring }
    expect(toWalletError(ring).code).toBe('WALLET_FAILED')
    expect(toWalletError(nest(50)).code).toBe('WALLET_FAILED')
  })

  it('toWalletError removes keys from the reason and limits its length', () => {
    const error = toWalletError(new Error(`bad key ${PRIVATE_KEY} or ${PRIVATE_KEY.slice(2).toUpperCase()} ${'x'.repeat(5000)}`))
    expect(error.message.toLowerCase()).not.toContain(PRIVATE_KEY.slice(2))
    expect(error.info.data.reason).toMatch(/^bad key 0x… or … x+$/)
    expect(String(error.info.data.reason).length).toBeLessThanOrEqual(300)
  })

  it('toWalletError returns errors of the library unchanged', () => {
    const error = new NitroliteError('WALLET_NO_ACCOUNT')
    expect(toWalletError(error)).toBe(error)
  })
})

describe('askWallet', () => {
  it('askWallet returns the answer, and translates errors thrown synchronously or later', async () => {
    expect(await askWallet(() => 7)).toBe(7)
    await expect(askWallet(() => { throw coded(4001) })).rejects.toMatchObject({ code: 'WALLET_REJECTED' })
    await expect(askWallet(() => Promise.reject(coded(-32002)))).rejects.toMatchObject({ code: 'WALLET_PENDING' })
  })
})
