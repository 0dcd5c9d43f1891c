import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, createNitroliteClient, type Hex, type Transport } from '../../src/core'
import { systemTimers } from '../../src/core/connection/runtime'
import type { RoomResult } from '../../src/node'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { ALICE, BOB, BOB_KEY, APPLICATION } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'
import { CAROL, CAROL_KEY } from '../helpers/togetherRig'

const result: RoomResult = { kind: 'ranking', places: [{ participant: BOB, points: 2 }, { participant: CAROL, points: 1 }] }
const PAID = { [ALICE.toLowerCase()]: '0', [BOB.toLowerCase()]: '0.666667', [CAROL.toLowerCase()]: '0.333333' }

/** Sessions in which Alice, the server, needs both players. */
async function startGame() {
  const rig = await startRoomRig('clearnode', { players: [BOB, CAROL], weights: [20, 40, 40], quorum: 100 })
  const place = createMeetingPlace(systemTimers)

  /** A player, who approves everything that the server proposes. */
  async function join(signer: Hex, ...sessionIds: readonly Hex[]) {
    const client = createNitroliteClient({ url: rig.url, application: APPLICATION, signer, WebSocket, keep: { closings: createMemoryJournal() } })
    onTestFinished(() => { client.dispose() })
    await client.connect()
    for (const sessionId of sessionIds) {
      const transport: Transport = place.transport()
      const room = await client.joinRoom(sessionId, { transport })
      const approve = (): void => { for (const proposal of room.proposals) if (proposal.state === 'reviewed') proposal.approve() }
      room.subscribe(approve)
      approve()
    }
  }

  const paid = (id: string) => Object.fromEntries(rig.node.sessionLedger(id).payouts.map(({ participant, amount }) => [participant.toLowerCase(), amount]))
  return { ...rig, place, join, paid, transport: () => place.transport() }
}

it('a room whose players hold the quorum is paid once they have approved what the server proposes', async () => {
  const { createCloser, openSession, join, paid, transport, wronglyPaid, rooms } = await startGame()
  const { closer, events } = createCloser({ transport, client: { recovery: {} } })
  await closer.start()
  const sessionId = openSession()
  const room = closer.close('room', { sessionId, result })
  await until(() => room.state === 'collecting')
  expect(closer.status()).toMatchObject({ running: 0 })
  await Promise.all([join(BOB_KEY, sessionId), join(CAROL_KEY, sessionId)])
  expect((await room).result).toBe('closed')
  expect(paid(sessionId)).toEqual(PAID)
  expect(wronglyPaid([sessionId])).toEqual([])
  const signed = events.filter(({ type }) => type === 'room.signed')
  expect(signed.at(-1)).toMatchObject({ have: 100, need: 100 })
  expect((await rooms.read(['room']))[0]).toMatchObject({ state: 'closed', epoch: 1 })
})

it('a room that waits for its players is taken over, and its players sign for the next worker', async () => {
  const { createCloser, openSession, join, paid, transport, wronglyPaid } = await startGame()
  const one = createCloser({ transport, client: { recovery: {} } })
  await one.closer.start()
  const sessionId = openSession()
  const first = one.closer.close('room', { sessionId, result })
  await until(() => first.state === 'collecting')
  await one.closer.stop({ timeout: 0 })

  const other = createCloser({ transport, client: { recovery: {} } })
  await other.closer.start()
  const second = other.closer.close('room', { sessionId, result })
  await until(() => second.state === 'collecting')
  await Promise.all([join(BOB_KEY, sessionId), join(CAROL_KEY, sessionId)])
  expect((await second).result).toBe('closed')
  expect(paid(sessionId)).toEqual(PAID)
  expect(wronglyPaid([sessionId])).toEqual([])
})

it('a room that the server can close alone asks no player, although players could be asked', async () => {
  const rig = await startRoomRig('clearnode')
  const place = createMeetingPlace(systemTimers)
  const { closer } = rig.createCloser({ transport: () => place.transport() })
  await closer.start()
  const sessionId = rig.openSession()
  await closer.close('room', { sessionId, result: { kind: 'winner', participant: BOB } })
  expect(place.sent).toEqual([])
  expect(rig.wronglyPaid([sessionId])).toEqual([])
})

it('a room that needs its players fails at once if they cannot be asked', async () => {
  const { createCloser, openSession, node } = await startGame()
  const { closer } = createCloser()
  await closer.start()
  const sessionId = openSession()
  await expect(Promise.resolve(closer.close('room', { sessionId, result }))).rejects.toMatchObject({ code: 'QUORUM_UNREACHABLE' })
  expect(node.sessionLedger(sessionId).status).toBe('open')
})

it('a room whose transport the app cannot open at first is tried again, and is paid once its players can be met', async () => {
  const { createCloser, openSession, wronglyPaid, join, transport } = await startGame()
  let isDown = true
  const { closer, events } = createCloser({
    transport() {
      if (!isDown) return transport()
      isDown = false
      throw new Error('The relay is restarting.')
    },
  })
  await closer.start()
  const sessionId = openSession()
  await Promise.all([join(BOB_KEY, sessionId), join(CAROL_KEY, sessionId)])
  await closer.close('room', { sessionId, result })
  expect(wronglyPaid([sessionId])).toEqual([])
  expect(events).toContainEqual(expect.objectContaining({
    type: 'room.failed', isRepeated: true, error: expect.objectContaining({ code: 'TRANSPORT_FAILED', data: expect.objectContaining({ reason: 'The relay is restarting.' }) as unknown }) as unknown,
  }))
})

it('rooms above the limit of rooms that meet their players wait in line, and rooms that need no players pass them', async () => {
  const { createCloser, openSession, node, join, transport, wronglyPaid } = await startGame()
  const { closer, errors } = createCloser({ transport, meetingLimit: 2 })
  await closer.start()
  const ids = Array.from({ length: 5 }, () => openSession())
  const rooms = ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result }))
  const collecting = () => rooms.flatMap(({ state }, index) => state === 'collecting' ? [index] : [])
  await until(() => collecting().length === 2 && closer.status().running === 0)
  const { id } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: 99, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  await closer.close('alone', { sessionId: id, result: { kind: 'winner', participant: BOB } })
  expect(closer.status()).toMatchObject({ queued: 0, running: 0, meeting: 2 })
  expect(collecting()).toHaveLength(2)
  let most = 0
  for (const room of rooms) room.subscribe(() => { most = Math.max(most, closer.status().meeting) })
  await Promise.all([join(BOB_KEY, ...ids), join(CAROL_KEY, ...ids)])
  await Promise.all(rooms)
  expect(wronglyPaid([...ids, id])).toEqual([])
  expect(most).toBe(2)
  expect(errors).toEqual([])
})
