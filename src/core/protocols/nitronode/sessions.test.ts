import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { scriptNitronode, type NitronodeAnswer, type NitronodeCall } from '../../../../test/helpers/nitronodeRig'
import { readRecordedFrames } from '../../../../test/helpers/recordedFrames'
import type { NodeInfo } from '../protocol'
import { createAsk } from './calls'
import { ALICE, BOB, ID } from '../../../../test/helpers/nitronodeClosing'
import { nitronodeCodec } from './codec'
import { Reads } from './reads'
import * as schemas from './schemas'
import { SeenSessions } from './seenSessions'
import { listRows, toSession, toSummary } from './sessions'

const ask = createAsk({ send: (_socket, _purpose, request) => request(), answeredAt: () => null }, 'screen')
const INFO: NodeInfo = { broker: ALICE, assets: [{ symbol: 'usdc', decimals: 6 }, { symbol: 'weth', decimals: 18 }] }
const lower = (address: string): string => address.toLowerCase()

/** A session as the node writes it: addresses in lower case, sorted. */
const wire = (id: string = ID, change: object = {}) => ({
  app_session_id: id, status: 'open', version: '3', session_data: '{"game":1}',
  app_definition: {
    application_id: 'test-app', quorum: 100, nonce: '1795466138486',
    participants: [
      { wallet_address: lower(ALICE), signature_weight: 100 }, { wallet_address: lower(BOB), signature_weight: 0 },
    ],
  },
  allocations: [{ participant: lower(BOB), asset: 'usdc', amount: '0.3' }, { participant: lower(ALICE), asset: 'usdc', amount: '0.70' }],
  ...change,
})

const listOf = (rows: readonly unknown[], total = rows.length): NitronodeAnswer =>
  ({ payload: { app_sessions: rows, metadata: { page: 1, per_page: 100, total_count: total, page_count: 1 } } })

/** Reads, and the ids of all sessions that were read with them. */
function createReads() {
  const seen = new SeenSessions()
  const noted: string[] = []
  vi.spyOn(seen, 'noteSession').mockImplementation(({ app_session_id }) => { noted.push(app_session_id) })
  return { reads: new Reads(seen), noted }
}

async function read(answer: NitronodeAnswer, id = ID) {
  const { connection, calls } = scriptNitronode(() => answer)
  const { reads, noted } = createReads()
  const row = await reads.session(ask, connection, id)
  return { row, session: toSession(row, INFO), calls, noted }
}

async function list(answer: (call: NitronodeCall) => NitronodeAnswer, query: Parameters<typeof listRows>[2] = { participant: ALICE }) {
  const { connection, calls } = scriptNitronode(answer)
  const { reads, noted } = createReads()
  const sessions = (await reads.list(ask, connection, query)).map(toSummary)
  return { sessions, payloads: calls.map(({ payload }) => payload), noted }
}

const idOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`

describe('reading a session', () => {
  it('a nitronode session is read with checksummed participants in the node\'s order, weights, quorum and present allocations', async () => {
    const { session, calls, noted } = await read(listOf([wire()]))
    expect(session).toEqual({
      id: ID, status: 'open', application: 'test-app', protocol: '', quorum: 100, version: 3, sessionData: '{"game":1}',
      createdAt: '', updatedAt: '', agreesFirst: true,
      participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }],
      assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }],
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '0.7' }, { participant: BOB, asset: 'usdc', amount: '0.3' }],
    })
    expect(calls.map(({ method, payload }) => [method, payload])).toEqual([['app_sessions.v1.get_app_sessions', { app_session_id: ID }]])
    expect(noted).toEqual([ID])
  })

  it('each participant of a nitronode session gets a row for each of its assets, and dust is kept', async () => {
    const allocations = [
      { participant: lower(ALICE), asset: 'weth', amount: '0.000000000000000001' },
      { participant: lower(BOB), asset: 'usdc', amount: '0.0000001' },
      { participant: lower(BOB), asset: 'odd', amount: '1.25' },
    ]
    const { session } = await read(listOf([wire(ID, { allocations })]))
    expect(session.assets).toEqual([
      { symbol: 'odd', decimals: 2, scale: 2, total: '1.25' }, { symbol: 'usdc', decimals: 6, scale: 7, total: '0.0000001' },
      { symbol: 'weth', decimals: 18, scale: 18, total: '0.000000000000000001' },
    ])
    expect(session.allocations.map(({ asset, amount }) => [asset, amount])).toEqual([
      ['odd', '0'], ['odd', '1.25'], ['usdc', '0'], ['usdc', '0.0000001'], ['weth', '0.000000000000000001'], ['weth', '0'],
    ])
  })

  it('a closed nitronode session is read with rows of zero, and a session that was never funded with no rows', async () => {
    const allocations = [ALICE, BOB].map(address => ({ participant: lower(address), asset: 'usdc', amount: '0' }))
    const { session } = await read(listOf([wire(ID, { status: 'closed', allocations, session_data: undefined })]))
    expect(session).toMatchObject({ status: 'closed', sessionData: null, assets: [{ symbol: 'usdc', total: '0' }] })
    expect(session.allocations.map(({ amount }) => amount)).toEqual(['0', '0'])
    for (const none of [[], null, undefined]) {
      expect((await read(listOf([wire(ID, { allocations: none })]))).session).toMatchObject({ assets: [], allocations: [] })
    }
  })

  it.each<[string, unknown[]]>([
    ['nothing', []],
    ['another session', [wire(idOf(7))]],
  ])('reading a nitronode session reports SESSION_NOT_FOUND when the node answers with %s', async (_, rows) => {
    await expect(read(listOf(rows))).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND', info: { data: { sessionId: ID } } })
  })

  it('reading a nitronode session reports RESPONSE_UNEXPECTED, not SESSION_NOT_FOUND, when its row is unreadable', async () => {
    await expect(read(listOf([wire(ID, { version: 3 })]))).rejects.toMatchObject({ code: 'RESPONSE_UNEXPECTED' })
    await expect(read(listOf([null]))).rejects.toMatchObject({ code: 'RESPONSE_UNEXPECTED' })
  })

  it('reading a nitronode session passes on the error of the node', async () => {
    await expect(read({ error: 'invalid app_session_id' })).rejects.toMatchObject({ code: 'NODE_FORMAT' })
    await expect(read({ payload: null })).rejects.toMatchObject({
      code: 'RESPONSE_UNEXPECTED', info: { data: { method: 'app_sessions.v1.get_app_sessions' } },
    })
  })
})

describe('unreadable rows of a list', () => {
  it.each<[string, object]>([
    ['a malformed id', { app_session_id: '0x01' }], ['an id in capitals', { app_session_id: idOf(0xabc).toUpperCase().replace('X', 'x') }],
    ['a version that is not text', { version: 3 }], ['a version that JavaScript cannot hold', { version: '9999999999999999' }],
    ['a version below zero', { version: '-1' }], ['no definition', { app_definition: null }],
    ['a malformed participant', { app_definition: { application_id: 'x', quorum: 1, participants: [{ wallet_address: '0x12', signature_weight: 1 }] } }],
    ['a malformed amount', { allocations: [{ participant: lower(ALICE), asset: 'usdc', amount: '1e3' }] }],
    ['an allocation to nobody', { allocations: [{ participant: '', asset: 'usdc', amount: '1' }] }],
  ])('a nitronode list leaves out a row with %s and keeps the others', async (_, change) => {
    const { sessions, noted } = await list(() => listOf([wire(idOf(1)), wire(idOf(2), change), wire(idOf(3))]))
    expect(sessions.map(({ id }) => id)).toEqual([idOf(1), idOf(3)])
    expect(noted).toEqual([idOf(1), idOf(3)])
  })

  it('a nitronode list keeps a row that has an unknown status and unknown fields', async () => {
    const { sessions } = await list(() => listOf([wire(ID, { status: 'frozen', more: 1 })]))
    expect(sessions).toMatchObject([{ id: ID, status: 'frozen', version: 3 }])
  })
})

describe('listing sessions', () => {
  it('the nitronode sessions of a participant with a status are listed page by page, each once', async () => {
    const rows = Array.from({ length: 230 }, (_, index) => wire(idOf(index + 1)))
    const { sessions, payloads } = await list(({ payload }) => {
      const { limit, offset } = payload.pagination as { limit: number, offset: number }
      return listOf(rows.slice(offset, offset + limit), rows.length)
    }, { participant: ALICE, status: 'open' })
    expect(sessions.map(({ id }) => id)).toEqual(rows.map(row => row.app_session_id))
    expect(payloads).toEqual([0, 100, 200].map(offset => ({ participant: ALICE, status: 'open', pagination: { limit: 100, offset } })))
    expect(sessions[0]).toEqual({
      id: idOf(1), status: 'open', application: 'test-app', protocol: '', quorum: 100, version: 3, sessionData: '{"game":1}',
      createdAt: '', updatedAt: '', participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }],
    })
  })

  it('nitronode sessions of any status are listed by default, and null is read as an empty list', async () => {
    const { sessions, payloads } = await list(() => ({ payload: { app_sessions: null, metadata: { total_count: 0 } } }))
    expect(sessions).toEqual([])
    expect(payloads).toEqual([{ participant: ALICE, pagination: { limit: 100, offset: 0 } }])
  })

  it('listing the nitronode sessions of everybody is refused, without asking the node', async () => {
    const { connection, calls } = scriptNitronode(() => listOf([]))
    await expect(listRows(ask, connection, {})).rejects.toMatchObject({
      code: 'OPTIONS_INVALID', info: { data: { option: 'participant' } },
    })
    expect(calls).toEqual([])
  })
})

describe('recorded answers', () => {
  const answers = readRecordedFrames('nitronode-1.4.1').flatMap(({ direction, raw }) => {
    const frame = direction === '<' ? nitronodeCodec.decode(raw) : null
    return frame?.kind === 'response' ? [frame] : []
  })
  const schemaOf = {
    'app_sessions.v1.get_app_sessions': schemas.sessions,
    'app_sessions.v1.get_last_key_states': schemas.keyStates,
    'node.v1.get_config': schemas.config,
    'node.v1.get_assets': schemas.assets,
    'user.v1.get_balances': schemas.balances,
    'user.v1.get_transactions': schemas.transactions,
  }

  it.each(Object.entries(schemaOf))('every recorded nitronode answer of %s is read, without an unreadable row', (method, schema) => {
    const ofMethod = answers.filter(answer => answer.method === method)
    expect(ofMethod.length).toBeGreaterThan(0)
    for (const { params } of ofMethod) {
      const { output } = v.safeParse(schema, params)
      const rows = (output as { app_sessions?: unknown[] }).app_sessions ?? []
      expect(v.is(schema, params)).toBe(true)
      expect(rows).not.toContain(null)
    }
  })
})
