import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../test/helpers/people'
import { privateKeyWallet } from '../core/wallet/adapters'
import { createRelayRig, type RawClient, roomNumber } from '../../test/helpers/relayRig'

const ROOM = roomNumber(1)
const CAROL_KEY = `0x${'ca'.repeat(32)}` as const
const CAROL = privateKeyWallet(CAROL_KEY).address

const messagesOf = ({ frames }: RawClient): string[] => frames.flatMap(frame => frame.type === 'message' ? [frame.message] : [])
const refusalsOf = ({ frames }: RawClient): string[] => frames.flatMap(frame => frame.type === 'refused' ? [frame.reason] : [])

it.each<[string, string | null]>([
  ['a binary message', null], ['text that is not JSON', 'hello'], ['an unknown frame', '{"type":"become admin"}'],
  ['an array', '[1,"close_app_session",{},1]'], ['null', 'null'], ['deeply nested JSON', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['a further field', JSON.stringify({ type: 'ask', room: ROOM, more: 1 })], ['a malformed room', '{"type":"ask","room":"lobby"}'],
  ['a message in upper-case hex', JSON.stringify({ type: 'publish', room: ROOM, id: 1, message: 'C0' })],
  ['an id with a fraction', JSON.stringify({ type: 'publish', room: ROOM, id: 1.5, message: 'c0' })],
  ['257 participants', JSON.stringify({ type: 'enter', room: ROOM, participants: Array(257).fill(ALICE), address: ALICE, signature: `0x${'00'.repeat(65)}`, policy: null })],
  ['a short signature', JSON.stringify({ type: 'enter', room: ROOM, participants: [ALICE], address: ALICE, signature: '0x00', policy: null })],
])('a socket that sends %s is closed, and others are served', async (_, text) => {
  const rig = createRelayRig()
  const [bad, alice] = [await rig.connect(), await rig.connect()]
  await bad.sendText(text)
  expect(bad.closedWith).toBe(1008)
  expect(rig.core.metrics).toMatchObject({ socketsClosedForMalformedFrames: 1, sockets: 1 })
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
})

it('messages above 32 KiB, and messages for a room that was not entered, are refused and reach nobody', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  await alice.send({ type: 'publish', room: ROOM, id: 1, message: '01' })
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await bob.enter(ROOM, BOB_KEY, BOB)
  await alice.send({ type: 'publish', room: ROOM, id: 2, message: '00'.repeat(32 * 1024 + 1) })
  await alice.send({ type: 'publish', room: ROOM, id: 3, message: '00'.repeat(32 * 1024) })
  expect(alice.frames.filter(frame => frame.type === 'refused')).toEqual([
    { type: 'refused', room: ROOM, id: 1, reason: 'not entered' }, { type: 'refused', room: ROOM, id: 2, reason: 'too large' },
  ])
  expect(messagesOf(bob).map(message => message.length)).toEqual([64 * 1024])
})

it('a client may send 20 frames at once and 10 in each second after that; more are refused, and far more close its socket', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await bob.enter(ROOM, BOB_KEY, BOB)
  await rig.time.advance(10_000)
  const burst = async (count: number): Promise<void> => {
    for (let id = 0; id < count; id++) alice.socket.send(JSON.stringify({ type: 'publish', room: ROOM, id, message: '01' }))
    await rig.time.advance(2)
  }
  await burst(25)
  expect([messagesOf(bob).length, refusalsOf(alice)]).toEqual([20, Array(5).fill('too fast')])
  await rig.time.advance(1_500)
  await burst(20)
  expect(messagesOf(bob)).toHaveLength(35)
  await burst(200)
  expect(alice.closedWith).toBe(1008)
  expect(rig.core.metrics).toMatchObject({ socketsClosedForFlooding: 1, messagesPublished: 35, seats: 1 })
})

it('a client that floods with pings is closed, and a few pings are answered', async () => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  let pongs = 0
  alice.socket.addEventListener('pong', () => { pongs += 1 })
  for (let count = 0; count < 200; count++) alice.socket.ping()
  expect([pongs, alice.closedWith]).toEqual([20, 1008])
})

it('a reader with more than 1 MiB of unread output is cut off, and the others get every message', async () => {
  const rig = createRelayRig({ framesPerSecond: 1000, frameBurst: 1000 })
  const [alice, bob, slow] = [await rig.connect(), await rig.connect(), await rig.connect()]
  for (const client of [bob, slow]) await client.enter(ROOM, BOB_KEY, BOB)
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  slow.socket.isStuck = true
  for (let id = 0; id < 40; id++) await alice.send({ type: 'publish', room: ROOM, id, message: '00'.repeat(30_000) })
  expect([slow.closedWith, bob.closedWith, messagesOf(bob).length]).toEqual([1006, null, 40])
  expect(rig.core.metrics).toMatchObject({ socketsClosedForSlowReading: 1, seats: 2, sockets: 2 })
})

