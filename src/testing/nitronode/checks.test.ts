import { getBytes, Wallet } from 'ethers'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseDecimal, ZERO } from '../formats/decimal'
import { definitionDigest, updateDigest } from './encoding'
import { createEmbeddedNitronode } from './nitronode'
import type { EmbeddedNitronode } from './types'

const ALICE = new Wallet(`0x${'11'.repeat(32)}`)
const BOB = new Wallet(`0x${'22'.repeat(32)}`)
const [alice, bob] = [ALICE.address.toLowerCase(), BOB.address.toLowerCase()]
const APPLICATION_FORM = '^[a-z0-9_-]{1,66}$'

type Rows = readonly (readonly [participant: string, asset: string, amount: string])[]

let node: EmbeddedNitronode
let frames: string[]
let receive: (text: string) => void

beforeEach(() => {
  connectTo(createEmbeddedNitronode({ rateLimit: { perSecond: 100, burst: 100 } }))
})

function connectTo(made: EmbeddedNitronode): void {
  node = made
  frames = []
  const connection = node.connect({ onMessage: text => frames.push(text), onClose: () => undefined })
  receive = (text) => { connection.receive(text) }
}

/** The payload of the answer; the text of an error. */
function ask(method: string, payload: unknown): unknown {
  receive(JSON.stringify([1, 7, method, payload, 5]))
  const [type, , , answer] = JSON.parse(frames.at(-1) ?? '[]') as [number, number, string, { error?: string }]
  return type === 4 ? answer.error : answer
}

const sign = (digest: string): string => `0xa1${ALICE.signMessageSync(getBytes(digest)).slice(2)}`

const participants = [{ wallet_address: alice, signature_weight: 100 }, { wallet_address: bob, signature_weight: 0 }]

function create(change: object = {}, sessionData = '', signatures?: string[]): unknown {
  const definition = { application_id: 'test-app', participants, quorum: 100, nonce: '1', ...change }
  const signature = sign(definitionDigest({
    application: 'test-app', quorum: 100n, nonce: 1n, participants: [{ wallet: alice, weight: 100n }, { wallet: bob, weight: 0n }],
  }, sessionData))
  return ask('app_sessions.v1.create_app_session', { definition, session_data: sessionData, quorum_sigs: signatures ?? [signature] })
}

function update(sessionId: string, intent: number, version: number, rows: Rows, sessionData = ''): unknown {
  const allocations = rows.map(([participant, asset, amount]) => ({ participant, asset, amount }))
  const digest = updateDigest({
    sessionId: sessionId as `0x${string}`, intent, version: BigInt(version), sessionData,
    allocations: allocations.map(row => ({ ...row, amount: parseDecimal(row.amount) ?? ZERO })),
  })
  return ask('app_sessions.v1.submit_app_state', {
    app_state_update: { app_session_id: sessionId, intent, version: String(version), allocations, session_data: sessionData },
    quorum_sigs: [sign(digest)],
  })
}

const seed = (rows: Rows): string => node.createSession({
  participants: [alice, bob], weights: [100, 0], quorum: 100, application: 'test-app',
  allocations: rows.map(([participant, asset, amount]) => ({ participant, asset, amount })),
}).id

describe('frames', () => {
  it.each([
    ['an error keeps the id that was read before it', '[1,9,"node.v1.ping","x",5]', [4, 9, '', 'invalid message format']],
    ['the id is 0 where the type cannot be read', '["1",9,"node.v1.ping",{},5]', [4, 0, '', 'invalid message format']],
    ['a time with a fraction cannot be read', '[1,9,"node.v1.ping",{},5.0]', [4, 9, '', 'invalid message format']],
    ['an empty method is unknown', '[1,9,"",null,5]', [4, 9, '', 'unknown method: ']],
  ])('in a frame for the embedded nitronode, %s', (_, text, [type, id, method, error]) => {
    receive(text)
    expect(JSON.parse(frames[0] ?? '')).toEqual([type, id, method, { error }, expect.any(Number)])
  })

  it('the embedded nitronode answers a frame of another type than a request', () => {
    receive('[3,9,"node.v1.ping",null,5]')
    expect(JSON.parse(frames[0] ?? '')).toEqual([2, 9, 'node.v1.ping', {}, expect.any(Number)])
  })
})

