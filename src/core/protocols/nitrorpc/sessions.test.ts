import { describe, expect, it } from 'vitest'
import type { ClosingPlan } from '../../closing/types'
import type { Hex } from '../../types'
import { createNitroRpc } from './index'
import { createRig, createWallet, OPTIONS, scriptConnection, type Answer } from '../../../../test/helpers/nitroRpcRig'

const ID: Hex = `0x${'ab'.repeat(32)}`
const ALICE = createWallet('alice').address
const BOB = createWallet('bob').address

const CONFIG: Record<string, Answer> = {
  get_config: { params: { broker_address: BOB, networks: [] } },
  get_assets: { params: { assets: [{ symbol: 'usdc', decimals: 18 }, { symbol: 'usdc', decimals: 6 }, { symbol: 'bad', decimals: 1e9 }] } },
}

const row = (more: object = {}) => ({
  app_session_id: ID, application: 'test-app', status: 'open', participants: [ALICE, BOB], session_data: 'data',
  protocol: 'NitroRPC/0.4', challenge: 0, weights: [100, 0], quorum: 100, version: 1, nonce: 18446744073709551615,
  created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', ...more,
})

const entry = (id: number, asset: string, credit: string, debit = '0') => ({ id, asset, credit, debit, participant: ALICE })

describe('reading a session', () => {
  it('a ClearNode session is read with participants, weights, quorum and the holdings in the ledger', async () => {
    const { node, protocol, connect, openSession } = createRig()
    const id = openSession([ALICE, BOB], {
      weights: [60, 40],
      sessionData: '{"a":"<&>"}',
      allocations: [
        { participant: ALICE, asset: 'usdc', amount: '10' },
        { participant: BOB, asset: 'weth', amount: '0.000000000000000001' },
      ],
    })
    const connection = await connect()
    const session = await protocol.readSession(connection, id)
    expect(session).toMatchObject({
      id, status: 'open', application: 'test-app', quorum: 100, version: 1, sessionData: '{"a":"<&>"}',
      participants: [{ address: ALICE, weight: 60 }, { address: BOB, weight: 40 }],
      assets: [
        { symbol: 'usdc', decimals: 6, scale: 6, total: '10' },
        { symbol: 'weth', decimals: 18, scale: 18, total: '0.000000000000000001' },
      ],
      allocations: [
        { participant: ALICE, asset: 'usdc', amount: '10' },
        { participant: BOB, asset: 'usdc', amount: '0' },
        { participant: ALICE, asset: 'weth', amount: '0' },
        { participant: BOB, asset: 'weth', amount: '0.000000000000000001' },
      ],
    })
    expect(node.session(id)?.status).toBe('open')
    connection.disconnect()
  })

  it('reading a ClearNode session reports SESSION_NOT_FOUND for an unknown session id', async () => {
    const { protocol, connect } = createRig()
    const connection = await connect()
    await expect(protocol.readSession(connection, ID)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND', info: { data: { sessionId: ID } },
    })
    connection.disconnect()
  })

  it('a ClearNode session is found behind hundreds of newer ones of the same participant', async () => {
    const { protocol, connect, openSession } = createRig()
    const id = openSession([ALICE, BOB])
    for (let other = 0; other < 230; other++) openSession([ALICE, BOB], { allocations: [] })
    const connection = await connect()
    expect((await protocol.readSession(connection, id)).allocations[0]?.amount).toBe('1')
    connection.disconnect()
  })

  it('a ClearNode session with a lower-case participant is read as it is stored', async () => {
    const { protocol, connect, openSession } = createRig()
    const lower = ALICE.toLowerCase()
    const id = openSession([lower, BOB], { allocations: [{ participant: lower, asset: 'usdc', amount: '2' }] })
    const connection = await connect()
    expect((await protocol.readSession(connection, id)).allocations).toEqual([
      { participant: lower, asset: 'usdc', amount: '2' }, { participant: BOB, asset: 'usdc', amount: '0' },
    ])
    connection.disconnect()
  })

  it('a participant whom a ClearNode session stores in two spellings is counted once', async () => {
    const protocol = createNitroRpc(OPTIONS)
    const participants = [ALICE, ALICE.toLowerCase()]
    const { connection } = scriptConnection(method => CONFIG[method] ?? {
      get_app_definition: { params: { participants, weights: [50, 50], quorum: 100 } },
      get_app_sessions: { params: { app_sessions: [row({ participants })] } },
      get_ledger_entries: { params: { ledger_entries: [entry(1, 'usdc', '7')] } },
    }[method] ?? { error: 'unknown method: x' })
    expect((await protocol.readSession(connection, ID)).assets).toEqual([{ symbol: 'usdc', decimals: 6, scale: 6, total: '7' }])
  })

  it('the ledger entries of a ClearNode session on several pages are added up exactly, including dust finer than the asset', async () => {
    const protocol = createNitroRpc(OPTIONS)
    const rows = Array.from({ length: 250 }, (_, index) => index % 2
      ? entry(250 - index, 'usdc', '0', '0.00000001') : entry(250 - index, 'usdc', '0.1'))
    const { connection } = scriptConnection((method, params) => CONFIG[method] ?? {
      get_app_definition: { params: { participants: [ALICE, BOB], weights: [100, 0], quorum: 100 } },
      get_app_sessions: { params: { app_sessions: [row()] } },
      get_ledger_entries: {
        params: { ledger_entries: rows.slice(Number(params.offset), Number(params.offset) + Number(params.limit)) },
      },
    }[method] ?? { error: 'unknown method: x' })
    const session = await protocol.readSession(connection, ID)
    expect(session.assets).toEqual([{ symbol: 'usdc', decimals: 6, scale: 8, total: '12.49999875' }])
  })

  it('a ClearNode session is read again if it changes meanwhile', async () => {
    const protocol = createNitroRpc(OPTIONS)
    let version = 1
    let readings = 0
    const { connection } = scriptConnection((method) => {
      if (method === 'get_ledger_entries' && readings++ === 0) {
        version = 2
        return { params: { ledger_entries: [entry(1, 'usdc', '1')] } }
      }
      return CONFIG[method] ?? {
        get_app_definition: { params: { participants: [ALICE, BOB], weights: [100, 0], quorum: 100 } },
        get_app_sessions: { params: { app_sessions: [row({ version })] } },
        get_ledger_entries: { params: { ledger_entries: [entry(1, 'usdc', '1'), entry(2, 'usdc', '4')] } },
      }[method] ?? { error: 'unknown method: x' }
    })
    expect(await protocol.readSession(connection, ID)).toMatchObject({ version: 2, assets: [{ total: '5' }] })
  })

  it('a ledger amount of a ClearNode session that is a JSON number is refused, because it may have lost digits', async () => {
    const protocol = createNitroRpc(OPTIONS)
    const { connection } = scriptConnection(method => CONFIG[method] ?? {
      get_app_definition: { params: { participants: [ALICE], weights: [100], quorum: 100 } },
      get_app_sessions: { params: { app_sessions: [row()] } },
      get_ledger_entries: { params: { ledger_entries: [{ ...entry(1, 'usdc', '1'), credit: 1 }] } },
    }[method] ?? { error: 'unknown method: x' })
    await expect(protocol.readSession(connection, ID)).rejects.toMatchObject({
      code: 'RESPONSE_UNEXPECTED', info: { data: { method: 'get_ledger_entries' } },
    })
  })
})

