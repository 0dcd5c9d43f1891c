import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../../test/helpers/people'
import { createRelayRig, PARTICIPANTS, roomNumber } from '../../../test/helpers/relayRig'
import { heardBy, outcomeOf, ROOM, transportOf } from '../../../test/helpers/relayTransports'
import { createRelayTransport } from './relayTransport'
import { createStatementSigner } from './statementSigner'
import type { RoomPresence } from './transport'

it('two clients exchange messages over a relay, and see each other come and go', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [transportOf(rig, ALICE_KEY), transportOf(rig, BOB_KEY)]
  const heard = heardBy(bob)
  const presences: number[] = []
  alice.presence?.(ROOM, ({ others }) => presences.push(others))
  await rig.time.advance(100)
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1, 255)))
  await rig.time.advance(100)
  expect([sent.state, heard.messages]).toEqual(['sent', ['01ff']])
  heard.stop()
  await rig.time.advance(100)
  expect(presences).toEqual([1, 0])
  expect(rig.core.metrics).toMatchObject({ sockets: 1, seats: 1 })
})

it('a client is told by the relay who has sent a message', async () => {
  const rig = createRelayRig()
  const senders: unknown[] = []
  transportOf(rig, BOB_KEY).subscribe(ROOM, (_, from) => { senders.push(from) })
  await rig.time.advance(100)
  void transportOf(rig, ALICE_KEY).publish(ROOM, Uint8Array.of(1))
  await rig.time.advance(100)
  expect(senders).toEqual([ALICE])
})

it('a client knows by address who else is in the room, and knows nothing while its connection is down', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [transportOf(rig, ALICE_KEY), transportOf(rig, BOB_KEY)]
  const presences: RoomPresence[] = []
  alice.presence?.(ROOM, presence => presences.push(presence))
  await rig.time.advance(100)
  const { stop } = heardBy(bob)
  await rig.time.advance(100)
  expect(presences).toEqual([{ others: 0, addresses: [] }, { others: 1, addresses: [BOB] }])
  rig.isDown = true
  rig.sockets[0]?.cut()
  await rig.time.advance(100)
  expect(presences.slice(2)).toEqual([{ others: 0 }])
  rig.isDown = false
  await rig.time.advance(60_000)
  expect(presences.at(-1)).toEqual({ others: 1, addresses: [BOB] })
  stop()
})

it('one socket serves all rooms of a client, and it closes when nobody wants a room any more', async () => {
  const rig = createRelayRig()
  const alice = transportOf(rig, ALICE_KEY)
  const stops = [1, 2, 3].map(number => heardBy(alice, roomNumber(number)).stop)
  await rig.time.advance(5_000)
  expect(rig.core.metrics).toMatchObject({ sockets: 1, rooms: 3 })
  for (const stop of stops) {
    stop()
    stop()
  }
  await rig.time.advance(100)
  expect(rig.core.metrics).toMatchObject({ sockets: 0, rooms: 0, socketsOpened: 1 })
  expect(rig.time.pending).toBe(1)
})

it('a message that is published without a listener is delivered, and its room is left afterwards', async () => {
  const rig = createRelayRig()
  const heard = heardBy(transportOf(rig, BOB_KEY))
  const sent = outcomeOf(transportOf(rig, ALICE_KEY).publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(100)
  expect([sent.state, heard.messages, rig.core.metrics.sockets]).toEqual(['sent', ['01'], 1])
})

it('a listener that throws does not keep others from their messages, and is reported', async () => {
  const rig = createRelayRig()
  const errors: string[] = []
  const bob = transportOf(rig, BOB_KEY, { onError: ({ code }) => errors.push(code) })
  bob.subscribe(ROOM, () => { throw new Error('Broken.') })
  const heard = heardBy(bob)
  const sent = outcomeOf(transportOf(rig, ALICE_KEY).publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(100)
  expect([sent.state, heard.messages, errors]).toEqual(['sent', ['01'], ['LISTENER_FAILED']])
})

it('close ends the socket, every wait and every timer, and the transport cannot be used any more', async () => {
  const rig = createRelayRig()
  const alice = transportOf(rig, ALICE_KEY)
  heardBy(alice)
  await rig.time.advance(100)
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1)))
  alice.close()
  await rig.time.advance(2_000)
  expect(sent.state).toBe('TRANSPORT_FAILED')
  expect(rig.core.metrics).toMatchObject({ sockets: 0, seats: 0 })
  await expect(alice.publish(ROOM, Uint8Array.of(1))).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' })
  expect(() => alice.subscribe(ROOM, () => {})).toThrow(expect.objectContaining({ code: 'TRANSPORT_FAILED' }) as Error)
  expect(rig.time.pending).toBe(1)
})

it('messages and rooms that no relay accepts are refused before anything is sent', async () => {
  const rig = createRelayRig()
  const alice = transportOf(rig, ALICE_KEY)
  for (const message of [new Uint8Array(), new Uint8Array(32 * 1024 + 1)]) {
    await expect(alice.publish(ROOM, message)).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' })
  }
  await expect(alice.publish('lobby', Uint8Array.of(1))).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' })
  expect(() => alice.subscribe('lobby', () => {})).toThrow(expect.objectContaining({ code: 'TRANSPORT_FAILED' }) as Error)
  await rig.time.advance(100)
  expect(rig.core.metrics.socketsOpened).toBe(0)
})

it.each(['https://relay.test', 'relay.test', ''])('a relay transport cannot be created for the URL %j', (url) => {
  expect(() => createRelayTransport({ url, signer: () => createStatementSigner(ALICE_KEY), participantsOf: () => PARTICIPANTS }))
    .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }) as Error)
})