it('when the unread output of all sockets needs too much memory, the socket with the most is cut off, and the others get every message', async () => {
  const rig = createRelayRig({ framesPerSecond: 1000, frameBurst: 1000, unreadBytesOfAllSockets: 170_000 })
  const [alice, bob, slow, slower] = [await rig.connect(), await rig.connect(), await rig.connect('203.0.113.7'), await rig.connect('203.0.113.8')]
  const OTHER_ROOM = roomNumber(2)
  for (const room of [ROOM, OTHER_ROOM]) {
    await alice.enter(room, ALICE_KEY, ALICE)
    await bob.enter(room, BOB_KEY, BOB)
  }
  await slow.enter(OTHER_ROOM, BOB_KEY, BOB)
  await slower.enter(ROOM, BOB_KEY, BOB)
  slow.socket.isStuck = slower.socket.isStuck = true
  const publish = (room: string, id: number): Promise<void> => alice.send({ type: 'publish', room, id, message: '00'.repeat(20_000) })
  await publish(OTHER_ROOM, 1)
  for (let id = 2; id <= 3; id++) await publish(ROOM, id)
  expect([slow.closedWith, slower.closedWith]).toEqual([null, null])
  expect(rig.core.metrics.unreadBytes).toBeGreaterThan(120_000)
  await publish(ROOM, 4)
  expect([slow.closedWith, slower.closedWith, bob.closedWith, messagesOf(bob).length]).toEqual([null, 1006, null, 4])
  expect(rig.core.metrics).toMatchObject({ socketsClosedForMostUnread: 1, socketsClosedForSlowReading: 0, sockets: 3 })

  slow.socket.isStuck = false
  await publish(OTHER_ROOM, 5)
  expect([messagesOf(slow).length, rig.core.metrics.unreadBytes]).toEqual([2, 0])
})

it('a socket that does not answer a ping is cut off at the next one', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await bob.enter(ROOM, BOB_KEY, BOB)
  alice.socket.isSilent = true
  await rig.time.advance(70_000)
  expect([alice.closedWith, bob.closedWith]).toEqual([1006, null])
  expect(bob.frames.filter(frame => frame.type === 'beat').length).toBeGreaterThan(0)
  expect(bob.frames.filter(frame => frame.type === 'presence')).toEqual([{ type: 'presence', room: ROOM, others: [] }])
  expect(rig.core.metrics).toMatchObject({ socketsClosedForSilence: 1, seats: 1 })
})

it('a socket that is in no room for a minute is closed', async () => {
  const rig = createRelayRig()
  const [idle, alice] = [await rig.connect(), await rig.connect()]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await rig.time.advance(60_100)
  expect([idle.closedWith, alice.closedWith]).toEqual([1008, null])
  await alice.send({ type: 'leave', room: ROOM })
  await rig.time.advance(31_000)
  expect(alice.closedWith).toBeNull()
  await rig.time.advance(60_000)
  expect(alice.closedWith).toBe(1008)
  expect(rig.core.metrics).toMatchObject({ socketsClosedForIdling: 2, sockets: 0, rooms: 0 })
})

it('a client whose attempts to enter are refused five times is closed', async () => {
  const rig = createRelayRig()
  const carol = await rig.connect()
  for (let time = 0; time < 5; time++) {
    await carol.enter(ROOM, CAROL_KEY, CAROL)
    await rig.time.advance(1_000)
  }
  expect([carol.closedWith, rig.core.metrics.socketsClosedForRefusedEntries]).toEqual([1008, 1])
})

it('when all sockets are gone and the kept messages are too old, the relay holds nothing any more', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await bob.send({ type: 'ask', room: ROOM })
  await alice.send({ type: 'publish', room: ROOM, id: 1, message: '0102' })
  expect(rig.core.metrics).toMatchObject({ sockets: 2, rooms: 1, seats: 1, openChallenges: 1, keptMessages: 1, keptBytes: 2 })
  alice.socket.cut()
  bob.socket.cut()
  expect(rig.core.metrics).toMatchObject({ sockets: 0, rooms: 1, seats: 0, openChallenges: 0, keptMessages: 1 })
  await rig.time.advance(15 * 60_000 + 30_000)
  expect(rig.core.metrics).toMatchObject({ rooms: 0, keptMessages: 0, keptBytes: 0, messagesDroppedForAge: 1 })
})
