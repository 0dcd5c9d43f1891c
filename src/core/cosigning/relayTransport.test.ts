import { afterEach, expect, it } from 'vitest'
import { ALICE_KEY, BOB, BOB_KEY } from '../../../test/helpers/people'
import { createRelayRig, PARTICIPANTS, type RelayRig, roomNumber } from '../../../test/helpers/relayRig'
import type { NitroliteError } from '../errors/errors'
import type { Hex } from '../types'
import { createRelayTransport, type RelayTransportOptions } from './relayTransport'
import { createStatementSigner } from './statementSigner'
import type { RoomPresence, Transport } from './transport'

const ROOM = roomNumber(1)
const opened: Transport[] = []
afterEach(() => { for (const transport of opened.splice(0)) transport.close() })

function transportOf(rig: RelayRig, key: Hex, options: Partial<RelayTransportOptions> = {}): Transport {
  const { time: { after, now, elapsed }, WebSocket } = rig
  const transport = createRelayTransport({
    url: 'wss://relay.test/', signer: () => createStatementSigner(key), participantsOf: () => PARTICIPANTS, WebSocket, timers: { after, now, elapsed }, random: () => 0, ...options,
  })
  opened.push(transport)
  return transport
}

/** Everything that a listener gets, as hex. */
function heardBy(transport: Transport, room = ROOM): { readonly messages: string[], stop(): void } {
  const messages: string[] = []
  return { messages, stop: transport.subscribe(room, message => messages.push(Buffer.from(message).toString('hex'))) }
}

/** How a promise has ended so far. */
function outcomeOf(promise: Promise<void>): { state: string, reason: string } {
  const outcome = { state: 'waiting', reason: '' }
  promise.then(() => { outcome.state = 'sent' }, (error: NitroliteError) => {
    outcome.state = error.code
    outcome.reason = String(error.info.data.reason)
  })
  return outcome
}

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

it('after a lost connection the client enters its rooms again and sends what was not confirmed, without limit but with growing waits', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [transportOf(rig, ALICE_KEY, { timeout: 120_000 }), transportOf(rig, BOB_KEY)]
  const [atAlice, atBob] = [heardBy(alice), heardBy(bob)]
  await rig.time.advance(100)
  rig.isDown = true
  for (const socket of [...rig.sockets]) socket.cut()
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(60_000)
  expect([sent.state, rig.core.metrics.sockets]).toEqual(['waiting', 0])
  rig.isDown = false
  await rig.time.advance(40_000)
  expect([sent.state, atBob.messages, atAlice.messages]).toEqual(['sent', ['01'], []])
  expect(rig.core.metrics).toMatchObject({ sockets: 2, seats: 2 })
})

it('a message whose confirmation was lost with its socket is sent again', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [transportOf(rig, ALICE_KEY), transportOf(rig, BOB_KEY)]
  const heard = heardBy(bob)
  heardBy(alice)
  await rig.time.advance(100)
  const ofAlice = rig.sockets[0]
  if (ofAlice) ofAlice.isStuck = true
  const ofBob = rig.sockets[1]
  if (ofBob) ofBob.isStuck = false
  for (const socket of rig.sockets) socket.isStuck = true
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(100)
  expect([sent.state, rig.core.metrics.messagesPublished]).toEqual(['waiting', 1])
  for (const socket of [...rig.sockets]) socket.cut()
  await rig.time.advance(5_000)
  expect(sent.state).toBe('sent')
  expect(new Set(heard.messages)).toEqual(new Set(['01']))
  expect(rig.core.metrics.messagesPublished).toBe(2)
})

it('a relay that goes silent without closing the socket is replaced after 90 seconds', async () => {
  const rig = createRelayRig({ heartbeat: 1_000_000, idleFor: 10_000_000 })
  heardBy(transportOf(rig, ALICE_KEY))
  await rig.time.advance(89_000)
  expect(rig.core.metrics.socketsOpened).toBe(1)
  await rig.time.advance(5_000)
  expect(rig.core.metrics).toMatchObject({ socketsOpened: 2, sockets: 1, seats: 1 })
})

it('publish rejects with TRANSPORT_FAILED when the relay cannot be reached in time', async () => {
  const rig = createRelayRig()
  rig.isDown = true
  const alice = transportOf(rig, ALICE_KEY)
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(29_999)
  expect(sent.state).toBe('waiting')
  await rig.time.advance(1)
  expect(sent).toEqual({ state: 'TRANSPORT_FAILED', reason: 'The relay did not confirm the message in time.' })
  await rig.time.advance(100_000)
  expect(rig.time.pending).toBe(1)
})

it('while the connection is down, only a limited number of messages wait', async () => {
  const rig = createRelayRig()
  rig.isDown = true
  const alice = transportOf(rig, ALICE_KEY)
  const sent = Array.from({ length: 65 }, () => outcomeOf(alice.publish(ROOM, Uint8Array.of(1))))
  const large = Array.from({ length: 17 }, () => outcomeOf(transportOf(rig, ALICE_KEY).publish(ROOM, new Uint8Array(32 * 1024))))
  await rig.time.advance(10)
  expect(sent.map(({ state }) => state)).toEqual([...Array(64).fill('waiting'), 'TRANSPORT_FAILED'])
  expect(large.every(({ state }) => state === 'waiting')).toBe(true)
  const one = transportOf(rig, ALICE_KEY)
  const ofOne = Array.from({ length: 17 }, () => outcomeOf(one.publish(ROOM, new Uint8Array(32 * 1024))))
  await rig.time.advance(10)
  expect(ofOne.filter(({ state }) => state === 'waiting')).toHaveLength(16)
})

