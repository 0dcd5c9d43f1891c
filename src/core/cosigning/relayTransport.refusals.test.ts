import { expect, it } from 'vitest'
import { ALICE_KEY, BOB_KEY } from '../../../test/helpers/people'
import { createRelayRig, PARTICIPANTS } from '../../../test/helpers/relayRig'
import { heardBy, outcomeOf, ROOM, transportOf } from '../../../test/helpers/relayTransports'
import type { Hex } from '../types'
import type { RelayTransportOptions } from './relayTransport'
import { createStatementSigner } from './statementSigner'

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
