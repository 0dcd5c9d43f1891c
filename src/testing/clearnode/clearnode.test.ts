import { describe, expect, it } from 'vitest'
import { DirectClient } from '../../../test/helpers/directClient'
import { add, parseDecimal, subtract, ZERO } from '../formats/decimal'
import { arrayElements, objectMembers } from '../formats/jsonSlices'
import { createEmbeddedClearnode } from './clearnode'
import { digestOf, recoverAddress } from '../formats/signatures'

const clock = () => 1_800_000_000_000

describe('seeding', () => {
  it('createSession and fund balance the ledger with the opening account', () => {
    const node = createEmbeddedClearnode({ clock })
    const [alice, bob] = [new DirectClient(node, 'alice', clock), new DirectClient(node, 'bob', clock)]
    node.fund(alice.wallet, 'usdc', '1.5')
    const { id } = node.createSession({
      participants: [alice.wallet, bob.wallet],
      weights: [60, 40],
      quorum: 100,
      allocations: [
        { participant: alice.wallet, asset: 'usdc', amount: '1' },
        { participant: bob.wallet, asset: 'usdc', amount: '0.25' },
      ],
      application: 'app',
      sessionData: '{}',
    })
    expect(node.balances(alice.wallet)).toEqual([{ asset: 'usdc', amount: '0.5' }])
    expect(node.balances(bob.wallet)).toEqual([{ asset: 'usdc', amount: '0' }])
    expect(node.session(id)).toEqual({
      id,
      application: 'app',
      status: 'open',
      participants: [alice.wallet, bob.wallet],
      weights: [60, 40],
      quorum: 100,
      version: 1,
      sessionData: '{}',
      allocations: [
        { participant: alice.wallet, asset: 'usdc', amount: '1' },
        { participant: bob.wallet, asset: 'usdc', amount: '0.25' },
      ],
    })
    const sum = node.ledger().reduce((total, { credit, debit }) =>
      add(total, subtract(parseDecimal(credit) ?? ZERO, parseDecimal(debit) ?? ZERO)), ZERO)
    expect(sum.units).toBe(0n)
  })

  it('createSession gives each session its own id, and rejects a nonce that is in use', () => {
    const node = createEmbeddedClearnode()
    const seed = { participants: ['0xA', '0xB'], weights: [1, 1], quorum: 2, allocations: [], application: 'app' }
    const ids = [node.createSession(seed), node.createSession(seed), node.createSession({ ...seed, nonce: 3 })]
    expect(new Set(ids.map(({ id }) => id)).size).toBe(3)
    expect(() => node.createSession({ ...seed, nonce: 3 })).toThrow(RangeError)
    expect(node.session('0x')).toBeNull()
  })

  it.each(['0', '-1', 'much', ''])('fund rejects the amount %j', (amount) => {
    expect(() => { createEmbeddedClearnode().fund('0x1', 'usdc', amount) }).toThrow(RangeError)
  })
})

describe('answers', () => {
  it.each(['create_channel', 'resize_channel', 'close_channel', 'get_errors', 'constructor', '__proto__'])(
    'the embedded ClearNode does not know the method %s', (method) => {
      const client = new DirectClient(createEmbeddedClearnode({ clock }), 'alice', clock)
      client.login()
      expect(client.ask(method, {})).toBe(`unknown method: ${method}`)
    })

  it.each([
    'get_ledger_balances', 'get_rpc_history', 'get_session_keys', 'revoke_session_key', 'get_user_tag',
    'transfer', 'create_app_session', 'submit_app_state', 'close_app_session',
  ])('the embedded ClearNode answers the method %s only after a login', (method) => {
    const client = new DirectClient(createEmbeddedClearnode({ clock }), 'alice', clock)
    expect(client.ask(method, {})).toBe('authentication required')
  })

  it('the embedded ClearNode signs answers over their exact bytes', () => {
    const node = createEmbeddedClearnode({ clock, privateKey: `0x${'42'.repeat(32)}` })
    const client = new DirectClient(node, 'alice', clock)
    client.ask('<&>', {}, [])
    const [res, sig] = objectMembers(client.raw.at(-1) ?? '')
    expect(arrayElements(res?.raw ?? '')[2]).toBe('{"error":"unknown method: \\u003c\\u0026\\u003e"}')
    const [signature = ''] = JSON.parse(sig?.raw ?? '[]') as string[]
    expect(recoverAddress(digestOf(res?.raw ?? ''), signature)).toBe(node.brokerAddress)
  })

  it('a push of the embedded ClearNode reaches every connection of a wallet with the same bytes, and no other connection', () => {
    const node = createEmbeddedClearnode({ clock })
    const [one, two, bob] = [
      new DirectClient(node, 'alice', clock), new DirectClient(node, 'alice', clock), new DirectClient(node, 'bob', clock),
    ]
    one.login()
    two.ask('auth_verify', { jwt: one.token }, [])
    bob.login()
    const before = [one, two, bob].map(client => client.raw.length)
    one.send('close_app_session', {})
    const after = [one, two, bob].map((client, index) => client.raw.slice(before[index]))
    expect(after[0]).toHaveLength(2)
    expect(after[1]).toEqual(after[0]?.slice(0, 1))
    expect(after[2]).toEqual([])
  })
})

it('get_rpc_history sorts by timestamp, shows rewritten recovery bytes, and omits ids above 63 bits', () => {
  const node = createEmbeddedClearnode({ clock })
  const client = new DirectClient(node, 'alice', clock)
  client.login()
  client.send('close_app_session', { app_session_id: 'b', allocations: [] }, [client.key], clock() - 5)
  client.send('close_app_session', { session_data: 1, allocations: [] }, [client.key], clock() + 5)
  client.connection.receive(`{"req":[9223372036854775808,"close_app_session",{},${clock()}]}`)
  const { rpc_entries: entries } = client.ask('get_rpc_history', {}) as {
    rpc_entries: { params: string, response: string, req_sig: string[], res_sig: string[] }[]
  }
  expect(entries.map(({ params }) => params))
    .toEqual(['{"allocations":[],"session_data":1}', '{"allocations":[],"app_session_id":"b"}'])
  // Signers are recovered after parsing, so this signature still has the byte that was sent.
  expect(entries[0]?.req_sig[0]).toMatch(/(1b|1c)$/)
  expect(entries[1]?.req_sig[0]).toMatch(/(00|01)$/)
  expect(entries[1]?.res_sig).toEqual(entries[1]?.req_sig)
  expect(entries[1]?.response).toContain('missing required parameters: app_id or allocations')
})

it('the embedded ClearNode uses the random source, assets and message expiry of its options', () => {
  let seed = 0
  const node = createEmbeddedClearnode({
    clock,
    random: () => (seed = (seed * 16807 + 7) % 2147483647) / 2147483647,
    assets: [{ symbol: 'usd', decimals: 2, token: '0x1', chainId: 5 }],
    messageExpiry: 5,
  })
  const client = new DirectClient(node, 'alice', clock)
  client.login()
  expect(client.frames[0]?.params).toEqual({ assets: [{ symbol: 'usd', decimals: 2, token: '0x1', chain_id: 5 }] })
  expect(client.ask('get_assets', { chain_id: 6 }, [])).toEqual({ assets: [] })
  expect(client.ask('get_user_tag', {})).toEqual({ tag: expect.stringMatching(/^[A-Z0-9]{6}$/) as string })
  expect(client.ask('get_user_tag', {}, [], clock() - 5001)).toBe('invalid message timestamp')
})
