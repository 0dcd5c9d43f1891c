import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../test/helpers/people'
import { createRelayRig, type RawClient, type RelayRig, roomNumber } from '../../test/helpers/relayRig'

const ROOM = roomNumber(1)
const FAST = { framesPerSecond: 1000, frameBurst: 1000 }

const messagesOf = ({ frames }: RawClient): string[] => frames.flatMap(frame => frame.type === 'message' ? [frame.message] : [])
const enterAlice = async (rig: RelayRig): Promise<RawClient> => {
  const alice = await rig.connect()
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  return alice
}
const enterBob = async (rig: RelayRig): Promise<RawClient> => {
  const bob = await rig.connect()
  await bob.enter(ROOM, BOB_KEY, BOB)
  return bob
}
const publish = async (client: RawClient, ...messages: string[]): Promise<void> => {
  for (const [id, message] of messages.entries()) await client.send({ type: 'publish', room: ROOM, id, message })
}

it('a participant who comes later gets the kept messages of others in their order, after the answer that lets them in', async () => {
  const rig = createRelayRig()
  const alice = await enterAlice(rig)
  await publish(alice, '01', '02')
  const bob = await enterBob(rig)
  expect(bob.frames.slice(1)).toEqual([
    { type: 'entered', room: ROOM, others: [ALICE] }, { type: 'message', room: ROOM, from: ALICE, message: '01' }, { type: 'message', room: ROOM, from: ALICE, message: '02' },
  ])
  const again = await enterAlice(rig)
  expect(messagesOf(again)).toEqual([])
})

it('a message is forgotten as soon as every other participant has answered a ping that was sent after it', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await enterAlice(rig), await enterBob(rig)]
  await publish(alice, '01')
  expect(rig.core.metrics).toMatchObject({ messagesDelivered: 1, keptMessages: 1, keptBytes: 1 })
  await rig.time.advance(30_000)
  expect(rig.core.metrics).toMatchObject({ keptMessages: 0, keptBytes: 0 })
  bob.socket.cut()
  expect(messagesOf(await enterBob(rig))).toEqual([])
})

it('a message that went into a dead connection is kept, and its participant gets it over the next one', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await enterAlice(rig), await enterBob(rig)]
  bob.socket.isStuck = bob.socket.isSilent = true
  await publish(alice, '01')
  await rig.time.advance(70_000)
  expect([bob.closedWith, messagesOf(bob)]).toEqual([1006, []])
  expect(messagesOf(await enterBob(rig))).toEqual(['01'])
})

it('an answer to a ping that was sent before a message does not count as its arrival', async () => {
  const rig = createRelayRig()
  const alice = await enterAlice(rig)
  const bob = await enterBob(rig)
  bob.socket.pongDelay = 5_000
  await rig.time.advance(30_000)
  await publish(alice, '01')
  await rig.time.advance(6_000)
  expect([messagesOf(bob), rig.core.metrics.keptMessages]).toEqual([['01'], 1])
  await rig.time.advance(30_000)
  expect(rig.core.metrics.keptMessages).toBe(0)
})

it('a relay room keeps at most 200 messages, and drops the oldest first', async () => {
  const rig = createRelayRig(FAST)
  const alice = await enterAlice(rig)
  await publish(alice, ...Array.from({ length: 203 }, (_, index) => index.toString(16).padStart(4, '0')))
  expect(rig.core.metrics).toMatchObject({ keptMessages: 200, keptBytes: 400, messagesDroppedForRoom: 3 })
  const messages = messagesOf(await enterBob(rig))
  expect([messages.length, messages[0], messages.at(-1)]).toEqual([200, '0003', '00ca'])
})

it('a room keeps at most 256 KiB of messages, and the oldest give way', async () => {
  const rig = createRelayRig(FAST)
  const alice = await enterAlice(rig)
  await publish(alice, ...Array.from({ length: 10 }, (_, index) => `0${index}`.repeat(32 * 1024)))
  expect(rig.core.metrics).toMatchObject({ keptMessages: 8, keptBytes: 256 * 1024, messagesDroppedForRoom: 2 })
  expect(messagesOf(await enterBob(rig)).map(message => message.slice(0, 2))).toEqual(['02', '03', '04', '05', '06', '07', '08', '09'])
})

it('a relay room keeps a message for 15 minutes', async () => {
  const rig = createRelayRig()
  const alice = await enterAlice(rig)
  await publish(alice, '01')
  await rig.time.advance(60_000)
  await publish(alice, '02')
  await rig.time.advance(14 * 60_000)
  expect(messagesOf(await enterBob(rig))).toEqual(['02'])
})

it('while the memory for all rooms is full, messages reach those who are there and are not kept', async () => {
  const rig = createRelayRig({ keptBytesOfAllRooms: 403 })
  const [alice, bob] = [await enterAlice(rig), await enterBob(rig)]
  await publish(alice, '0101', '0202')
  expect(messagesOf(bob)).toEqual(['0101', '0202'])
  expect(rig.core.metrics).toMatchObject({ keptMessages: 1, keptBytes: 2, messagesNotKept: 1 })
})

it('another device of the sender gets messages at once, and presence names addresses instead of devices', async () => {
  const rig = createRelayRig()
  const [alice, phone, bob] = [await enterAlice(rig), await enterAlice(rig), await enterBob(rig)]
  await publish(alice, '01')
  expect([alice, phone, bob].map(messagesOf)).toEqual([[], ['01'], ['01']])
  expect(bob.frames[1]).toEqual({ type: 'entered', room: ROOM, others: [ALICE] })
  const before = bob.frames.length
  await enterAlice(rig)
  phone.socket.cut()
  await rig.time.advance(10)
  expect(bob.frames.slice(before)).toEqual([])
})

it('a relay room keeps no messages of a session with one participant', async () => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  await alice.enter(ROOM, ALICE_KEY, ALICE, [ALICE])
  await publish(alice, '01')
  expect(rig.core.metrics).toMatchObject({ messagesPublished: 1, keptMessages: 0 })
  expect(alice.frames.at(-1)).toMatchObject({ type: 'published' })
})
