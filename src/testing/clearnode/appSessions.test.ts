import { beforeEach, describe, expect, it } from 'vitest'
import { addressOf, closing, DirectClient, testKey } from '../../../test/helpers/directClient'
import { sessionIdOf } from './appSessions'
import { createEmbeddedClearnode } from './clearnode'
import type { EmbeddedClearnode } from './types'

let now: number
let node: EmbeddedClearnode
let alice: DirectClient
let bob: DirectClient
const clock = () => now

beforeEach(() => {
  now = 1_800_000_000_000
  node = createEmbeddedClearnode({ clock })
  alice = new DirectClient(node, 'alice', clock)
  bob = new DirectClient(node, 'bob', clock)
  alice.login({ allowances: [{ asset: 'usdc', amount: '10' }] })
  bob.login()
  node.fund(alice.wallet, 'usdc', '100')
  node.fund(bob.wallet, 'usdc', '100')
})

const definition = (change = {}) => ({
  application: 'app',
  protocol: 'NitroRPC/0.4',
  participants: [alice.wallet, bob.wallet],
  weights: [50, 50],
  quorum: 100,
  challenge: 0,
  nonce: 1,
  ...change,
})
const rows = (a: unknown, b: unknown) => [
  { participant: alice.wallet, asset: 'usdc', amount: a },
  { participant: bob.wallet, asset: 'usdc', amount: b },
]
const both = () => [alice.key, bob.walletKey]
const create = (change = {}, allocations = rows('5', '7')) =>
  alice.ask('create_app_session', { definition: definition(change), allocations }, both())
const created = () => (create() as { app_session_id: string }).app_session_id

describe('create_app_session', () => {
  it.each([
    [{ protocol: 'NitroRPC/0.9' }, 'unsupported protocol: NitroRPC/0.9'],
    [{ participants: ['0x1'], weights: [1] }, 'invalid number of participants'],
    [{ weights: [100] }, 'number of weights must be equal to participants'],
    [{ nonce: 0 }, 'nonce is zero or not provided'],
    [{ quorum: 101 }, 'target quorum (101) cannot be greater than total sum of weights (100)'],
    [{ quorum: 1.5 }, 'failed to parse parameters'],
    [{ quorum: '100' }, 'failed to parse parameters'],
    [{ nonce: 2 ** 64 }, 'failed to parse parameters'],
  ])('create_app_session refuses the definition %j', (change, text) => { expect(create(change)).toBe(text) })

  it('create_app_session stores a quorum of 0 as 100, while the id of the session depends on 0', () => {
    const id = (create({ quorum: 0 }) as { app_session_id: string }).app_session_id
    expect(id).toBe(sessionIdOf({
      ...definition(), weights: [50n, 50n], quorum: 0n, challenge: 0n, nonce: 1n,
    }))
    expect(node.session(id)?.quorum).toBe(100)
  })

  it.each([
    ['a weight of more than 31 bits', { weights: [2 ** 31, 0] }],
    ['a challenge of more than 63 bits', { challenge: 2 ** 63 }],
  ])('create_app_session refuses %s, which its table cannot hold', (_, change) => {
    expect(create(change)).toBe('failed to create application session')
  })

  it('sessions that are seeded without a nonce get the lowest ones that are not in use', () => {
    const seed = { application: 'app', participants: [alice.wallet, bob.wallet], weights: [50, 50], quorum: 100, allocations: [] }
    const seeded = [node.createSession({ ...seed, nonce: 2 }), node.createSession(seed), node.createSession(seed), node.createSession(seed)]
    const idOf = (nonce: bigint) => sessionIdOf({
      ...seed, protocol: 'NitroRPC/0.4', weights: [50n, 50n], quorum: 100n, challenge: 0n, nonce,
    })
    expect(seeded.map(({ id }) => id)).toEqual([idOf(2n), idOf(1n), idOf(3n), idOf(4n)])
  })

  it('create_app_session refuses session data with a NUL', () => {
    const params = { definition: definition(), allocations: rows('5', '7'), session_data: 'a\0' }
    expect(alice.ask('create_app_session', params, both())).toBe('failed to create application session')
  })

  it('create_app_session names the participant with a negative weight', () => {
    expect(create({ weights: [100, -1] })).toBe(`participant ${bob.wallet} weight cannot be negative`)
  })

  it('create_app_session needs the signature, funds and allowance of every depositor', () => {
    const params = { definition: definition(), allocations: rows('5', '7') }
    expect(alice.ask('create_app_session', params)).toBe(`missing signature for participant ${bob.wallet}`)
    expect(create({}, rows('-5', '7'))).toBe('negative allocation: -5 for asset usdc')
    expect(create({}, rows('5', '100.01'))).toBe(`insufficient funds: ${bob.wallet} for asset usdc`)
    expect(create({}, rows('10.5', '7'))).toBe('session key spending validation failed: operation denied: '
      + 'insufficient session key allowance: 10.5 required, 10 available')
    expect(create({ application: 'x' })).toBe('session key application validation failed: session key application mismatch: '
      + `session key is for 'app', but app session is for 'x'`)
    expect(node.transactions()).toEqual([])
    expect(create()).toMatchObject({ status: 'open', version: 1 })
    expect(create()).toBe('failed to create application session')
    expect(alice.ask('get_session_keys', {}))
      .toMatchObject({ session_keys: [{ allowances: [{ asset: 'usdc', allowance: '10', used: '5' }] }] })
    expect(create({ nonce: 2 }, rows('6', '0'))).toContain('6 required, 5 available')
  })

  it('create_app_session gives the same id for nonces that are the same double', () => {
    const first = alice.encode('create_app_session', { definition: definition({ nonce: 42 }), allocations: [] })
    alice.connection.receive(first.replace('"nonce":42', '"nonce":9007199254740993'))
    const again = create({ nonce: 9007199254740992 }, [])
    expect(again).toBe('failed to create application session')
  })
})

