import { beforeEach, describe, expect, it } from 'vitest'
import { addressOf, closing, DirectClient, testKey } from '../../../test/helpers/directClient'
import { createEmbeddedClearnode } from './clearnode'
import type { EmbeddedClearnode } from './types'

const DAY = 24 * 60 * 60 * 1000
let now: number
let node: EmbeddedClearnode
let alice: DirectClient
let bob: DirectClient

const clock = () => now
const secondKey = testKey('second')

beforeEach(() => {
  now = 1_800_000_000_000
  node = createEmbeddedClearnode({ clock })
  alice = new DirectClient(node, 'alice', clock)
  bob = new DirectClient(node, 'bob', clock)
})

const openSession = (application = 'app') => node.createSession({
  participants: [alice.wallet, bob.wallet],
  weights: [100, 0],
  quorum: 100,
  allocations: [{ participant: alice.wallet, asset: 'usdc', amount: '1' }],
  application,
}).id
const keysOf = (client: DirectClient) =>
  (client.ask('get_session_keys', {}) as { session_keys: { session_key: string }[] }).session_keys.map(key => key.session_key)

describe('registering', () => {
  it('a new session key on the embedded ClearNode replaces the key of the same wallet and application, whose token still logs in', () => {
    alice.login()
    const [oldKey, oldToken] = [alice.key, alice.token]
    const id = openSession()
    const tab = new DirectClient(node, 'alice', clock)
    tab.login({ key: secondKey })
    expect(keysOf(tab)).toEqual([addressOf(secondKey)])
    expect(alice.ask('close_app_session', closing(id, [alice.wallet, '1']), [oldKey]))
      .toBe(`signature from unknown participant wallet ${addressOf(oldKey)}`)
    const again = new DirectClient(node, 'alice', clock)
    expect(again.ask('auth_verify', { jwt: oldToken }, []))
      .toEqual({ address: alice.wallet, session_key: addressOf(oldKey), success: true })
    expect(tab.close(id, [alice.wallet, '1'])).toMatchObject({ status: 'closed' })
  })

  it('a session key on the embedded ClearNode signs only for its own application, unless it is for the root application', () => {
    alice.login({ application: 'other' })
    const id = openSession()
    expect(alice.close(id, [alice.wallet, '1'])).toBe(
      `session key application validation failed for signer ${addressOf(alice.key)}: session key application mismatch: `
      + `session key is for 'other', but app session is for 'app'`)
    alice.login({ application: 'clearnode', key: secondKey })
    expect(keysOf(alice)).toHaveLength(2)
    expect(alice.close(id, [alice.wallet, '1'])).toMatchObject({ status: 'closed' })
  })

  it.each([
    ['another wallet\'s key', { key: testKey('bob session key') }, 'signer is already in use for another wallet'],
    ['no expiry', { expiresAt: 0 }, 'expiration time must be set and in the future'],
    ['milliseconds', { expiresAt: 1_800_000_000_000 }, 'failed to generate JWT token'],
    ['an unknown asset', { allowances: [{ asset: 'eth', amount: '1' }] }, 'unsupported token: asset \'eth\' is not supported'],
    ['a negative cap', { allowances: [{ asset: 'usdc', amount: '-1' }] },
      'unsupported token: allowance amount cannot be negative for asset \'usdc\', got \'-1\''],
    ['a cap that is not a number', { allowances: [{ asset: 'usdc', amount: '1,5' }] },
      'unsupported token: invalid amount \'1,5\' for asset \'usdc\': can\'t convert 1,5 to decimal'],
  ])('the embedded ClearNode refuses a login for %s', (_, options, text) => {
    bob.login()
    expect(alice.login(options)).toBe(text)
    expect(alice.ask('get_session_keys', {})).toBe('authentication required')
  })

  it('an expired session key no longer signs on the embedded ClearNode, and cannot be registered again', () => {
    alice.login({ expiresAt: now / 1000 + 10 })
    const id = openSession()
    now += 10_001
    expect(alice.close(id, [alice.wallet, '1'])).toBe(`signature from unknown participant wallet ${addressOf(alice.key)}`)
    expect(keysOf(alice)).toEqual([])
    expect(alice.login()).toBe('session key already exists but is expired')
  })
})