describe('listing sessions', () => {
  it('ClearNode sessions of several pages are listed, including those of the lower-case spelling, each once', async () => {
    const { protocol, connect, openSession } = createRig()
    const ids = Array.from({ length: 215 }, () => openSession([ALICE, BOB], { allocations: [] }))
    const lower = openSession([ALICE.toLowerCase(), BOB], { allocations: [] })
    openSession([BOB], { allocations: [] })
    const connection = await connect()
    const sessions = await protocol.listSessions(connection, { participant: ALICE })
    expect(sessions.map(each => each.id).sort()).toEqual([...ids, lower].sort())
    expect(sessions.every((each, index) => index === 0 || (sessions[index - 1]?.updatedAt ?? '') >= each.updatedAt)).toBe(true)
    expect(await protocol.listSessions(connection, { participant: ALICE, status: 'closed' })).toEqual([])
    expect(await protocol.listSessions(connection, { participant: ALICE, status: 'open' })).toHaveLength(216)
    connection.disconnect()
  })

  it('ClearNode sessions with unknown protocols, statuses and fields are listed, and unreadable rows are left out', async () => {
    const protocol = createNitroRpc(OPTIONS)
    const { connection } = scriptConnection(() => ({
      params: { app_sessions: [row({ protocol: 'X/9', status: 'frozen', participants: null, extra: {} }), null, 5, 'x'], more: 1 },
    }))
    expect(await protocol.listSessions(connection, { participant: BOB })).toEqual([
      expect.objectContaining({ id: ID, protocol: 'X/9', status: 'frozen', participants: [] }),
    ])
  })
})

