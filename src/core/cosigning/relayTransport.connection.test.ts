import { expect, it } from 'vitest'
import { ALICE_KEY, BOB_KEY } from '../../../test/helpers/people'
import { createRelayRig } from '../../../test/helpers/relayRig'
import { heardBy, outcomeOf, ROOM, transportOf } from '../../../test/helpers/relayTransports'

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