describe('challenges and tokens', () => {
  const request = (client: DirectClient) => ({
    address: client.wallet, session_key: addressOf(client.key), application: 'app', allowances: [], scope: '', expires_at: 2e9,
  })
  const challengeFor = (client: DirectClient) =>
    (client.ask('auth_request', request(client), []) as { challenge_message: string }).challenge_message
  const verify = (client: DirectClient, challenge: string) =>
    client.answerWith('auth_verify', { challenge }, [client.signPolicy(challenge, request(client))])

  it('a challenge of the embedded ClearNode works once', () => {
    const challenge = challengeFor(alice)
    expect(verify(alice, challenge).method).toBe('auth_verify')
    expect(verify(alice, challenge).params).toEqual({ error: 'invalid challenge or signature' })
  })

  it('a challenge of the embedded ClearNode expires after five minutes', () => {
    const challenge = challengeFor(alice)
    now += 300_001
    expect(verify(alice, challenge).params).toEqual({ error: 'invalid challenge or signature' })
    expect(verify(alice, challenge).params).toEqual({ error: 'invalid challenge' })
  })

  it('a restart of the embedded ClearNode forgets challenges, but tokens still log in', () => {
    alice.login()
    const challenge = challengeFor(bob)
    node.restart()
    const [again, other] = [new DirectClient(node, 'alice', clock), new DirectClient(node, 'bob', clock)]
    expect(verify(other, challenge).params).toEqual({ error: 'invalid challenge' })
    expect(again.ask('auth_verify', { jwt: alice.token }, [])).toMatchObject({ success: true })
    expect(again.close(openSession(), [alice.wallet, '1'])).toMatchObject({ status: 'closed' })
  })

  it('the embedded ClearNode accepts only its own tokens, for a day', () => {
    alice.login()
    const [header, body, signature = ''] = alice.token.split('.')
    for (const token of ['', 'x', `${header}.${body}`, `${header}.${body}x.${signature}`, `${alice.token}.`]) {
      const expected = token === '' ? 'invalid authentication method: expected JWT or signature' : 'invalid JWT token'
      expect(bob.ask('auth_verify', { jwt: token }, [])).toBe(expected)
    }
    const stranger = new DirectClient(createEmbeddedClearnode({ clock, privateKey: `0x${'11'.repeat(32)}` }), 'alice', clock)
    expect(stranger.ask('auth_verify', { jwt: alice.token }, [])).toBe('invalid JWT token')
    now += DAY
    expect(bob.ask('auth_verify', { jwt: alice.token }, [])).toBe('invalid JWT token')
  })

  it('a login to the embedded ClearNode ends after a day without a private call', () => {
    alice.login({ expiresAt: 2e9 })
    now += DAY
    expect(keysOf(alice)).toHaveLength(1)
    now += DAY + 1
    expect(alice.ask('get_session_keys', {})).toBe('session expired, please re-authenticate')
  })

  it.each([[{ challenge: 'no uuid' }], [[]], [{ jwt: 5 }]])('auth_verify cannot parse %j', (params) => {
    expect(alice.ask('auth_verify', params, [])).toBe('failed to parse auth parameters')
  })
})

describe('revoking', () => {
  it('a session key on the embedded ClearNode can be revoked by itself, its wallet or a root key, but not by another key', () => {
    alice.login()
    const key = alice.key
    const params = { session_key: addressOf(key) }
    alice.login({ application: 'other', key: secondKey })
    expect(alice.ask('revoke_session_key', params)).toBe('operation denied: insufficient permissions for the active session key')
    expect(alice.ask('revoke_session_key', params, [])).toBe('missing participant signature')
    expect(alice.ask('revoke_session_key', { session_key: '' })).toBe('session_key parameter is required')
    expect(alice.ask('revoke_session_key', { session_key: bob.wallet }))
      .toBe('operation denied: provided address is not an active session key of this user')
    alice.login({ application: 'clearnode', key: testKey('root') })
    expect(alice.ask('revoke_session_key', params)).toEqual(params)
    expect(keysOf(alice)).toHaveLength(2)
    expect(alice.ask('revoke_session_key', { session_key: addressOf(secondKey) }, [alice.walletKey]))
      .toEqual({ session_key: addressOf(secondKey) })
    expect(node.history()).toEqual([])
  })

  it('a revoked session key stays revoked after a restart of the embedded ClearNode', () => {
    alice.login()
    alice.ask('revoke_session_key', { session_key: addressOf(alice.key) })
    node.restart()
    expect(new DirectClient(node, 'alice', clock).login()).toBe('session key already exists but is expired')
  })
})

it('the embedded ClearNode checks timestamps with its own clock, before anything else', () => {
  alice.login()
  const keys = (ts: number) => alice.ask('get_session_keys', {}, [], ts)
  expect(keys(now - 60_000)).toMatchObject({ session_keys: [{}] })
  expect(keys(now - 60_001)).toBe('invalid message timestamp')
  expect(keys(now + 3_600_000)).toMatchObject({ session_keys: [{}] })
  expect(keys(now / 1000)).toBe('invalid message timestamp')
  expect(keys(now * 10)).toBe('invalid message timestamp')
  expect(alice.ask('close_app_session', {}, [], now - 60_001)).toBe('invalid message timestamp')
})