describe('node info', () => {
  it('the ClearNode node info is read once, with the smallest decimals of each asset and without impossible ones', async () => {
    const protocol = createNitroRpc(OPTIONS)
    const { connection, calls } = scriptConnection(method => CONFIG[method] ?? { error: 'x' })
    const [info, again] = await Promise.all([protocol.nodeInfo(connection), protocol.nodeInfo(connection)])
    expect(info).toEqual({ broker: BOB, assets: [{ symbol: 'usdc', decimals: 6 }] })
    expect(again).toBe(info)
    expect(await protocol.nodeInfo(connection)).toBe(info)
    expect(calls.map(call => call.method).sort()).toEqual(['get_assets', 'get_config'])
    expect(calls.every(call => call.sig.length === 0)).toBe(true)
  })

  it('the ClearNode node info is read again after a failure', async () => {
    const protocol = createNitroRpc(OPTIONS)
    let isUp = false
    const { connection } = scriptConnection(method => isUp ? CONFIG[method] ?? { error: 'x' } : { error: 'failed to get assets' })
    await expect(protocol.nodeInfo(connection)).rejects.toMatchObject({ code: 'NODE_UNKNOWN_ERROR' })
    isUp = true
    expect((await protocol.nodeInfo(connection)).broker).toBe(BOB)
  })

  it('a ClearNode whose address is not the pinned one is refused', async () => {
    const { connection } = scriptConnection(method => CONFIG[method] ?? { error: 'x' })
    await expect(createNitroRpc({ ...OPTIONS, broker: ALICE }).nodeInfo(connection)).rejects.toMatchObject({ code: 'NODE_SIGNATURE_INVALID' })
    expect((await createNitroRpc({ ...OPTIONS, broker: BOB.toLowerCase() }).nodeInfo(connection)).broker).toBe(BOB)
  })

  it('reading the node info reports PROTOCOL_UNSUPPORTED if the node does not know get_config', async () => {
    const { connection } = scriptConnection(() => ({ error: 'unknown method: get_config' }))
    await expect(createNitroRpc(OPTIONS).nodeInfo(connection)).rejects.toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' })
  })
})

describe('pushes', () => {
  const { interpretPush } = createNitroRpc(OPTIONS)

  it('ClearNode pushes of balances and of session changes are understood', () => {
    expect(interpretPush('bu', { balance_updates: [{ asset: 'usdc', amount: '99.7' }, { asset: 'weth', amount: '1' }] })).toEqual({
      kind: 'balances', balances: [{ asset: 'usdc', amount: '99.7' }, { asset: 'weth', amount: '1' }],
    })
    expect(interpretPush('bu', { balance_updates: [] })).toEqual({ kind: 'balances', balances: [] })
    expect(interpretPush('asu', { app_session: { app_session_id: ID }, participant_allocations: [] })).toEqual({ kind: 'session', sessionId: ID })
  })

  it.each([
    ['assets', { assets: [] }], ['channels', { channels: [] }], ['bu', null], ['bu', 5], ['asu', {}], ['asu', { app_session: null }], ['new', {}],
  ])('the ClearNode push %s %j is ignored', (name, params) => {
    expect(interpretPush(name, params)).toBeNull()
  })
})

it('ClearNode payouts are ordered by transaction number, not by the text of their times', async () => {
  const times = ['2026-01-01T00:00:06Z', '2026-01-01T00:00:06.87672Z', '2026-01-01T00:00:06.876725Z']
  const { connection, calls } = scriptConnection(() => ({
    params: {
      ledger_transactions: times.map((created_at, index) => ({
        id: 9 + index, tx_type: 'app_withdrawal', from_account: ID, to_account: ALICE, asset: 'usdc', amount: String(index), created_at,
      })).reverse(),
    },
  }))
  const { payouts } = await createNitroRpc(OPTIONS).readLedger(connection, { session: { id: ID } } as ClosingPlan)
  expect(payouts.map(each => each.transactionId)).toEqual(['9', '10', '11'])
  expect(payouts[0]).toEqual({ participant: ALICE, asset: 'usdc', amount: '0', transactionId: '9', createdAt: times[0] })
  expect(calls[0]?.params).toEqual({ account_id: ID, limit: 100, offset: 0 })
})

it('the ClearNode payouts that emptied a session are known although somebody has paid in again', async () => {
  const changes = [
    ['app_deposit', 'usdc', '1'], ['app_deposit', 'weth', '2'], ['app_withdrawal', 'usdc', '0.4'], ['app_withdrawal', 'weth', '2'], ['app_withdrawal', 'usdc', '0.60'],
    ['app_withdrawal', 'usdc', '0'], ['app_deposit', 'usdc', '5'], ['transfer', 'usdc', '5'], ['app_withdrawal', 'usdc', '4'],
  ]
  const { connection } = scriptConnection(() => ({
    params: {
      ledger_transactions: changes.map(([tx_type, asset, amount], id) => ({
        id, tx_type, from_account: ID, to_account: ALICE, asset, amount, created_at: '2026-01-01T00:00:06Z',
      })).reverse(),
    },
  }))
  const { emptiedBy, funded } = await createNitroRpc(OPTIONS).readLedger(connection, { session: { id: ID } } as ClosingPlan)
  expect([emptiedBy, funded]).toEqual([['4'], { usdc: '6', weth: '2' }])
})
