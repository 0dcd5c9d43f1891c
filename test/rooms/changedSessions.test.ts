import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, createNitroliteClient, NitroliteError, type Hex, type ProposalRoom } from '../../src/core'
import { systemTimers } from '../../src/core/connection/runtime'
import type { RoomResult } from '../../src/node'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { ALICE, APPLICATION, BOB, BOB_KEY } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'
import { CAROL, CAROL_KEY } from '../helpers/togetherRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }
const DEPOSIT = { kind: 'deposit-by-others', to: 1, amount: '0.5' } as const
const AT_CLOSE = { moment: 'received', method: 'close_app_session' } as const

it('a room whose result is a rule is computed anew and paid in full if somebody pays in just before its close arrives', async () => {
  const { node, createCloser, openSession, wronglyPaid } = await startRoomRig('clearnode')
  node.faults.add({ ...DEPOSIT, at: AT_CLOSE })
  const { closer, events } = createCloser()
  await closer.start()
  const sessionId = openSession()
  await closer.close('room', { sessionId, result: toBob })
  expect(wronglyPaid([sessionId], '1.5')).toEqual([])
  expect(events).toContainEqual(expect.objectContaining({ type: 'room.failed', isRepeated: true, error: expect.objectContaining({ code: 'ALLOCATION_NOT_REDISTRIBUTED' }) }))
  expect(events.flatMap(event => event.type === 'room.planned' ? [event.allocations.map(({ amount }) => amount)] : [])).toEqual([['0', '1'], ['0', '1.5']])
})

it('a room whose rows are given fails, and says what is missing, if somebody pays in just before its close arrives', async () => {
  const { node, createCloser, openSession, rooms } = await startRoomRig('clearnode')
  node.faults.add({ ...DEPOSIT, at: AT_CLOSE })
  const { closer } = createCloser()
  await closer.start()
  const sessionId = openSession()
  const allocations = [{ participant: ALICE, asset: 'usdc', amount: '0.4' }, { participant: BOB, asset: 'usdc', amount: '0.6' }]
  await expect(closer.close('room', { sessionId, result: { kind: 'rows', allocations } })).rejects.toMatchObject({
    code: 'ALLOCATION_SUM_MISMATCH', info: { data: { expected: '1.5', difference: '0.5' } },
  })
  expect(node.sessionLedger(sessionId).payments).toEqual([])
  expect((await rooms.read(['room']))[0]).toMatchObject({ state: 'failed' })
})

it('a room whose unchanged rows are refused a second time fails', async () => {
  const { node, createCloser, openSession } = await startRoomRig('clearnode')
  node.faults.add({ kind: 'refuse', at: { ...AT_CLOSE, times: 10 }, text: 'asset usdc not fully redistributed' })
  const { closer, events } = createCloser()
  await closer.start()
  await expect(closer.close('room', { sessionId: openSession(), result: toBob })).rejects.toMatchObject({ code: 'ALLOCATION_NOT_REDISTRIBUTED' })
  expect(events.filter(({ type }) => type === 'room.failed')).toHaveLength(2)
})

it('a room whose rows name an asset that its session does not hold fails', async () => {
  const { createCloser, openSession, rooms } = await startRoomRig('clearnode')
  const { closer, events } = createCloser()
  await closer.start()
  const allocations = [ALICE, BOB].flatMap(participant => [{ participant, asset: 'usdc', amount: '0.5' }, { participant, asset: 'weth', amount: '0' }])
  await expect(closer.close('room', { sessionId: openSession(), result: { kind: 'rows', allocations } })).rejects.toMatchObject({ code: 'ALLOCATION_UNKNOWN_ASSET' })
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
  expect(events.map(({ type }) => type)).toEqual(['room.queued', 'room.failed', 'room.failed'])
})

it('a room whose rows leave out a participant who holds something fails, however the other rows add up, and nothing is paid', async () => {
  const { node, createCloser, rooms } = await startRoomRig('clearnode')
  const sessionId = node.createSession({
    participants: [ALICE, BOB, CAROL], weights: [100, 0, 0], quorum: 100, application: APPLICATION, nonce: 999,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '0.5' }, { participant: CAROL, asset: 'usdc', amount: '0.5' }],
  }).id
  const { closer } = createCloser()
  await closer.start()
  const allocations = [{ participant: ALICE, asset: 'usdc', amount: '0.4' }, { participant: BOB, asset: 'usdc', amount: '0.6' }]
  await expect(closer.close('room', { sessionId, result: { kind: 'rows', allocations } })).rejects.toMatchObject({
    code: 'ALLOCATION_MISSING', info: { data: { participant: CAROL, current: '0.5' } },
  })
  expect(node.sessionLedger(sessionId).payments).toEqual([])
  await until(async () => (await rooms.read(['room'])).every(({ isOpen }) => !isOpen))
})

it('a worker that takes over a room computes its rows anew if somebody has paid in since an earlier worker computed them', async () => {
  const { node, rooms, logins, journal, createCloser, openSession, wronglyPaid } = await startRoomRig('clearnode')
  const refuse = async (): Promise<never> => { throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'The disk is full.' }) }
  const first = createCloser({ client: { keep: { closings: { ...journal, create: refuse }, logins } } })
  await first.closer.start()
  const sessionId = openSession()
  void first.closer.close('room', { sessionId, result: toBob })
  await until(async () => (await rooms.read(['room'])).some(({ allocations }) => allocations !== null))
  first.kill()
  node.faults.add({ ...DEPOSIT, at: { after: 1 } })
  await until(() => node.sessionLedger(sessionId).deposits.length === 2)

  const next = createCloser()
  await next.closer.start()
  await next.closer.close('room', { sessionId, result: toBob })
  expect(wronglyPaid([sessionId], '1.5')).toEqual([])
})

it('a room is proposed again with the new amounts if somebody pays in while its players approve', async () => {
  const rig = await startRoomRig('clearnode', { players: [BOB, CAROL], weights: [20, 40, 40], quorum: 100 })
  const place = createMeetingPlace(systemTimers)
  async function join(signer: Hex, sessionId: Hex): Promise<ProposalRoom> {
    const client = createNitroliteClient({ url: rig.url, application: APPLICATION, signer, WebSocket, keep: { closings: createMemoryJournal() } })
    onTestFinished(() => { client.dispose() })
    await client.connect()
    return client.joinRoom(sessionId, { transport: place.transport() })
  }
  const { closer, events } = rig.createCloser({ transport: () => place.transport(), client: { recovery: {} } })
  await closer.start()
  const sessionId = rig.openSession()
  const players = await Promise.all([join(BOB_KEY, sessionId), join(CAROL_KEY, sessionId)])
  const closing = closer.close('room', { sessionId, result: toBob })
  const approve = (): void => { for (const { proposals } of players) for (const proposal of proposals) if (proposal.state === 'reviewed') proposal.approve() }
  await until(() => players.every(({ proposals }) => proposals.some(({ state }) => state === 'reviewed')))
  rig.node.faults.add({ ...DEPOSIT, at: { after: 1 } })
  await until(() => rig.node.sessionLedger(sessionId).deposits.length === 2)
  for (const player of players) player.subscribe(approve)
  approve()
  await closing
  expect(rig.wronglyPaid([sessionId], '1.5')).toEqual([])
  expect(events).toContainEqual(expect.objectContaining({ type: 'room.failed', isRepeated: true, error: expect.objectContaining({ code: 'PROPOSAL_FACTS_CHANGED' }) }))
})
