import { expect, it } from 'vitest'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../test/helpers/people'
import { createRelayRig, PARTICIPANTS, type RawClient, roomNumber } from '../../test/helpers/relayRig'
import { createStatementSigner } from '../core/cosigning/statementSigner'
import type { RelayFrame } from '../core/cosigning/relay/frames'
import { policyData } from '../core/protocols/nitrorpc/policyData'
import { privateKeyWallet } from '../core/wallet/adapters'
import { sessionKeyFromPrivateKey } from '../core/wallet/sessionKey'

const ROOM = roomNumber(1)
const CAROL_KEY = `0x${'ca'.repeat(32)}` as const
const CAROL = privateKeyWallet(CAROL_KEY).address

const messagesOf = ({ frames }: RawClient): string[] => frames.flatMap(frame => frame.type === 'message' ? [frame.message] : [])

/** Answers an open challenge with a signature by a key. */
async function answer(client: RawClient, challenge: RelayFrame | undefined, changes: object = {}): Promise<RelayFrame | undefined> {
  if (challenge?.type !== 'challenge') throw new Error('There is no challenge.')
  const { origin, room, nonce, end } = challenge
  const signature = await (await createStatementSigner(ALICE_KEY)).sign({ purpose: 'enter room', origin, room, nonce, end, ...changes })
  await client.send({ type: 'enter', room, participants: PARTICIPANTS, address: ALICE, signature, policy: null })
  return client.frames.at(-1)
}

it('the relay passes a message on to all others in the room and confirms it, and to nobody in another room', async () => {
  const rig = createRelayRig()
  const [alice, bob, elsewhere] = [await rig.connect(), await rig.connect(), await rig.connect()]
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toEqual({ type: 'entered', room: ROOM, others: [] })
  expect(await bob.enter(ROOM, BOB_KEY, BOB)).toEqual({ type: 'entered', room: ROOM, others: [ALICE] })
  await elsewhere.enter(roomNumber(2), BOB_KEY, BOB)
  expect(alice.frames.at(-1)).toEqual({ type: 'presence', room: ROOM, others: [BOB] })
  await alice.send({ type: 'publish', room: ROOM, id: 7, message: 'c0ffee' })
  expect(alice.frames.at(-1)).toEqual({ type: 'published', room: ROOM, id: 7 })
  expect([alice, bob, elsewhere].map(messagesOf)).toEqual([[], ['c0ffee'], []])
  await bob.send({ type: 'leave', room: ROOM })
  expect(alice.frames.at(-1)).toEqual({ type: 'presence', room: ROOM, others: [] })
})

it('a challenge can be answered once', async () => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  await alice.send({ type: 'ask', room: ROOM })
  const challenge = alice.frames.at(-1)
  expect(await answer(alice, challenge)).toMatchObject({ type: 'entered' })
  expect(await answer(alice, challenge)).toMatchObject({ type: 'refused', reason: 'no challenge' })
})

it('a challenge that was answered wrongly is used up', async () => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  await alice.send({ type: 'ask', room: ROOM })
  const challenge = alice.frames.at(-1)
  expect(await answer(alice, challenge, { origin: 'other.test' })).toMatchObject({ reason: 'wrong signature' })
  expect(await answer(alice, challenge)).toMatchObject({ reason: 'no challenge' })
  expect(rig.core.metrics).toMatchObject({ openChallenges: 0, seats: 0, rooms: 0 })
})

it('a challenge can be answered for 60 seconds, over its own socket, and only until the next one for the room', async () => {
  const rig = createRelayRig()
  const [alice, thief] = [await rig.connect(), await rig.connect()]
  await alice.send({ type: 'ask', room: ROOM })
  const first = alice.frames.at(-1)
  expect(await answer(thief, first)).toMatchObject({ reason: 'no challenge' })
  await rig.time.advance(30_000)
  await alice.send({ type: 'ask', room: ROOM })
  expect(await answer(alice, first)).toMatchObject({ reason: 'wrong signature' })
  await alice.send({ type: 'ask', room: ROOM })
  const last = alice.frames.at(-1)
  await rig.time.advance(20_000)
  await alice.send({ type: 'ask', room: roomNumber(2) })
  await answer(alice, alice.frames.at(-1))
  await rig.time.advance(40_000)
  expect(await answer(alice, last)).toMatchObject({ reason: 'no challenge' })
})

it.each<[string, object]>([
  ['another relay', { origin: 'other.test' }], ['another room', { room: roomNumber(2) }],
  ['another nonce', { nonce: `0x${'00'.repeat(32)}` }], ['a later end', { end: 1_900_000_000_000 }], ['another purpose', { purpose: 'make proposal' }],
])('a signature for %s does not open a room', async (_, changes) => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  await alice.send({ type: 'ask', room: ROOM })
  expect(await answer(alice, alice.frames.at(-1), changes)).toMatchObject({ type: 'refused', reason: 'wrong signature' })
})

it('a stranger can neither enter the room of a session nor occupy it with a list of participants of their own', async () => {
  const rig = createRelayRig({ seatsPerRoom: 1 })
  const [carol, alice] = [await rig.connect(), await rig.connect()]
  expect(await carol.enter(ROOM, CAROL_KEY, CAROL)).toMatchObject({ reason: 'not a participant' })
  expect(await carol.enter(ROOM, CAROL_KEY, ALICE)).toMatchObject({ reason: 'wrong signature' })
  expect(await carol.enter(ROOM, CAROL_KEY, CAROL, [...PARTICIPANTS, CAROL])).toEqual({ type: 'entered', room: ROOM, others: [] })
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toEqual({ type: 'entered', room: ROOM, others: [] })
  await alice.send({ type: 'publish', room: ROOM, id: 1, message: '01' })
  expect(messagesOf(carol)).toEqual([])
})

