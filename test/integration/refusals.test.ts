import { beforeEach, describe, expect, it } from 'vitest'
import { NitroliteError, type Allocation, type Hex, type NitroliteClient } from '../../src/core'
import type { EmbeddedClearnode } from '../../src/testing'
import {
  ALICE, BOB, BOB_KEY, expectBalancedLedger, paidOut, recordSocket, seedSession, split, startClient, startNode, type SentFrame,
} from '../helpers/flow'

const STRANGER = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

let node: EmbeddedClearnode
let client: NitroliteClient
let sent: SentFrame[]

async function start(options: Parameters<typeof startClient>[1] = {}): Promise<void> {
  node = startNode()
  const recorded = recordSocket(node)
  sent = recorded.sent
  client = startClient(node, { WebSocket: recorded.WebSocket, ...options })
  await client.connect()
}

/** An address with one letter in the wrong case. */
const mistyped = (address: string): string =>
  address.replace(/[a-fA-F](?=[^a-fA-F]*$)/, letter => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())

/** Tries to close a session and returns the code of the error. */
async function codeOf(sessionId: string, allocations: readonly Allocation[]): Promise<string> {
  const closing = client.close({ sessionId, allocations })
  const thrown: unknown = await closing.then(receipt => receipt, (reason: unknown) => reason)
  expect(closing.state).toBe('failed')
  expect(thrown).toBeInstanceOf(NitroliteError)
  return thrown instanceof NitroliteError ? thrown.code : ''
}

function expectNothingSent(sessionId?: Hex): void {
  expect(sent.map(frame => frame.method)).not.toContain('close_app_session')
  if (sessionId) {
    expect(node.session(sessionId)?.status).toBe('open')
    expect(paidOut(node, sessionId)).toEqual([])
  }
  expectBalancedLedger(node)
}

it('a client refuses rows that add up and name two of three participants, if the third one holds something now', async () => {
  await start()
  const sessionId = seedSession(node, {
    participants: [ALICE, BOB, STRANGER], weights: [100, 0, 0], allocations: [{ participant: STRANGER, asset: 'usdc', amount: '1' }],
  })
  expect(await codeOf(sessionId, split([ALICE, '0.5'], [BOB, '0.5']))).toBe('ALLOCATION_MISSING')
  expectNothingSent(sessionId)
})

describe('allocations that the node refuses, or wrongly accepts', () => {
  let sessionId: Hex
  const weth = (participant: string, amount: string): Allocation => ({ participant, asset: 'weth', amount })
  const wethRows = [weth(BOB, '0.5'), weth(ALICE, '0')]

  beforeEach(async () => {
    await start()
    sessionId = seedSession(node, {
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }, { participant: BOB, asset: 'weth', amount: '0.5' }],
    })
  })

  it.each<[string, string, readonly Allocation[]]>([
    ['no rows', 'ALLOCATIONS_EMPTY', []],
    ['a sum above what the session holds', 'ALLOCATION_SUM_MISMATCH', [...split([ALICE, '0.7'], [BOB, '0.300001']), ...wethRows]],
    ['a sum below what the session holds', 'ALLOCATION_SUM_MISMATCH', [...split([ALICE, '0.7'], [BOB, '0.299999']), ...wethRows]],
    ['one base unit of 18 decimals too many', 'ALLOCATION_SUM_MISMATCH', [...split([ALICE, '1']), weth(BOB, '0.500000000000000001')]],
    ['a negative amount that keeps the sum', 'ALLOCATION_NEGATIVE', [...split([ALICE, '1.5'], [BOB, '-0.5']), ...wethRows]],
    ['an unknown asset', 'ALLOCATION_UNKNOWN_ASSET', [...split([ALICE, '1']), ...wethRows, { participant: ALICE, asset: 'dai', amount: '0' }]],
    ['a known asset that the session does not hold', 'ALLOCATION_UNKNOWN_ASSET', [...split([ALICE, '1']), ...wethRows, { participant: ALICE, asset: 'eth', amount: '1' }]],
    ['an asset in upper case', 'ALLOCATION_ASSET_CASE', [{ participant: ALICE, asset: 'USDC', amount: '1' }, ...wethRows]],
    ['a stranger', 'ALLOCATION_NON_PARTICIPANT', [...split([ALICE, '0.5'], [STRANGER, '0.5']), ...wethRows]],
    ['a participant with a wrong checksum', 'ADDRESS_CHECKSUM', [...split([ALICE, '0.5'], [mistyped(BOB), '0.5']), ...wethRows]],
    ['a mistyped stranger', 'ADDRESS_CHECKSUM', [...split([ALICE, '0.5'], [mistyped(STRANGER), '0.5']), ...wethRows]],
    ['two rows for a participant', 'ALLOCATION_DUPLICATE', [...split([ALICE, '0.5'], [ALICE, '0.5']), ...wethRows]],
    ['more decimals than the asset has', 'AMOUNT_TOO_PRECISE', [...split([ALICE, '0.9999999'], [BOB, '0.0000001']), ...wethRows]],
    ['a comma in an amount', 'AMOUNT_MALFORMED', [...split([ALICE, '0,5'], [BOB, '0.5']), ...wethRows]],
    ['an exponent in an amount', 'AMOUNT_MALFORMED', [...split([ALICE, '1e0']), ...wethRows]],
    ['an amount of type number', 'AMOUNT_NOT_TEXT', [{ participant: ALICE, asset: 'usdc', amount: 1 as unknown as string }, ...wethRows]],
    ['a missing row of a funded participant', 'ALLOCATION_MISSING', [...split([ALICE, '1'])]],
    ['a missing asset', 'ALLOCATION_MISSING', wethRows],
  ])('a client refuses to send allocations with %s: %s', async (_, code, allocations) => {
    expect(await codeOf(sessionId, allocations)).toBe(code)
    expectNothingSent(sessionId)
  })

  it('a client sends a row for each participant and asset, with zero for participants without a row', async () => {
    await client.close({ sessionId, allocations: [...split([BOB, '1']), weth(BOB, '0.5'), ...split([ALICE, '0'])] })
    expect(paidOut(node, sessionId)).toEqual([
      [ALICE, 'usdc', '0'], [BOB, 'usdc', '1'], [ALICE, 'weth', '0'], [BOB, 'weth', '0.5'],
    ])
  })
})