describe('submit_app_state', () => {
  const submit = (id: string, intent: string, version: number, allocations: unknown, more = {}) =>
    alice.ask('submit_app_state', { app_session_id: id, intent, version, allocations, ...more }, both())

  it('submit_app_state with the intent deposit adds funds', () => {
    const id = created()
    expect(submit(id, 'deposit', 2, rows('5', '6'))).toBe(
      `incorrect deposit request: decreased allocation for participant ${bob.wallet}`)
    expect(submit(id, 'deposit', 2, rows('5', '7'))).toBe('incorrect deposit request: non-positive allocations sum delta')
    expect(submit(id, 'deposit', 2, rows('5', '101'))).toBe('incorrect deposit request: insufficient unified balance')
    expect(submit(id, 'deposit', 2, rows('10.1', '7'))).toContain('5.1 required, 5 available')
    expect(submit(id, 'deposit', 2, rows('9', '8'))).toMatchObject({ status: 'open', version: 2 })
    expect(node.session(id)?.allocations).toEqual(rows('9', '8'))
    expect(node.balances(bob.wallet)).toEqual([{ asset: 'usdc', amount: '92' }])
  })

  it('submit_app_state with the intent withdraw removes funds', () => {
    const id = created()
    expect(submit(id, 'withdraw', 2, rows('6', '7')))
      .toBe(`incorrect withdrawal request: increased allocation for participant ${alice.wallet}`)
    expect(submit(id, 'withdraw', 2, rows('5', '7'))).toBe('incorrect withdrawal request: non-negative allocations sum delta')
    expect(submit(id, 'withdraw', 2, rows('4.5', '7'))).toMatchObject({ version: 2 })
    expect(node.session(id)?.allocations).toEqual(rows('4.5', '7'))
  })

  it('submit_app_state with the intent operate redistributes and pushes to every participant', () => {
    const id = created()
    expect(submit(id, 'operate', 2, rows('5', '8'))).toBe(
      'incorrect operate request: non-zero allocations sum delta: asset usdc not fully redistributed')
    expect(submit(id, 'operate', 3, rows('12', '0'))).toBe('incorrect app state: incorrect version: expected 2, got 3')
    expect(submit(id, 'steal', 2, rows('12', '0'))).toBe('incorrect app state: unsupported intent: steal')
    expect(submit(id, 'operate', 2, rows('12', '0'), { session_data: '<b>' })).toMatchObject({ version: 2 })
    const pushes = [alice, bob].map(client => client.raw.filter(frame => frame.includes('"asu"')))
    expect(pushes[0]).toHaveLength(1)
    expect(pushes[0]).toEqual(pushes[1])
    expect(pushes[0]?.[0]).toContain('"session_data":"\\u003cb\\u003e"')
  })

  it('submit_app_state names the intent if the quorum is not reached', () => {
    const id = created()
    const ask = (intent: string) => alice.ask('submit_app_state', { app_session_id: id, intent, version: 2, allocations: [] })
    expect(ask('deposit')).toBe('incorrect deposit request: quorum not reached: 50 / 100')
    expect(ask('withdraw')).toBe('incorrect withdrawal request: quorum not reached: 50 / 100')
    expect(ask('operate')).toBe('incorrect submit_state request: quorum not reached: 50 / 100')
  })
})