describe('creating a session', () => {
  it.each([
    [{ participants: Array(33).fill(participants[0]) }, 'participants array exceeds maximum length of 32'],
    [{ participants: [] }, 'quorum_sigs count (1) exceeds participants count (0)'],
    [{ application_id: '' }, 'application id is required'],
    [{ application_id: 'Test' }, `invalid application id: must match ${APPLICATION_FORM}`],
    [{ nonce: '-1' }, 'invalid app definition'],
    [{ nonce: '18446744073709551616' }, 'invalid app definition'],
    [{ nonce: '0' }, 'nonce must be non-zero'],
    [{ quorum: 0 }, 'quorum must be greater than zero'],
    [{ quorum: 256 }, 'failed to parse parameters'],
    [{ quorum: '100' }, 'failed to parse parameters'],
    [{ participants: [...participants, { wallet_address: alice.toUpperCase(), signature_weight: 1 }] },
      `duplicate participant address: ${alice.toUpperCase()}`],
    [{ participants: [{ wallet_address: 'a"b', signature_weight: 100 }] }, 'invalid participant wallet_address "a\\"b": '
      + 'invalid hex address: incorrect length, expected 42 characters including 0x prefix'],
    [{ participants: [{ wallet_address: `0xz${alice.slice(3)}`, signature_weight: 100 }] }, `invalid participant wallet_address "0xz${alice.slice(3)}": `
      + "invalid hex address: character 'z' at position 2 is not a valid hexadecimal character"],
    [{ quorum: 101 }, 'target quorum (101) cannot be greater than total sum of weights (100)'],
  ])('create_app_session refuses the definition %j', (change, text) => { expect(create(change)).toBe(text) })

  it('create_app_session refuses session data of more than 1,024 bytes and without signatures, and repeats the words of the node\'s database', () => {
    expect(create({}, 'é'.repeat(513))).toBe('session_data exceeds maximum length of 1024')
    expect(create({}, '', [])).toBe('no signatures provided')
    expect(create()).toMatchObject({ status: 'open', version: '1' })
    expect(create()).toBe('failed to create app session: failed to create app session: '
      + 'ERROR: duplicate key value violates unique constraint "app_sessions_v1_pkey" (SQLSTATE 23505)')
    expect(create({}, '\0')).toBe('failed to create app session: failed to create app session: '
      + 'ERROR: invalid byte sequence for encoding "UTF8": 0x00 (SQLSTATE 22021)')
  })

  it.each([
    ['', 'failed to decode signature: empty hex string'],
    ['0xa', 'failed to decode signature: hex string of odd length'],
    ['0xz', 'failed to decode signature: invalid hex string'],
    ['0x', 'empty signature after decode at index 0'],
    ['0xa1', 'failed to recover user wallet: failed to recover wallet address: invalid signature length'],
    ['0xa200', 'failed to recover user wallet: failed to recover session key address: invalid signature length'],
    [`0xa1${'00'.repeat(64)}1f`, 'failed to recover user wallet: failed to recover wallet address: signature recovery failed: invalid signature recovery id'],
    [`0xa1${'00'.repeat(65)}`, 'failed to recover user wallet: failed to recover wallet address: signature recovery failed: recovery failed'],
  ])('the embedded nitronode refuses the signature %j', (signature, text) => { expect(create({}, '', [signature])).toBe(text) })
})