describe('sessions that this login cannot close', () => {
  beforeEach(() => start())

  it.each(['', 'nonsense', `0x${'1'.repeat(63)}`, `0x${'G'.repeat(64)}`])('a client refuses to close the invalid session id “%s”', async (id) => {
    expect(await codeOf(id, split([ALICE, '1']))).toBe('SESSION_ID_INVALID')
    expectNothingSent()
  })

  it('a client refuses to close a session that the node does not know', async () => {
    expect(await codeOf(`0x${'1'.repeat(64)}`, split([ALICE, '1']))).toBe('SESSION_NOT_FOUND')
    expectNothingSent()
  })

  it('a client refuses to close a session in which the wallet is not a participant', async () => {
    const id = seedSession(node, { participants: [STRANGER, BOB], weights: [100, 0], allocations: [{ participant: STRANGER, asset: 'usdc', amount: '1' }] })
    expect(await codeOf(id, split([STRANGER, '1']))).toBe('SESSION_NOT_PARTICIPANT')
    expectNothingSent(id)
  })

  it('a client refuses to close a session whose quorum needs another participant', async () => {
    const id = seedSession(node, { weights: [50, 50] })
    expect(await codeOf(id, split([ALICE, '1']))).toBe('QUORUM_UNREACHABLE')
    expectNothingSent(id)
  })

  it('a client refuses to close a session of another application', async () => {
    const id = seedSession(node, { application: 'another-app' })
    expect(await codeOf(id, split([ALICE, '1']))).toBe('SESSION_KEY_WRONG_APPLICATION')
    expectNothingSent(id)
  })

  it('a client lists a session that stores the wallet in lower case, but refuses to close that session', async () => {
    const lower = ALICE.toLowerCase()
    const id = seedSession(node, { participants: [lower, BOB], allocations: [{ participant: BOB, asset: 'usdc', amount: '1' }] })
    expect((await client.sessions.list()).map(row => row.id)).toEqual([id])
    expect((await client.sessions.get(id)).participants).toEqual([{ address: lower, weight: 100 }, { address: BOB, weight: 0 }])
    expect(await codeOf(id, split([BOB, '1']))).toBe('SESSION_PARTICIPANT_LOWER_CASE')
    expectNothingSent(id)
  })

  it('a client refuses to close a session that is already closed', async () => {
    const id = seedSession(node)
    await client.close({ sessionId: id, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
    expect(await codeOf(id, split([ALICE, '0'], [BOB, '0']))).toBe('SESSION_NOT_OPEN')
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
  })

  it('a client refuses to close a session while disconnected', async () => {
    client.disconnect()
    expect(await codeOf(`0x${'1'.repeat(64)}`, split([ALICE, '1']))).toBe('NOT_CONNECTED')
    expectNothingSent()
  })
})

describe('unusual sessions that can be closed', () => {
  it('a client closes a session of another application with a session key of the root application', async () => {
    await start({ application: 'clearnode' })
    const id = seedSession(node)
    await client.close({ sessionId: id, allocations: split([BOB, '1'], [ALICE, '0']) })
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0'], [BOB, 'usdc', '1']])
  })

  it('a client closes a session that stores a participant in lower case whose weight is not needed', async () => {
    await start()
    const lower = BOB.toLowerCase()
    const id = seedSession(node, { participants: [ALICE, lower] })
    await client.close({ sessionId: id, allocations: split([ALICE, '0.5'], [lower, '0.5']) })
    expect(node.balances(ALICE)).toEqual([{ asset: 'usdc', amount: '0.5' }])
    expect(node.session(id)?.status).toBe('closed')
  })

  it('a client closes a session that was never funded by sending zeros, because the node refuses an empty list', async () => {
    await start()
    const id = seedSession(node, { allocations: [] })
    const receipt = await client.close({ sessionId: id, allocations: [] })
    expect(receipt).toMatchObject({ result: 'closed', differences: [] })
    expect(node.session(id)?.status).toBe('closed')
    expect(paidOut(node, id).map(([, , amount]) => amount)).toEqual(['0', '0'])
  })

  it('a client closes an open session that others have withdrawn everything from by sending zeros', async () => {
    await start()
    const id = seedSession(node)
    node.faults.add({ kind: 'withdraw-by-others', at: { after: 0 }, to: 0, amount: '1' })
    await expect.poll(() => paidOut(node, id)).toEqual([[ALICE, 'usdc', '1']])
    const receipt = await client.close({ sessionId: id, allocations: split([ALICE, '0'], [BOB, '0']) })
    expect(receipt).toMatchObject({ result: 'closed', differences: [] })
    expect(node.session(id)?.status).toBe('closed')
    expect(paidOut(node, id).map(([, , amount]) => amount)).toEqual(['1', '0', '0'])
  })

  it('a client closes a session that holds finer amounts than the asset has decimals', async () => {
    await start()
    const id = seedSession(node, { allocations: [{ participant: ALICE, asset: 'usdc', amount: '1.000000000001' }] })
    await client.close({ sessionId: id, allocations: split([ALICE, '0.5'], [BOB, '0.500000000001']) })
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.500000000001']])
    expect(node.session(id)?.allocations).toEqual([])
  })

  it('a client closes a session that lists one wallet twice', async () => {
    await start()
    const id = seedSession(node, { participants: [ALICE, BOB, ALICE], weights: [0, 0, 100] })
    const { allocations } = await client.sessions.get(id)
    expect(allocations).toEqual(split([ALICE, '1'], [BOB, '0']))
    await client.close({ sessionId: id, allocations: split([ALICE, '0.9'], [BOB, '0.1']) })
    expect(paidOut(node, id)).toEqual([[ALICE, 'usdc', '0.9'], [BOB, 'usdc', '0.1']])
  })
})

it('both participants close the session that they may close, and receive their new balances', async () => {
  await start()
  const bob = startClient(node, { signer: BOB_KEY })
  await bob.connect()
  const ofAlice = seedSession(node)
  const ofBob = seedSession(node, { weights: [0, 100] })
  expect((await bob.sessions.list()).map(row => row.id).sort()).toEqual([ofAlice, ofBob].sort())
  expect(await codeOf(ofBob, split([ALICE, '1'], [BOB, '0']))).toBe('QUORUM_UNREACHABLE')
  await Promise.all([
    client.close({ sessionId: ofAlice, allocations: split([ALICE, '0.9'], [BOB, '0.1']) }),
    bob.close({ sessionId: ofBob, allocations: split([ALICE, '0.2'], [BOB, '0.8']) }),
  ])
  expect(node.balances(ALICE)).toEqual([{ asset: 'usdc', amount: '1.1' }])
  expect(node.balances(BOB)).toEqual([{ asset: 'usdc', amount: '0.9' }])
  await expect.poll(() => client.balances).toEqual(node.balances(ALICE))
  await expect.poll(() => bob.balances).toEqual(node.balances(BOB))
  expectBalancedLedger(node)
})
