import { p256 } from '@noble/curves/p256'
import { expect, it } from 'vitest'
import type { Address, Hex } from '../../src/core'
import { decodeMessage, encodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import type { CloseProposal } from '../../src/core/cosigning/types'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { enter, firstOf, isReplyOf, NEXT_ROUND, proposed, proposeIn, seenIn, sentOf, SHOWN_AGAIN, SOON } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, browser, CAROL, CAROL_KEY, startTogether } from '../helpers/togetherRig'
import { watch } from '../helpers/togetherSteps'

const KEYS: ReadonlyMap<Address, Hex> = new Map([[ALICE, ALICE_KEY], [BOB, BOB_KEY], [CAROL, CAROL_KEY]])

/** The keys of the participants: of equal proposals, the one of an earlier key wins. */
function keysByRank(proposal: CloseProposal): [Hex, Hex, Hex] {
  const rankOf = (submitter: Address): Hex => meaningOf({ ...proposal, submitter })
  return [...KEYS].sort(([one], [other]) => rankOf(one) < rankOf(other) ? -1 : 1).map(([, key]) => key) as [Hex, Hex, Hex]
}

/** The same message with the other valid proof that everybody can compute from its proof: the second half is subtracted from the order. */
function withOtherProof(bytes: Uint8Array): Uint8Array {
  const message = decodeMessage(bytes)
  if (message.type !== 'insist') throw new Error('The message has no such proof.')
  const half = 2 + message.proof.length / 2 - 1
  const other = p256.CURVE.n - BigInt(`0x${message.proof.slice(half)}`)
  return encodeMessage({ ...message, proof: `${message.proof.slice(0, half)}${other.toString(16).padStart(64, '0')}` as Hex })
}

it('a decline during a round is not forgotten when the client of its participant gives the earlier signature again', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time, { delaysOf: message => isReplyOf(2, message) ? [] : [10] })
  const { reviews: [bob, carol], shared } = await proposed(rig, place, [CAROL_KEY])
  bob?.approve()
  carol?.approve()
  await rig.passed(SOON)
  bob?.decline('amounts')
  await rig.passed(NEXT_ROUND)
  expect([bob?.state, shared.approvedBy, shared.declines]).toEqual(['declined', [CAROL], [{ participant: BOB, reason: 'amounts', note: '' }]])
})

it('a participant who declines during a round takes back the approval at once, so the submitter sees the decline', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time, { delaysOf: message => decodeMessage(message).type === 'reply' ? [] : [10] })
  const { reviews: [bob, carol], shared } = await proposed(rig, place, [CAROL_KEY])
  bob?.approve()
  carol?.approve()
  await rig.passed(SOON)
  expect([bob?.state, shared.approvedBy]).toEqual(['signed', [BOB, CAROL]])
  bob?.decline('amounts')
  await rig.passed(100)
  expect([shared.approvedBy, shared.declines]).toEqual([[CAROL], [{ participant: BOB, reason: 'amounts', note: '' }]])
})

it('a stranger who repeats the message of a submitter that has given up since does not end the equal proposal of another one', async () => {
  const rig = startTogether({ weights: [50, 50, 50], quorum: 100 })
  const place = createMeetingPlace(rig.time, { delaysOf: message => decodeMessage(message).type === 'reply' ? [] : [10] })
  const { review: sample, shared: first } = await proposed(rig, place)
  const [winnerKey, middleKey, loserKey] = keysByRank(sample.proposal)
  first.closing.cancel()
  await rig.passed(SOON)
  const [winner, middle, loser] = [await rig.join(winnerKey), await rig.join(middleKey), await rig.join(loserKey)]
  const room = await enter(rig, middle, place.transport())
  const honest = await proposeIn(rig, loser, place.transport())
  ;(await seenIn(rig, room)).approve()
  await rig.passed(SOON)
  // While the others sign the honest proposal, it does not give way.
  const rival = await proposeIn(rig, winner, place.transport())
  await rig.passed(SHOWN_AGAIN)
  expect([sentOf(place, 'insist') > 0, honest.closing.state]).toEqual([true, 'collecting'])
  rival.closing.cancel()
  await rig.passed(SHOWN_AGAIN)
  const stranger = place.transport()
  const repeated = place.sent.filter(message => decodeMessage(message).type === 'insist')
  for (const message of repeated.flatMap(each => [each, withOtherProof(each)])) await stranger.publish(roomNameOf(firstOf(room).proposal), message)
  await rig.passed(SOON)
  expect(honest.closing.state).toBe('collecting')
})

it('a participant who comes later does not see a proposal that was given up, although the relay delivers it once more', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { shared, review } = await proposed(rig, place)
  shared.closing.cancel()
  await rig.passed(SOON)
  const kept = place.sent.filter(message => ['proposal', 'cancel'].includes(decodeMessage(message).type))
  const room = await enter(rig, await rig.join(CAROL_KEY), place.transport())
  const relay = place.transport()
  for (const message of kept) await relay.publish(roomNameOf(review.proposal), message)
  await rig.passed(SOON)
  expect([kept.length > 1, room.proposals]).toEqual([true, []])
})

it('a participant who has opened a proposal by its link learns that it was given up', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await rig.settled(bob.client.coSign(shared.text, { transport: place.transport() }))
  review.approve()
  const signing = watch(review.sign())
  await rig.passed(SOON)
  shared.closing.cancel()
  await rig.passed(SOON)
  expect([review.state, signing.result]).toEqual(['reviewed', 'PROPOSAL_NOT_APPROVED'])
})

it('a proposal leaves the rooms of participants who have not signed it once the session is closed, and not because a stranger says so', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { rooms, reviews: [bob, carol], shared, say } = await proposed(rig, place, [CAROL_KEY])
  if (!carol) throw new Error('Carol has no review.')
  await say({ type: 'done', meaning: meaningOf(carol.proposal), receiptHash: `0x${'00'.repeat(32)}` })
  await rig.passed(SOON)
  expect(rooms[1]?.proposals).toEqual([carol])
  bob?.approve()
  await rig.settled(shared.closing)
  await rig.passed(SHOWN_AGAIN)
  expect(rooms[1]?.proposals).toEqual([])
})

it('when two tabs of a participant approve the same, the tab that has not signed no longer offers it once the session is closed', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { tab } = browser()
  const [alice, one, other] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, tab()), await rig.join(BOB_KEY, tab())]
  const rooms = [await enter(rig, one, place.transport()), await enter(rig, other, place.transport())]
  const shared = await proposeIn(rig, alice, place.transport())
  await rig.passed(SOON)
  const reviews = rooms.map(firstOf)
  for (const review of reviews) review.approve()
  await rig.settled(shared.closing)
  await rig.passed(SHOWN_AGAIN)
  expect(reviews.map(({ state }) => state).sort()).toEqual(['landed', 'reviewed'])
  expect(rooms.map(({ proposals }) => proposals.length).sort()).toEqual([0, 1])
})
