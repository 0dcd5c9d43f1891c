import { runInNewContext } from 'node:vm'
import { InternalRpcError, UnknownRpcError, UserRejectedRequestError } from 'viem'
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
    ['a code that is text', coded('4001', 'text code')],
    ['a plain text', 'User rejected the request'],
    ['a text about the closed window', 'User closed modal'],
    ['an Error without a code', new Error('User denied message signature')],
    ['an error of another realm', runInNewContext('new Error("User declined")')],
    ['words in capitals', new Error('USER CANCELLED')],
    ['American spelling', new Error('Request canceled')],
    ['WalletConnect, methods', coded(5002, 'no')],
    ['WalletConnect, chains', coded(5001, 'no')],
    ['-32000 with words', coded(-32000, 'The request was rejected')],
    ['-32000 with words in its data', { code: -32000, message: 'Server error', data: 'user denied the request' }],
    ['-32603 with words in data.message', { code: -32603, message: 'Internal JSON-RPC error.', data: { message: 'denied by the user' } }],
    ['words in error', { error: { code: -32000, message: 'declined' } }],
    ['words in a cause', new Error('outer', { cause: new Error('rejected') })],
    ['words in info.error', { code: 'UNKNOWN_ERROR', message: 'could not coalesce error', info: { error: { code: -1, message: 'User rejected methods.' } } }],
    ['words in data.originalError', { code: -32603, data: { originalError: { message: 'cancelled by the user' } } }],
    ['ethers for a code that it does not know', makeError('could not coalesce error', 'UNKNOWN_ERROR', { error: { code: 5000, message: 'no' }, payload: {} } as never)],
    ['viem for a code that it does not know', new UnknownRpcError(new Error('Request denied'))],
    ['viem, by its details', new InternalRpcError(new Error('User cancelled the request'))],
    ['Trezor', Object.assign(new Error('Action cancelled'), { code: 'Failure_ActionCancelled' })],
    ['Ledger', Object.assign(new Error('Ledger device: (0x6985)'), { name: 'TransportStatusError', statusCode: 0x6985 })],
    ['the closed window of WalletConnect', new Error('Connection request reset. Please try again.')],
    ['the closed window of Trezor', new Error('Popup closed')],
    ['the error that Trezor returns', { success: false, payload: { error: 'Cancelled', code: 'Failure' } }],
    ['a name of Ledger', Object.assign(new Error('6985'), { name: 'UserRefusedOnDevice' })],
    ['one of several errors', new AggregateError([new Error('no socket'), coded(4001)], 'All promises were rejected')],
    ['a list', [{ code: 4001 }]],
    ['a text with JSON', new Error('{"code":4001,"message":"no"}')],
    ['the body of an answer', { code: 'SERVER_ERROR', body: '{"error":{"code":4001}}' }],
    ['a number', 4001], ['a number as text', '5000'], ['a code that is a bigint', { code: 4001n }], ['a text with a list as JSON', '[{"code":4001}]'],
    ['what a person has not done', 'The user did not approve'], ['what was not done by a person', { code: -32000, message: 'Not confirmed by the user' }],
    ['a request that the person aborted', new Error('Request aborted by user')], ['a person who left', 'User exited without signing'],
    ['a person, although a limit is mentioned', 'User rejected the request: too many requests are open'],
    ['words in Italian', 'L’utente ha rifiutato la richiesta'], ['words in Russian', 'Пользователь отклонил запрос'],
    ['words in Polish', 'Użytkownik odrzucił żądanie'], ['words in Dutch', 'De gebruiker heeft geweigerd'],
    ['words in German', new Error('Vom Benutzer abgelehnt')], ['more words in German', 'Vom Nutzer abgebrochen'],
    ['words in French', new Error('Refusé par l’utilisateur')], ['more words in French', 'Demande annulée'],
    ['words in Spanish', new Error('El usuario rechazó la solicitud')], ['words in Portuguese', 'Recusado pelo usuário'],
    ['words in Turkish', 'Kullanıcı reddetti'], ['words in Chinese', new Error('用户拒绝了请求')], ['more words in Chinese', '用戶取消'],
    ['words in Japanese', 'ユーザーがキャンセルしました'], ['words in Korean', '사용자가 거부했습니다'], ['words in Arabic', 'رفض المستخدم الطلب'],
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
    ['a text', 'Something went wrong', 'Something went wrong'],
    ['nothing', undefined, 'It did not say why.'],
    ['an empty error', new Error(''), 'It did not say why.'],
    ['a message that is not a string', { message: { code: 1 } }, 'It did not say why.'],
    ['another code', coded('4009', 'text code'), 'text code'],
    ['-32000 without such words', coded(-32000, 'nonce too low'), 'nonce too low'],
    ['a server that refuses', Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), 'EACCES: permission denied'],
    ['a service that signs', new Error('User arn:1 is not authorized: access denied'), 'User arn:1 is not authorized: access denied'],
    ['a network', new Error('The connection was rejected by the host'), 'The connection was rejected by the host'],
    ['a server', new Error('Network request rejected by the server'), 'Network request rejected by the server'],
    ['a node that is named first', new Error('The RPC node has rejected the request'), 'The RPC node has rejected the request'],
    ['a status of HTTP', new Error('HTTP 403: request rejected'), 'HTTP 403: request rejected'],
    ['a limit without a code of its own', coded(-32000, 'Request rejected: rate limit'), 'Request rejected: rate limit'],
    ['work that was aborted', new Error('The operation was aborted'), 'The operation was aborted'],
    ['a limit', coded(-32005, 'request rejected: too many requests'), 'request rejected: too many requests'],
    ['a method that is not supported', { code: -32603, data: { originalError: coded(4200, 'denied') }, message: 'Method denied' }, 'Method denied'],
    ['a request that mentions such a word', makeError('something failed', 'UNKNOWN_ERROR', { info: { payload: { params: ['rejected'] } } } as never), 'something failed'],
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

  it('toWalletError takes anything that is thrown, also what throws when it is read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const guarded = { get message(): string { throw new Error('A page of another origin.') }, code: 4001 }
    expect(toWalletError(proxy)).toMatchObject({ code: 'WALLET_FAILED', info: { why: 'It did not say why.' } })
    expect(toWalletError(guarded).code).toBe('WALLET_REJECTED')
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
