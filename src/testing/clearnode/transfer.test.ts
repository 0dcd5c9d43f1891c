import { beforeEach, describe, expect, it } from 'vitest'
import { ClearnodeRoom } from '../../../test/helpers/clearnodeRoom'
import { signaturesOver, testKey, type DirectClient } from '../../../test/helpers/directClient'

let room: ClearnodeRoom
let alice: DirectClient
let bob: DirectClient

beforeEach(() => {
  room = new ClearnodeRoom({ amounts: [] })
  ;[alice, bob] = [room.person(0), room.person(1)]
  room.node.fund(alice.wallet, 'usdc', '10')
  alice.login({ allowances: [{ asset: 'usdc', amount: '3' }] })
  bob.login()
})

const params = (amount: string, change: object = {}) => ({ destination: bob.wallet, allocations: [{ asset: 'usdc', amount }], ...change })
const tagOf = (client: DirectClient) => (client.ask('get_user_tag', {}) as { tag: string }).tag

describe('transfer', () => {
  it('transfer of the embedded ClearNode moves funds and notifies both wallets', () => {
    const before = [alice.frames.length, bob.frames.length]
    const [from_account_tag, to_account_tag] = [tagOf(alice), tagOf(bob)]
    const transactions = [{
      id: 1, tx_type: 'transfer', from_account: alice.wallet, from_account_tag, to_account: bob.wallet, to_account_tag,
      asset: 'usdc', amount: '4', created_at: '2027-01-15T08:00:00Z',
    }]
    expect(alice.ask('transfer', params('4'), [alice.walletKey])).toEqual({ transactions })
    expect(room.paid).toEqual(['6', '4'])
    expect(alice.frames.slice((before[0] ?? 0) + 1).map(({ method }) => method)).toEqual(['bu', 'tr', 'bu', 'transfer'])
    expect(bob.frames.slice((before[1] ?? 0) + 1).map(({ method }) => method)).toEqual(['bu', 'tr'])
    expect(bob.frames.at(-1)?.params).toEqual({ transactions })
    expect(room.node.history().map(({ method }) => method)).toEqual(['transfer'])
    expect(alice.ask('get_ledger_transactions', { tx_type: 'transfer' }, [])).toEqual({ ledger_transactions: transactions })
  })

  it('transfer of the embedded ClearNode finds the receiver by its tag', () => {
    const tag = tagOf(bob)
    expect(alice.ask('transfer', params('1', { destination: '', destination_user_tag: tag.toLowerCase() }), [alice.walletKey]))
      .toMatchObject({ transactions: [{ to_account: bob.wallet, to_account_tag: tag }] })
    expect(alice.ask('transfer', params('1', { destination: '', destination_user_tag: 'none' }), [alice.walletKey]))
      .toBe('failed to get wallet by tag: none')
  })

  it('a transfer that a victim signed moves nothing on a connection of somebody else', () => {
    const text = `[7,"transfer",${JSON.stringify({ ...params('1'), destination: bob.wallet })},${room.now}]`
    expect(room.submit(text, signaturesOver(text, [alice.walletKey]), bob)).toBe('invalid signature')
    expect(room.paid).toEqual(['10', '0'])
  })

  it('the embedded ClearNode carries out the same transfer once within a minute', () => {
    const text = `[7,"transfer",${JSON.stringify(params('1'))},${room.now + 120_000}]`
    const signatures = signaturesOver(text, [alice.walletKey])
    expect(room.submit(text, signatures, alice)).toBeUndefined()
    room.now += 60_000
    expect(room.submit(text, signatures, alice)).toBe('operation denied: the request has already been processed')
    room.now += 1
    expect(room.submit(text, signatures, alice)).toBeUndefined()
    expect(room.paid).toEqual(['8', '2'])
  })

  it('a session key transfers as much as its allowance on the embedded ClearNode', () => {
    expect(alice.ask('transfer', params('2'))).toHaveProperty('transactions')
    expect(alice.ask('transfer', params('2'))).toBe('session key spending validation failed: operation denied: '
      + 'insufficient session key allowance: 2 required, 1 available')
  })

  it.each([
    [{ destination: '' }, 'destination or destination_tag must be provided'],
    [{ destination: 'bob' }, 'invalid destination account: bob'],
    [{ allocations: [] }, 'allocations cannot be empty'],
    [{ allocations: [{ asset: 'usdc', amount: '0' }] }, 'invalid allocation: 0 for asset usdc'],
    [{ allocations: [{ asset: 'usdc', amount: '-1' }] }, 'invalid allocation: -1 for asset usdc'],
    [{ allocations: 'all' }, 'failed to parse parameters'],
  ])('the embedded ClearNode refuses a transfer with %j', (change, text) => {
    expect(alice.ask('transfer', params('1', change), [alice.walletKey])).toBe(text)
  })

  it('the embedded ClearNode refuses a transfer of more than the sender has, to the sender itself, and without a valid signature', () => {
    expect(alice.ask('transfer', params('11'), [alice.walletKey])).toBe(`insufficient funds: ${alice.wallet} for asset usdc`)
    expect(alice.ask('transfer', params('1', { destination: alice.wallet }), [alice.walletKey])).toBe('cannot transfer to self')
    expect(alice.ask('transfer', params('1'), [])).toBe('missing participant signature')
    expect(alice.ask('transfer', params('1'), [testKey('passer-by')])).toBe('invalid signature')
    expect(alice.answerWith('transfer', params('1'), ['0x00']).params).toEqual({ error: 'failed to verify signer' })
    expect(room.paid).toEqual(['10', '0'])
  })
})
