import { beforeEach, describe, expect, it } from 'vitest'
import { ClearnodeRoom } from '../../../test/helpers/clearnodeRoom'
import { addressOf, signaturesOver, testKey, type DirectClient } from '../../../test/helpers/directClient'

const [FIRST, SECOND] = [testKey('first key'), testKey('second key')]
const unknown = (address: string) => `signature from unknown participant wallet ${address}`
const short = (weight: number) => `incorrect submit_state request: quorum not reached: ${weight} / 100`

let room: ClearnodeRoom
let alice: DirectClient
let bob: DirectClient

beforeEach(() => {
  room = new ClearnodeRoom()
  ;[alice, bob] = [room.person(0), room.person(1)]
})

describe('keys that close', () => {
  it('a session key without allowances and with a scope for reading gives everything away in a close of ClearNode', () => {
    alice.login({ allowances: [], scope: 'ledger.readonly', key: FIRST })
    expect(room.close(room.split('0', '1'), [FIRST, bob.walletKey])).toBe('closed')
    expect(room.paid).toEqual(['0', '1'])
  })

  it.each([
    ['expired', () => { room.now += 10_001 }],
    ['was replaced', () => { room.join('person0').login({ key: SECOND }) }],
    ['was revoked', () => { alice.ask('revoke_session_key', { session_key: addressOf(FIRST) }) }],
  ])('a session key that %s after it signed spoils the whole close of ClearNode, and the same bytes pass with a fresh signature', (_, end) => {
    alice.login({ key: FIRST, expiresAt: room.now / 1000 + 10 })
    const text = room.closeText(room.split('1', '0'))
    const [early = '', second = ''] = signaturesOver(text, [FIRST, bob.walletKey])
    end()
    expect(room.submit(text, [early, second])).toBe(unknown(addressOf(FIRST)))
    const [fresh = ''] = signaturesOver(text, [alice.walletKey])
    expect(room.submit(text, [fresh, second])).toBe('closed')
  })

  it('a session key of another application counts for the quorum of ClearNode, and is refused after it', () => {
    alice.login({ key: FIRST, application: 'other' })
    expect(room.close(room.split('1', '0'), [FIRST])).toBe(short(50))
    expect(room.close(room.split('1', '0'), [FIRST, bob.walletKey])).toBe(
      `session key application validation failed for signer ${addressOf(FIRST)}: session key application mismatch: `
      + 'session key is for \'other\', but app session is for \'app\'')
  })

  it('a session key of the root application closes sessions of every application on ClearNode', () => {
    alice.login({ key: FIRST, application: 'clearnode' })
    expect(room.close(room.split('1', '0'), [FIRST, bob.walletKey])).toBe('closed')
  })

  it.each([
    ['with the same key', { key: FIRST }], ['with another key for another application', { key: SECOND, application: 'other' }],
    ['with the same key for another application', { key: FIRST, application: 'other' }],
  ])('a second login %s voids no signature of the first one on ClearNode', (_, login) => {
    alice.login({ key: FIRST })
    const text = room.closeText(room.split('1', '0'))
    const signatures = signaturesOver(text, [FIRST, bob.walletKey])
    expect(room.join('person0').login(login)).toBeNull()
    expect(room.submit(text, signatures)).toBe('closed')
  })

  it('get_session_keys of ClearNode shows only the keys of the caller', () => {
    alice.login({ key: FIRST })
    bob.login({ key: SECOND })
    expect(bob.ask('get_session_keys', { wallet: alice.wallet })).toMatchObject({ session_keys: [{ session_key: addressOf(SECOND) }] })
  })

  it('the ClearNode error for a close without a quorum says which wallet a key belongs to', () => {
    alice.login({ key: FIRST })
    const params = room.split('1', '0')
    const small = new ClearnodeRoom({ weights: [30, 60, 10] })
    small.person(0).login({ key: FIRST })
    expect(room.close(params, [FIRST])).toBe(short(50))
    expect(small.close(small.split('1'), [FIRST])).toBe(short(30))
    expect(small.close(small.split('1'), [FIRST, ...small.wallets(0)])).toBe(short(30))
    expect(small.close(small.split('1'), [FIRST, ...small.wallets(1)])).toBe(short(90))
  })
})

describe('a wallet that somebody registers as a session key', () => {
  const MALLORY = 'mallory'

  it('the raw signature of a victim counts for the wallet that has registered it, without any proof of possession', () => {
    const mallory = room.join(MALLORY)
    expect(mallory.login({ sessionKey: alice.wallet })).toBeNull()
    expect(room.close(room.split('1', '0'), room.wallets(0, 1))).toBe(unknown(mallory.wallet))
  })

  it('a participant whose wallet was registered as the key of somebody else can still use a session key of its own on ClearNode', () => {
    room.join(MALLORY).login({ sessionKey: alice.wallet })
    expect(alice.login({ key: FIRST })).toBeNull()
    expect(room.close(room.split('1', '0'), [FIRST, bob.walletKey])).toBe('closed')
  })

  it('a participant who registers the wallet of another one signs with one weight for two signatures', () => {
    bob.login({ sessionKey: alice.wallet })
    expect(room.close(room.split('1', '0'), room.wallets(0, 1))).toBe(short(50))
  })

  it('the raw signature of the victim counts again once the attacker has replaced the key', () => {
    const mallory = room.join(MALLORY)
    mallory.login({ sessionKey: alice.wallet })
    mallory.login({ key: SECOND })
    expect(room.close(room.split('1', '0'), room.wallets(0, 1))).toBe('closed')
  })
})

describe('a node full of challenges', () => {
  const MINUTE = 60_000

  it('1,000 open challenges block every login to ClearNode until the sweep after 10 minutes, but no login with a token', () => {
    alice.login()
    const flooder = room.join('flooder')
    const request = JSON.stringify({ address: 'x', session_key: 'x', application: 'app', allowances: [], scope: '', expires_at: 0 })
    for (let id = 1; id <= 1000; id++) flooder.connection.receive(`{"req":[${id},"auth_request",${request},${room.now}],"sig":[]}`)
    const askChallenge = () => bob.ask('auth_request', JSON.parse(request), [])

    expect(askChallenge()).toBe('failed to generate challenge')
    const again = room.join('person0')
    expect(again.ask('auth_verify', { jwt: alice.token }, [])).toMatchObject({ success: true })
    expect(again.ask('get_session_keys', {}, [])).toMatchObject({ session_keys: [{}] })
    room.now += 10 * MINUTE - 1
    expect(askChallenge()).toBe('failed to generate challenge')
    room.now += 1
    expect(bob.login()).toBeNull()
  })
})