it('a burst of messages is paced, so that the relay refuses none of them', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [transportOf(rig, ALICE_KEY), transportOf(rig, BOB_KEY)]
  const heard = heardBy(bob)
  const sent = Array.from({ length: 60 }, (_, index) => outcomeOf(alice.publish(ROOM, Uint8Array.of(index))))
  await rig.time.advance(12_000)
  expect(sent.every(({ state }) => state === 'sent')).toBe(true)
  expect(heard.messages).toEqual(Array.from({ length: 60 }, (_, index) => index.toString(16).padStart(2, '0')))
  expect(rig.core.metrics.framesRefused).toBe(0)
})

it('a relay with lower limits slows a client down, and every message arrives', async () => {
  const rig = createRelayRig({ framesPerSecond: 2, frameBurst: 6 })
  const [alice, bob] = [transportOf(rig, ALICE_KEY, { timeout: 60_000 }), transportOf(rig, BOB_KEY)]
  const heard = heardBy(bob)
  await rig.time.advance(10_000)
  const sent = Array.from({ length: 12 }, (_, index) => outcomeOf(alice.publish(ROOM, Uint8Array.of(index))))
  await rig.time.advance(40_000)
  expect(sent.every(({ state }) => state === 'sent')).toBe(true)
  expect(new Set(heard.messages).size).toBe(12)
  expect(rig.core.metrics.framesRefused).toBeGreaterThan(0)
})

it('publish rejects with RELAY_REFUSED for somebody who is not a participant, and the client does not try again by itself', async () => {
  const rig = createRelayRig()
  const errors: string[] = []
  const carol = transportOf(rig, `0x${'ca'.repeat(32)}`, { onError: ({ code }) => errors.push(code) })
  heardBy(carol)
  const sent = outcomeOf(carol.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(100)
  expect(sent).toEqual({ state: 'RELAY_REFUSED', reason: 'It does not know this wallet as a participant of the session.' })
  await rig.time.advance(30_000)
  expect(errors).toEqual(['RELAY_REFUSED'])
  expect(outcomeOf(carol.publish(ROOM, Uint8Array.of(1))).state).toBe('waiting')
  await rig.time.advance(100)
  expect(errors).toEqual(['RELAY_REFUSED', 'RELAY_REFUSED'])
})

it('a client that finds the room full tries again by itself, and sends when there is a seat', async () => {
  const rig = createRelayRig({ seatsPerRoom: 1 })
  const [alice, bob] = [transportOf(rig, ALICE_KEY), transportOf(rig, BOB_KEY, { timeout: 60_000 })]
  const seat = heardBy(alice)
  await rig.time.advance(100)
  const sent = outcomeOf(bob.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(5_000)
  expect(sent.state).toBe('waiting')
  seat.stop()
  await rig.time.advance(20_000)
  expect(sent.state).toBe('sent')
})

it('publish names the refusal of the relay as the reason when the room stays full', async () => {
  const rig = createRelayRig({ seatsPerRoom: 1 })
  heardBy(transportOf(rig, ALICE_KEY))
  await rig.time.advance(100)
  const sent = outcomeOf(transportOf(rig, BOB_KEY).publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(31_000)
  expect(sent).toEqual({ state: 'RELAY_REFUSED', reason: 'Too many people or devices are connected for this session.' })
})

it('the client signs no challenge that names another host than its own URL', async () => {
  const rig = createRelayRig()
  let hasSigned = false
  const signer = { ...await createStatementSigner(ALICE_KEY), sign: async (): Promise<Hex> => { hasSigned = true; return '0x' } }
  const alice = transportOf(rig, ALICE_KEY, { url: 'wss://other.test/', signer })
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(100)
  expect([sent.state, hasSigned]).toEqual(['RELAY_REFUSED', false])
  expect(sent.reason).toContain('other.test')
})

it('a wallet that declines is asked once, and publish rejects with TRANSPORT_FAILED', async () => {
  const rig = createRelayRig()
  let asked = 0
  const signer = { ...await createStatementSigner(ALICE_KEY), sign: async (): Promise<Hex> => { asked += 1; throw new Error('User rejected.') } }
  const alice = transportOf(rig, ALICE_KEY, { signer })
  heardBy(alice)
  const sent = outcomeOf(alice.publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(300_000)
  expect([sent.state, sent.reason, asked]).toEqual(['TRANSPORT_FAILED', 'User rejected.', 1])
})

it.each<[string, Partial<RelayTransportOptions>]>([
  ['a wallet that never answers', { signer: { participant: PARTICIPANTS[0] ?? '', policy: null, sign: () => new Promise(() => {}) } }],
  ['participants that cannot be read', { participantsOf: () => new Promise(() => {}) }],
  ['a list of more participants than a relay accepts', { participantsOf: () => Array<string>(257).fill(PARTICIPANTS[0] ?? '') }],
])('publish ends with an error for %s', async (_, options) => {
  const rig = createRelayRig()
  const sent = outcomeOf(transportOf(rig, ALICE_KEY, options).publish(ROOM, Uint8Array.of(1)))
  await rig.time.advance(31_000)
  expect(sent.state).toBe('TRANSPORT_FAILED')
  expect(rig.core.metrics.socketsClosedForMalformedFrames).toBe(0)
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