it('the order, the case and repetitions of the listed participants make no difference', async () => {
  const rig = createRelayRig()
  const [alice, bob] = [await rig.connect(), await rig.connect()]
  await alice.enter(ROOM, ALICE_KEY, ALICE, [BOB, ALICE, BOB])
  expect(await bob.enter(ROOM, BOB_KEY, BOB.toLowerCase(), [ALICE.toLowerCase(), BOB.toLowerCase()])).toMatchObject({ others: [ALICE] })
})

it('a session key opens a room with the policy of its wallet', async () => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  const key = sessionKeyFromPrivateKey(`0x${'77'.repeat(32)}`)
  const unsigned = { wallet: ALICE, sessionKey: key.address, application: 'a', scope: 's', expiresAt: Math.floor(rig.time.now() / 1000) + 60, challenge: 'c' }
  const policy = { ...unsigned, signature: await privateKeyWallet(ALICE_KEY).signTypedData(policyData(unsigned)) }
  for (const [given, expected] of [[null, 'refused'], [{ ...policy, application: 'b' }, 'refused'], [policy, 'entered']] as const) {
    await alice.send({ type: 'ask', room: ROOM })
    const challenge = alice.frames.at(-1)
    if (challenge?.type !== 'challenge') throw new Error('There is no challenge.')
    const { origin, nonce, end } = challenge
    const { sign } = await createStatementSigner(`0x${'77'.repeat(32)}`)
    const signature = await sign({ purpose: 'enter room', origin, room: ROOM, nonce, end })
    await alice.send({ type: 'enter', room: ROOM, participants: PARTICIPANTS, address: ALICE, signature, policy: given })
    expect(alice.frames.at(-1)).toMatchObject({ type: expected })
  }
})

it('the app of the relay decides who is a participant, and a check that fails or takes too long admits nobody', async () => {
  const answers: (() => boolean | Promise<boolean>)[] = [
    () => true, async () => false, () => { throw new Error('The database is down.') }, () => new Promise(() => {}),
  ]
  const asked: unknown[] = []
  const rig = createRelayRig({}, (room, address) => {
    asked.push([room, address])
    return answers.shift()?.() ?? false
  })
  const alice = await rig.connect()
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
  expect(asked).toEqual([[{ sessionId: ROOM.slice(0, 66), nodeTag: '0x0a0b0c0d' }, ALICE]])
  await alice.send({ type: 'leave', room: ROOM })
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ reason: 'not a participant' })
  await rig.time.advance(1_000)
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ reason: 'check failed' })
  expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toBeUndefined()
  await rig.time.advance(10_000)
  expect(alice.frames.at(-1)).toMatchObject({ reason: 'check failed' })
})

it('a client that leaves while the app checks it gets no seat', async () => {
  let admit = (_: boolean): void => {}
  const rig = createRelayRig({}, () => new Promise<boolean>((resolve) => { admit = resolve }))
  const alice = await rig.connect()
  await alice.enter(ROOM, ALICE_KEY, ALICE)
  await alice.send({ type: 'leave', room: ROOM })
  admit(true)
  await rig.time.advance(10)
  expect(rig.core.metrics.seats).toBe(0)
})

it('an address has at most 4 seats in a room, a room 64 seats, a socket 32 rooms, and the relay as many rooms as it was given', async () => {
  const rig = createRelayRig({ seatsPerRoom: 5, rooms: 33 })
  const clients = await Promise.all(Array.from({ length: 7 }, () => rig.connect()))
  const [first, , , , fifth, bob, last] = clients as [RawClient, RawClient, RawClient, RawClient, RawClient, RawClient, RawClient]
  for (const client of clients.slice(0, 4)) expect(await client.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
  expect(await fifth.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ reason: 'address full' })
  expect(await bob.enter(ROOM, BOB_KEY, BOB)).toMatchObject({ type: 'entered', others: [ALICE] })
  expect(await last.enter(ROOM, BOB_KEY, BOB)).toMatchObject({ reason: 'room full' })
  for (let room = 2; room <= 32; room++) {
    expect(await first.enter(roomNumber(room), ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
    await rig.time.advance(1_000)
  }
  await first.send({ type: 'ask', room: roomNumber(33) })
  expect(first.frames.at(-1)).toMatchObject({ reason: 'too many rooms' })
  expect(await last.enter(roomNumber(33), BOB_KEY, BOB)).toMatchObject({ type: 'entered' })
  expect(await last.enter(roomNumber(34), BOB_KEY, BOB)).toMatchObject({ reason: 'relay full' })
  expect(rig.core.metrics).toMatchObject({ rooms: 33, seats: 5 + 31 + 1 })
})

it('entering a room again over the same socket replaces the seat', async () => {
  const rig = createRelayRig()
  const alice = await rig.connect()
  for (let time = 0; time < 6; time++) {
    expect(await alice.enter(ROOM, ALICE_KEY, ALICE)).toMatchObject({ type: 'entered' })
    await rig.time.advance(1_000)
  }
  expect(rig.core.metrics).toMatchObject({ seats: 1, entries: 6 })
})
