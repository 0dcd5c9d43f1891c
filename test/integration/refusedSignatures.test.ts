import { expect, it } from 'vitest'
import type { CoSigning, ProposalRoom } from '../../src/core'
import { decodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { enter, NEXT_ROUND, proposeIn, seenIn, SOON } from '../helpers/roomSteps'
import { ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd, type ClearnodeRig } from '../helpers/togetherSteps'

/** Replies need this long, so that another device can log in before the submitter has them. */
const SLOW_REPLY = 5_000

async function approveIn(rig: ClearnodeRig, room: ProposalRoom): Promise<CoSigning> {
  const review = await seenIn(rig, room)
  review.approve()
  return review
}

/** A room in which the replies are slow. */
const placeOf = (rig: ClearnodeRig) => createMeetingPlace(rig.time, { delaysOf: message => decodeMessage(message).type === 'reply' ? [SLOW_REPLY] : [10] })

it('in a room, a signature whose key was replaced costs one message while the others are enough', async () => {
  const rig = startTogether({ weights: [50, 30, 30], quorum: 80 })
  const place = placeOf(rig)
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const rooms = { bob: await enter(rig, bob, place.transport()), carol: await enter(rig, carol, place.transport()) }
  const shared = await proposeIn(rig, alice, place.transport())
  await approveIn(rig, rooms.bob)
  await approveIn(rig, rooms.carol)
  const otherDevice = await rig.join(BOB_KEY)
  await rig.settled(shared.closing)
  expect(rig.closesSent()).toHaveLength(2)
  await expectEnd(rig, [alice, bob, carol, otherDevice], PAID)
})

it('in a room, the device that has replaced the key signs the next round, and the device with the old key says so', async () => {
  const rig = startTogether()
  const place = placeOf(rig)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await approveIn(rig, room)
  await rig.passed(SOON)
  const otherDevice = await rig.join(BOB_KEY)
  await rig.passed(SLOW_REPLY)
  expect([shared.closing.state, shared.refusedBy, rig.closesSent().length]).toEqual(['collecting', [BOB], 1])

  await rig.passed(NEXT_ROUND)
  expect([review.state, review.error?.code]).toEqual(['failed', 'SESSION_KEY_REPLACED'])
  await approveIn(rig, await enter(rig, otherDevice, place.transport()))
  await rig.settled(shared.closing)
  expect(rig.closesSent()).toHaveLength(2)
  await expectEnd(rig, [alice, bob, otherDevice], PAID)
})

it('in a room, a participant who declined and then signed does not count as declining once the node has refused that signature', async () => {
  const rig = startTogether()
  const place = placeOf(rig)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  await rig.passed(SOON)
  room.proposals[0]?.decline('later')
  await rig.passed(SOON)
  expect(shared.declines).toMatchObject([{ participant: BOB, reason: 'later' }])
  await approveIn(rig, room)
  await rig.passed(SOON)
  await rig.join(BOB_KEY)
  await rig.passed(SLOW_REPLY)
  expect([shared.refusedBy, shared.declines]).toEqual([[BOB], []])
})

it('in a room, a lost message is followed by another round, and nobody approves again', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  rig.node.faults.add({ kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } })
  const review = await approveIn(rig, room)
  await rig.passed(SOON)
  expect(rig.paid()).toEqual([])
  await rig.passed(3 * NEXT_ROUND)
  expect([shared.closing.state, review.state]).toEqual(['closed', 'landed'])
  await expectEnd(rig, [alice, bob], PAID)
})

it.each([
  ['never arrives', { moment: 'sent', nth: 2 }, 3],
  ['lands without an answer', { moment: 'committed', nth: 1 }, 2],
] as const)('the refusal of a first message is never taken for the answer to a second message with the same bytes that %s', async (_, at, messages) => {
  const rig = startTogether({ weights: [50, 30, 30], quorum: 80 })
  const place = placeOf(rig)
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const rooms = { bob: await enter(rig, bob, place.transport()), carol: await enter(rig, carol, place.transport()) }
  const shared = await proposeIn(rig, alice, place.transport())
  rig.node.faults.add({ kind: 'cut', at: { method: 'close_app_session', ...at } })
  await approveIn(rig, rooms.bob)
  await approveIn(rig, rooms.carol)
  const otherDevice = await rig.join(BOB_KEY)
  await rig.settled(shared.closing)
  expect(rig.closesSent()).toHaveLength(messages)
  await expectEnd(rig, [alice, bob, carol, otherDevice], PAID)
})