describe('state updates', () => {
  it('a close on the embedded nitronode may list rows of zero for participants who hold nothing', () => {
    const id = seed([[alice, 'usdc', '1']])
    expect(update(id, 3, 2, [[alice, 'usdc', '1.00'], [bob, 'usdc', '0'], [bob, 'foo', '0']])).toEqual({})
    expect(node.sessionLedger(id)).toMatchObject({ status: 'closed', payouts: [{ participant: alice, amount: '1' }], closes: [{}] })
  })

  it('an operate on the embedded nitronode is refused for trailing zeros beyond the decimals of the asset', () => {
    const id = seed([[alice, 'usdc', '1']])
    expect(update(id, 0, 2, [[alice, 'usdc', '1.0000000']])).toBe(`invalid amount for allocation with asset usdc and participant ${alice}: `
      + 'amount exceeds maximum decimal precision: max 6 decimals allowed, got 7')
  })

  it('a withdrawal on the embedded nitronode pays the difference out of a session that stays open', () => {
    const id = seed([[alice, 'weth', '2'], [bob, 'weth', '1']])
    expect(update(id, 2, 2, [[alice, 'weth', '0.5'], [bob, 'weth', '1']])).toEqual({})
    expect(node.balances(ALICE.address as `0x${string}`)).toEqual([{ asset: 'weth', amount: '1.5' }])
    expect(node.sessionLedger(id)).toMatchObject({
      status: 'open', closes: [], payments: [{ by: 'withdrawal', rows: [{ participant: alice, asset: 'weth', amount: '1.5' }] }],
    })
    expect(node.updates()).toMatchObject([{ intent: 2, version: 2 }])
  })

  it('a withdrawal on the embedded nitronode of an asset with fewer than 18 decimals is refused, because the database returns amounts with 18', () => {
    const id = seed([[alice, 'usdc', '2']])
    expect(update(id, 2, 2, [[alice, 'usdc', '1']])).toBe(`invalid withdraw amount for allocation with asset usdc and participant ${alice}: `
      + 'amount exceeds maximum decimal precision: max 6 decimals allowed, got 18')
    expect(update(id, 2, 2, [[alice, 'usdc', '2']])).toEqual({})
  })

  it.each([
    [[[bob, 'weth', '1']], `withdraw intent cannot add new allocation for participant ${bob}, asset weth`],
    [[[bob, 'weth', '0'], [bob, 'weth', '1']], `duplicate allocation for participant ${bob}, asset weth`],
    [[], `withdraw intent missing allocation for participant ${alice}, asset weth with current amount 2`],
    [[[alice, 'weth', '3']], `withdraw intent cannot increase allocations: participant ${alice}, asset weth`],
  ] as [Rows, string][])('a withdrawal on the embedded nitronode with the rows %j is refused', (rows, text) => {
    expect(update(seed([[alice, 'weth', '2']]), 2, 2, rows)).toBe(text)
  })

  it('the option chooseMistake of the embedded nitronode names one of several mistakes, and the first one by default', () => {
    const missing = (wallet: string) => `close intent missing allocation for participant ${wallet}, asset usdc with current amount 1`
    const rows: Rows = [[alice, 'usdc', '1'], [bob, 'usdc', '1']]
    const [first = '', second = ''] = [alice, bob].sort()
    expect(update(seed(rows), 3, 2, [])).toBe(missing(first))
    connectTo(createEmbeddedNitronode({ chooseMistake: texts => texts.at(-1) ?? '' }))
    expect(update(seed(rows), 3, 2, [])).toBe(missing(second))
  })
})

describe('reading', () => {
  it.each([
    [{}, 'either app_session_id or participant must be provided'],
    [{ app_session_id: '' }, 'invalid app_session_id'],
    [{ participant: '' }, 'invalid participant: invalid hex address: incorrect length, expected 42 characters including 0x prefix'],
    [{ participant: alice, status: '' }, 'invalid status: '],
    [{ participant: alice, pagination: { limit: -1 } }, 'failed to parse parameters'],
  ])('get_app_sessions refuses the query %j', (query, text) => { expect(ask('app_sessions.v1.get_app_sessions', query)).toBe(text) })

  it('get_app_definition on the embedded nitronode is empty for an unknown session, and lists participants in the order of the creation', () => {
    const id = seed([])
    expect(ask('app_sessions.v1.get_app_definition', { app_session_id: '0x' })).toEqual({})
    expect(ask('app_sessions.v1.get_app_definition', { app_session_id: id.toUpperCase() })).toEqual({
      definition: { application_id: 'test-app', participants, quorum: 100, nonce: '1' },
    })
  })

  it('get_assets on the embedded nitronode lists the assets of one blockchain', () => {
    expect(ask('node.v1.get_assets', { blockchain_id: '1' })).toEqual({ assets: [] })
    expect(ask('node.v1.get_assets', { blockchain_id: '137' })).toMatchObject({ assets: [{ symbol: 'usdc' }, { symbol: 'weth' }] })
    expect(ask('node.v1.get_assets', { blockchain_id: 'x' })).toBe('invalid blockchain_id')
  })
})
