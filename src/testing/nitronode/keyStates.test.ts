import { getBytes, Wallet } from 'ethers'
import { beforeEach, expect, it } from 'vitest'
import { keyStateDigest } from './encoding'
import { createEmbeddedNitronode } from './nitronode'
import type { EmbeddedNitronode } from './types'

const NOW = 1_800_000_000_000
const [ALICE, BOB] = [new Wallet(`0x${'11'.repeat(32)}`), new Wallet(`0x${'22'.repeat(32)}`)]
const keyAt = (index: number): Wallet => new Wallet(`0x${(0x1000 + index).toString(16).padStart(64, '0')}`)
const [FUTURE, PAST] = [String(NOW / 1000 + 60), String(NOW / 1000 - 60)]

let node: EmbeddedNitronode
let ask: (method: string, payload: unknown) => unknown

beforeEach(() => {
  const frames: string[] = []
  node = createEmbeddedNitronode({ clock: () => NOW, rateLimit: { perSecond: 1_000, burst: 1_000 } })
  const connection = node.connect({ onMessage: text => frames.push(text), onClose: () => undefined })
  ask = (method, payload) => {
    connection.receive(JSON.stringify([1, 7, `app_sessions.v1.${method}`, payload, 5]))
    const [type, , , answer] = JSON.parse(frames.at(-1) ?? '[]') as [number, number, string, { error?: string }]
    return type === 4 ? answer.error?.replace('invalid_session_key_state: ', '') : answer
  }
})

function submit(change: object = {}, key = keyAt(0), user = ALICE): unknown {
  const given = { version: '1', application_ids: ['app'], app_session_ids: [] as string[], expires_at: FUTURE, ...change }
  const digest = getBytes(keyStateDigest({
    user: user.address.toLowerCase(), key: key.address.toLowerCase(), version: BigInt(/^\d{1,19}$/.test(given.version) ? given.version : 0),
    applicationIds: given.application_ids, sessionIds: given.app_session_ids, expiresAt: BigInt(given.expires_at),
  }))
  return ask('submit_session_key_state', {
    state: {
      user_address: user.address, session_key: key.address,
      user_sig: user.signMessageSync(digest), session_key_sig: key.signMessageSync(digest), ...given,
    },
  })
}

it.each([
  [{ version: 'x' }, 'invalid version: strconv.ParseUint: parsing "x": invalid syntax'],
  [{ version: '18446744073709551616' }, 'invalid version: strconv.ParseUint: parsing "18446744073709551616": value out of range'],
  [{ user_address: '0x1' }, 'invalid user_address: invalid hex address: incorrect length, expected 42 characters including 0x prefix'],
  [{ session_key: ALICE.address }, 'session_key must differ from user_address'],
  [{ version: '0' }, 'version must be greater than 0'],
  [{ app_session_ids: Array<string>(11).fill(`0x${'0'.repeat(64)}`) }, 'app_session_ids array exceeds maximum length of 10'],
  [{ application_ids: ['App'] }, 'application_ids must contain only lowercase letters, digits, dashes, and underscores (max 66 chars), got: App'],
  [{ app_session_ids: ['0x0'] }, 'app_session_ids must be 0x-prefixed 32-byte lowercase hex hashes, got: 0x0'],
  [{ user_sig: '' }, 'user_sig is required'],
  [{ session_key_sig: '' }, 'session_key_sig is required'],
  [{ expires_at: PAST }, 'cannot revoke a session key with no prior delegation'],
  [{ user_sig: 'zz' }, 'failed to decode user_sig: hex string without 0x prefix'],
  [{ session_key_sig: '0x00' }, 'failed to recover session_key_sig: invalid signature length'],
  [{ version: '2' }, 'expected version 1, got 2'],
  [{ application_ids: ['app', 'app'] }, 'failed to store session key state'],
])('the embedded nitronode refuses the key state %j', (change, text) => {
  expect(submit(change)).toBe(text)
})

it('the embedded nitronode refuses a key state that expires before 1970', () => {
  const state = { user_address: ALICE.address, session_key: BOB.address, version: '1', expires_at: '-1' }
  expect(ask('submit_session_key_state', { state })).toBe('expires_at must be non-negative')
})

it('a key of one wallet cannot be registered for another one on the embedded nitronode', () => {
  expect(submit()).toEqual({})
  expect(submit({}, keyAt(0), BOB)).toBe('session_key not allowed')
})

it('a wallet has at most 100 active keys on the embedded nitronode, and a revoked key makes room', () => {
  for (let index = 0; index < 100; index++) expect(submit({}, keyAt(index))).toEqual({})
  expect(submit({}, keyAt(100))).toBe('user has reached the session key limit of 100')
  expect(submit({ version: '2', expires_at: PAST })).toEqual({})
  expect(submit({}, keyAt(100))).toEqual({})
})

it('get_last_key_states on the embedded nitronode lists the last states newest first, 10 a page, and revoked ones on request', () => {
  for (let index = 0; index < 11; index++) submit({}, keyAt(index))
  submit({ version: '2', expires_at: PAST }, keyAt(3))
  const first = ask('get_last_key_states', { user_address: ALICE.address, pagination: { limit: 50 } })
  expect(first).toMatchObject({ metadata: { page: 1, per_page: 10, total_count: 10, page_count: 1 } })
  const all = ask('get_last_key_states', { user_address: ALICE.address, include_inactive: true }) as { states: { session_key: string }[] }
  expect(all.states.slice(0, 2)).toMatchObject([
    { session_key: keyAt(3).address.toLowerCase(), version: '2', session_key_sig: '' },
    { session_key: keyAt(10).address.toLowerCase(), version: '1' },
  ])
  expect(ask('get_last_key_states', {})).toBe('user_address is required')
  expect(ask('get_last_key_states', { user_address: ALICE.address, pagination: { sort: 'asc' } }))
    .toBe('invalid_pagination: sort is not supported by get_last_key_states')
})
