import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Hex } from '../../src/core'
import type { RoomResult } from '../../src/node'
import { judge } from '../../src/testing'
import { ALICE, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const RANKING: RoomResult = { kind: 'ranking', places: [{ participant: ALICE, points: 2 }, { participant: BOB, points: 1 }] }

it.each([['clearnode', 500], ['nitronode', 60]] as const)('a closer on a %s pays %i rooms exactly once, to the last base unit, and leaves nothing behind', async (kind, count) => {
  const rig = await startRoomRig(kind)
  const { closer, errors } = rig.createCloser()
  await closer.start()
  const ids = Array.from({ length: count }, () => rig.openSession())
  const receipts = await Promise.all(ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result: RANKING })))

  expect(receipts.map(({ session }) => session.id)).toEqual(ids)
  expect(rig.wronglyPaid(ids)).toEqual([])
  const paid = rig.node.sessionLedger(ids[0] ?? '').payouts.map(({ participant, amount }) => [participant.toLowerCase(), amount])
  expect(paid).toEqual([[ALICE.toLowerCase(), '0.666667'], [BOB.toLowerCase(), '0.333333']])
  await until(async () => (await rig.rooms.read(ids.map((_, index) => `room ${index}`))).every(({ isOpen }) => !isOpen))
  expect(await rig.journal.list()).toEqual([])
  expect(errors).toEqual([])
  expect(closer.status()).toMatchObject({ queued: 0, running: 0, unknown: 0, isPaused: false })
})

it('all connections of all closers use one session key, so no login ends another one', async () => {
  const rig = await startRoomRig('clearnode')
  const [one, other] = [rig.createCloser(), rig.createCloser()]
  const signers = new Set<string>()
  for (const { closer } of [one, other]) {
    await closer.start()
    const ids = Array.from({ length: 8 }, () => rig.openSession())
    const receipts = await Promise.all(ids.map(sessionId => closer.close(`room of ${sessionId}`, { sessionId, result: RANKING })))
    for (const { request } of receipts) for (const signer of request?.signers ?? []) signers.add(signer)
    expect(closer.status().connections).toEqual(['ready', 'ready', 'ready', 'ready'])
  }
  expect(signers.size).toBe(1)
  expect([...one.errors, ...other.errors]).toEqual([])
})

it('rooms of one session always use the same connection, and rooms of many sessions use all of them', async () => {
  const rig = await startRoomRig('clearnode')
  const { closer } = rig.createCloser()
  await closer.start()
  const ids: Hex[] = Array.from({ length: 40 }, () => rig.openSession())
  const receipts = await Promise.all(ids.map(sessionId => closer.close(`room of ${sessionId}`, { sessionId, result: RANKING })))
  expect(receipts).toHaveLength(40)
  const closes = ids.map(id => judge(rig.node, id).closes)
  expect(closes).toEqual(ids.map(() => 1))
})

it('a closer of many rooms on a ClearNode learns about their sessions from pages of the list, not from one request each', async () => {
  const rig = await startRoomRig('clearnode')
  const methods: unknown[] = []
  class CountingSocket extends WebSocket {
    override send(frame: string): void {
      const { req } = JSON.parse(frame) as { req: readonly unknown[] }
      methods.push(req[1])
      super.send(frame)
    }
  }
  const { closer } = rig.createCloser({ client: { WebSocket: CountingSocket } })
  await closer.start()
  const ids = Array.from({ length: 400 }, () => rig.openSession())
  await Promise.all(ids.map((sessionId, index) => closer.close(`room ${index}`, { sessionId, result: RANKING })))
  expect(rig.wronglyPaid(ids)).toEqual([])
  expect(methods.filter(method => method === 'close_app_session')).toHaveLength(400)
  // The first rooms on each of the four connections are begun before the list was read.
  expect(methods.filter(method => method === 'get_app_definition').length).toBeLessThan(100)
})
