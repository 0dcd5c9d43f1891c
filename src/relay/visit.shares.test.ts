import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../test/helpers/people'
import { createRelayRig, type RawClient, roomNumber } from '../../test/helpers/relayRig'

const ROOM = roomNumber(1)
const ELSEWHERE = '203.0.113.7'
const FAST = { framesPerSecond: 1000, frameBurst: 1000 }

const answersOf = ({ frames }: RawClient): string[] => frames.map(frame => frame.type === 'refused' ? frame.reason : frame.type)
const publish = (client: RawClient, id: number, bytes: number): Promise<void> => client.send({ type: 'publish', room: ROOM, id, message: '00'.repeat(bytes) })

it('all sockets of a network share the challenges that it may ask for, also after they connect again, and other networks are served', async () => {
  const rig = createRelayRig({ ...FAST, entriesPerSecond: 1, entryBurst: 3 })
  const first = await rig.connect()
  for (let number = 1; number <= 2; number += 1) await first.send({ type: 'ask', room: roomNumber(number) })
  first.socket.cut()
  const second = await rig.connect()
  for (let number = 1; number <= 2; number += 1) await second.send({ type: 'ask', room: roomNumber(number) })
  expect([answersOf(first), answersOf(second)]).toEqual([['challenge', 'challenge'], ['challenge', 'too fast']])
  const other = await rig.connect(ELSEWHERE)
  expect(await other.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
  await rig.time.advance(1_000)
  expect(await second.enter(ROOM, BOB_KEY, BOB)).toMatchObject({ type: 'entered' })
})

it('all sockets of a network share the bytes that are passed on for it, and other networks are served', async () => {
  const rig = createRelayRig({ ...FAST, deliveredBytesPerSecond: 1_000, deliveryBurst: 3_000 })
  const [alice, again, bob] = [await rig.connect(), await rig.connect(), await rig.connect(ELSEWHERE)]
  for (const client of [alice, again]) await client.enter(ROOM, ALICE_KEY, ALICE)
  await bob.enter(ROOM, BOB_KEY, BOB)
  // Two others are in the room, so a message counts twice.
  await publish(alice, 1, 1_000)
  await publish(again, 2, 1_000)
  await publish(bob, 3, 1_000)
  expect([answersOf(alice).at(-1), answersOf(again)]).toEqual(['message', ['challenge', 'entered', 'presence', 'message', 'too fast', 'message']])
  await rig.time.advance(3_000)
  await publish(again, 4, 1_000)
  expect(answersOf(again).at(-1)).toBe('published')
})

it('a relay counts the kept messages that an entry sends again, so that nobody fetches them without end by leaving and entering', async () => {
  const rig = createRelayRig({ ...FAST, deliveredBytesPerSecond: 1_000, deliveryBurst: 3_000 })
  const [alice, bob] = [await rig.connect(), await rig.connect(ELSEWHERE)]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await publish(alice, 1, 1_000)
  for (let count = 0; count < 3; count += 1) {
    await bob.enter(ROOM, BOB_KEY, BOB)
    await bob.send({ type: 'leave', room: ROOM })
  }
  expect(answersOf(bob)).toEqual(['challenge', 'entered', 'message', 'challenge', 'entered', 'message', 'challenge', 'too fast'])
  await rig.time.advance(3_000)
  expect(await bob.enter(ROOM, BOB_KEY, BOB)).toMatchObject({ type: 'entered' })
})

it('a relay counts the lists of who is there, which it sends to everybody after each entry', async () => {
  const rig = createRelayRig({ ...FAST, deliveredBytesPerSecond: 10, deliveryBurst: 200 })
  const [alice, bob] = [await rig.connect(), await rig.connect(ELSEWHERE)]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  for (let count = 0; count < 3; count += 1) {
    await bob.enter(ROOM, BOB_KEY, BOB)
    await bob.send({ type: 'leave', room: ROOM })
  }
  expect(answersOf(bob)).toEqual(['challenge', 'entered', 'challenge', 'entered', 'challenge', 'too fast'])
})

it('a message that costs more than a network may ever have at once is passed on after a pause', async () => {
  const rig = createRelayRig({ ...FAST, deliveredBytesPerSecond: 1_000, deliveryBurst: 2_000 })
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await bob.enter(ROOM, BOB_KEY, BOB)
  await rig.time.advance(1_000)
  await publish(alice, 1, 5_000)
  await publish(alice, 2, 5_000)
  await rig.time.advance(2_000)
  await publish(alice, 3, 5_000)
  expect(alice.frames.flatMap(frame => frame.type === 'published' || frame.type === 'refused' ? [frame.id] : [])).toEqual([1, 2, 3])
  expect(answersOf(bob).filter(type => type === 'message')).toHaveLength(2)
})

it('rooms that everybody has left give way when the relay is full, the oldest first, and rooms with somebody in them stay', async () => {
  const rig = createRelayRig({ ...FAST, rooms: 2 })
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  const [stays, isLeft, isNew, isTooMuch] = [1, 2, 3, 4].map(roomNumber) as [string, string, string, string]
  await bob.enter(stays, BOB_KEY, BOB)
  await alice.enter(isLeft, ALICE_KEY, ALICE)
  await alice.send({ type: 'publish', room: isLeft, id: 1, message: '01' })
  await alice.send({ type: 'leave', room: isLeft })
  expect(rig.core.metrics).toMatchObject({ rooms: 2, keptMessages: 1 })
  expect(await alice.enter(isNew, ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
  expect(rig.core.metrics).toMatchObject({ rooms: 2, keptMessages: 0, keptBytes: 0 })
  expect(await alice.enter(isTooMuch, ALICE_KEY, ALICE)).toMatchObject({ type: 'refused', reason: 'relay full' })
})

it('many small messages count with the memory that they need, so they are not kept above the limit of all rooms', async () => {
  const rig = createRelayRig({ ...FAST, keptBytesOfAllRooms: 1_000 })
  const alice = await rig.connect()
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  for (let id = 0; id < 5; id += 1) await publish(alice, id, 1)
  expect(rig.core.metrics).toMatchObject({ messagesPublished: 5, keptMessages: 2, messagesNotKept: 3 })
})