describe('close_app_session', () => {
  it('close_app_session counts a wallet and its key once, and refuses a stranger\'s signature', () => {
    const id = created()
    const params = closing(alice.wallet === '' ? '0x' : `0x${id.slice(2)}`, [alice.wallet, '12'])
    expect(alice.ask('close_app_session', params, [alice.key, alice.walletKey]))
      .toBe('incorrect submit_state request: quorum not reached: 50 / 100')
    const stranger = testKey('stranger')
    expect(alice.ask('close_app_session', params, [...both(), stranger]))
      .toBe(`signature from unknown participant wallet ${addressOf(stranger)}`)
    expect(alice.ask('close_app_session', params, both())).toMatchObject({ status: 'closed' })
  })

  it('close_app_session pays a participant who has several rows', () => {
    const id = `0x${created().slice(2)}` as const
    const params = closing(id, [alice.wallet, '3'], [alice.wallet, '4'], [bob.wallet, '5'])
    expect(alice.ask('close_app_session', params, both())).toMatchObject({ status: 'closed' })
    expect(node.balances(alice.wallet)).toEqual([{ asset: 'usdc', amount: '102' }])
    expect(node.session(id)?.allocations).toEqual([])
  })
})

describe('reading', () => {
  it('get_app_sessions pages sessions by their last change', () => {
    const ids = Array.from({ length: 120 }, () => {
      now++
      return node.createSession({
        participants: [alice.wallet, bob.wallet], weights: [1, 1], quorum: 2, allocations: [], application: 'x',
      }).id
    })
    const list = (params: object) => {
      const answer = alice.ask('get_app_sessions', { participant: bob.wallet, ...params }, [])
      return typeof answer === 'string'
        ? answer
        : (answer as { app_sessions: { app_session_id: string }[] }).app_sessions.map(row => row.app_session_id)
    }
    const newestFirst = [...ids].reverse()
    expect(new Set(ids).size).toBe(120)
    expect(list({})).toEqual(newestFirst.slice(0, 10))
    expect(list({ limit: 1000 })).toEqual(newestFirst.slice(0, 100))
    expect(list({ limit: 100, offset: 100 })).toEqual(newestFirst.slice(100))
    expect(list({ sort: 'asc', limit: 3 })).toEqual(ids.slice(0, 3))
    expect(list({ sort: 'upwards' })).toBe('failed to get application sessions')
    expect(list({ limit: -1 })).toBe('failed to parse parameters')
    expect(list({ status: 'closed' })).toEqual([])
    expect(list({ participant: bob.wallet.toLowerCase() })).toEqual([])
  })

  it('get_ledger_balances shows any account, but only the caller\'s part', () => {
    const id = created()
    const balancesOf = (client: DirectClient) => client.ask('get_ledger_balances', { account_id: id })
    expect(balancesOf(alice)).toEqual({ ledger_balances: [{ asset: 'usdc', amount: '5' }] })
    expect(balancesOf(bob)).toEqual({ ledger_balances: [{ asset: 'usdc', amount: '7' }] })
    const entries = (wallet: string) => alice.ask('get_ledger_entries', { account_id: id, wallet }, [])
    expect(entries(bob.wallet.toLowerCase())).toMatchObject({ ledger_entries: [{ credit: '7', debit: '0' }] })
  })

  it('get_ledger_transactions filters transactions and refuses unknown types', () => {
    const id = created()
    const list = (params: object) => alice.ask('get_ledger_transactions', params, [])
    expect(list({ account_id: id, tx_type: 'app_deposit' })).toMatchObject({ ledger_transactions: [{ id: 2 }, { id: 1 }] })
    expect(list({ account_id: bob.wallet })).toMatchObject({ ledger_transactions: [{ amount: '7' }] })
    expect(list({ tx_type: 'gift' })).toBe('invalid ledger transaction type')
  })

  it('get_app_definition finds a session by its id', () => {
    const id = created()
    expect(alice.ask('get_app_definition', { app_session_id: id }, [])).toEqual({ ...definition(), application: '' })
    expect(alice.ask('get_app_definition', { app_session_id: '0x' }, [])).toBe('failed to get application session')
    expect(alice.ask('get_app_definition', {}, [])).toBe('missing account ID')
  })
})
