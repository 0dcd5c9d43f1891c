import { p256 } from '@noble/curves/p256'
import { SigningKey } from 'ethers/crypto'
import { computeAddress } from 'ethers/transaction'
import { expect, it } from 'vitest'
import { createMemoryJournal, type Address, type CoSigning, type Hex, type SharedProposal } from '../../src/core'
import { decodeMessage, encodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { readProposalText, type PortableProposal } from '../../src/core/cosigning/codec/proposalCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { originDigestOf } from '../../src/core/cosigning/statements'
import { newApprovalToken } from '../../src/core/cosigning/room/approvalToken'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import type { Transport } from '../../src/core/cosigning/transport'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { split } from '../helpers/people'
import { approvalsIn, enter, firstOf, isReplyOf, NEXT_ROUND, proposed, proposeIn, sentOf, SHOWN_AGAIN, SOON } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd, resultOf, SLOW, watch } from '../helpers/togetherSteps'

/** Some valid key for replies. */
const boxAt = (number: number): Hex => `0x${p256.ProjectivePoint.BASE.multiply(BigInt(number)).toHex(true)}`

it('while a round waits for one participant, the others do not send their signatures again and again', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time, { delaysOf: message => isReplyOf(2, message) ? [] : [10] })
  const { reviews, shared } = await proposed(rig, place, [CAROL_KEY])
  for (const review of reviews) review.approve()
  await rig.passed(15_000)
  expect(shared.signedBy).toEqual([BOB])
  expect(sentOf(place, 'stamp')).toBeLessThan(10)
  expect(sentOf(place, 'reply')).toBeLessThan(20)
})

it('a stranger cannot take a proposal out of the room, and cannot take back what participants have approved', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const { room, reviews: [bob, carol], shared, say } = await proposed(rig, place, [CAROL_KEY])
  if (!bob || !carol) throw new Error('A review is missing.')
  const meaning = meaningOf(bob.proposal)
  bob.approve()
  await rig.passed(SOON)
  for (let count = 0; count < 20; count += 1) {
    await say({ type: 'cancel', meaning, proof: `0x${'11'.repeat(64)}` })
    await say({ type: 'unapprove', meaning, participant: 1, secret: approvalsIn(place).at(-1) ?? '0x' })
    await say({ type: 'decline', decline: { meaning, participant: 1, reason: 'amounts', note: 'I do not want it.' } })
    await rig.passed(1_000)
  }
  expect([room.proposals.includes(bob), shared.approvedBy, shared.declines]).toEqual([true, [BOB], []])
  carol.approve()
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a participant who declines takes back the approval at once, and one with two devices approves until both have left', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const { bob, room, review, shared } = await proposed(rig, place)
  const second = await rig.join(BOB_KEY, { keep: { closings: createMemoryJournal() } })
  const secondRoom = await enter(rig, second, place.transport())
  await rig.passed(SHOWN_AGAIN)
  review.approve()
  firstOf(secondRoom).approve()
  await rig.passed(SOON)
  room.leave()
  await rig.passed(SOON)
  expect(shared.approvedBy).toEqual([BOB])
  secondRoom.leave()
  await rig.passed(SOON)
  expect(shared.approvedBy).toEqual([])
  const again = await enter(rig, bob, place.transport())
  await rig.passed(SHOWN_AGAIN)
  firstOf(again).approve()
  await rig.passed(SOON)
  firstOf(again).decline('later')
  await rig.passed(SOON)
  expect([shared.approvedBy, shared.declines]).toEqual([[], [{ participant: BOB, reason: 'later', note: '' }]])
})

it('a flood of proposals displaces none that a participant has approved', async () => {
  const rig = startTogether()
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'approve' ? [] : [10] })
  const { room, review, shared, say } = await proposed(rig, place)
  review.approve()
  const portable = readProposalText(shared.text)
  for (let other = 1; other <= 40; other += 1) {
    const rows = [portable.rows[0]?.map((amount, index) => index === 0 ? amount - BigInt(other) : index === 1 ? amount + BigInt(other) : amount) ?? []]
    const proposal: PortableProposal = { ...portable, rows, origin: null }
    await say({ type: 'proposal', proposal })
    await rig.passed(1_000)
  }
  expect(room.proposals.length).toBe(17)
  isCut = false
  await rig.passed(SHOWN_AGAIN)
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a link to a proposal that the room shows at the same moment is approved and signed', async () => {
  const rig = startTogether({ faults: [...SLOW] })
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await proposeIn(rig, alice, place.transport())
  const stranger = place.transport()
  const opening = bob.client.coSign(shared.text, { transport: place.transport() })
  const room = roomNameOf({ sessionId: rig.sessionId, nodeTag: readProposalText(shared.text).nodeTag })
  for (let i = 0; i < 40; i += 1) rig.time.setTimeout(() => { void stranger.publish(room, encodeMessage({ type: 'proposal', proposal: readProposalText(shared.text) })) }, i * 50)
  const review = await rig.settled(opening)
  await rig.passed(SOON)
  review.approve()
  expect(await rig.settled(review.sign(), 60_000)).toMatch(/^nlr1\./)
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('sign() in a room ends when the participant leaves, and when the approval has become too old', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const { room, review, reviews: [, carol] } = await proposed(rig, place, [CAROL_KEY])
  if (!carol) throw new Error('Carol has no review.')
  review.approve()
  const first = review.sign()
  room.leave()
  expect([await resultOf(rig, first), review.state]).toEqual(['PROPOSAL_NOT_APPROVED', 'reviewed'])
  carol.approve()
  const second = watch(carol.sign())
  await rig.passed(14 * 60_000)
  expect([second.result, carol.state]).toEqual(['open', 'approved'])
  await rig.passed(2 * 60_000)
  expect([second.result, carol.state]).toEqual(['PROPOSAL_NOT_APPROVED', 'reviewed'])
})

it('a participant can approve another proposal after a round of its own one has failed', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { bob, review, shared, say } = await proposed(rig, place)
  const own = await proposeIn(rig, bob, place.transport(), split([ALICE, '0'], [BOB, '0.5'], [CAROL, '0.5']))
  await say({ type: 'approve', meaning: meaningOf(readTerms(own, review)), participant: 0, approval: newApprovalToken().id })
  await say({ type: 'approve', meaning: meaningOf(readTerms(own, review)), participant: 2, approval: newApprovalToken().id })
  await rig.passed(SOON)
  expect(() => { review.approve() }).toThrow(expect.objectContaining({ code: 'PROPOSAL_CONFLICT' }) as Error)
  await rig.passed(30_000)
  review.approve()
  expect(await resultOf(rig, own.closing)).toBe('CLOSING_CANCELLED')
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})
const readTerms = ({ text }: SharedProposal, { proposal }: CoSigning) => ({ ...proposal, ...readProposalText(text), submitter: BOB })

it('on a nitronode, a participant whose key has ended signs anew in the next round', async () => {
  const rig = await startNitronodeTogether({ weights: [40, 30, 30], quorum: 100 })
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && isReplyOf(2, message) ? [] : [10] })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const rooms = [
    await rig.settled(bob.client.joinRoom(rig.sessionId, { transport: place.transport(), longestLife: 180_000 })),
    await rig.settled(carol.client.joinRoom(rig.sessionId, { transport: place.transport(), longestLife: 180_000 })),
  ]
  const shared = await proposeIn(rig, alice, place.transport())
  await rig.passed(SOON)
  for (const room of rooms) firstOf(room).approve()
  await rig.passed(150_000)
  isCut = false
  await rig.settled(shared.closing, 1_200_000)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('a proposal that the submitter has given up during a round leaves the rooms of those who have signed, once their signatures are over', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time, { delaysOf: message => isReplyOf(2, message) ? [] : [10] })
  const { room, reviews, shared } = await proposed(rig, place, [CAROL_KEY])
  for (const review of reviews) review.approve()
  await rig.passed(SOON)
  expect(reviews.map(({ state }) => state)).toEqual(['signed', 'signed'])
  shared.closing.cancel()
  await rig.passed(SOON)
  expect(room.proposals).toEqual([reviews[0]])
  await rig.passed(NEXT_ROUND)
  expect(room.proposals).toEqual([])
})

it('a submitter that connects anew while participants approve closes the session', async () => {
  const rig = startTogether()
  const { alice, bob, review, shared } = await proposed(rig, createMeetingPlace(rig.time))
  alice.client.disconnect()
  await rig.settled(alice.client.connect())
  review.approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})

it('a stranger cannot end a proposal by one that does the same and ranks higher', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { review, shared, say } = await proposed(rig, place)
  const wallet = new SigningKey(`0x${'ab'.repeat(32)}`)
  const stranger = computeAddress(wallet) as Address
  // A few boxes are enough to find one that ranks higher.
  for (let tries = 1; tries <= 12; tries += 1) {
    const other = { ...review.proposal, submitter: stranger, box: boxAt(tries) }
    const origin = { creator: stranger, signature: wallet.sign(originDigestOf(other)).serialized as Hex, policy: null }
    await say({ type: 'proposal', proposal: { ...readProposalText(shared.text), submitter: { address: stranger }, box: other.box, origin } })
  }
  await rig.passed(SOON)
  expect(shared.closing.state).toBe('collecting')
})

it('a transport that throws delays messages, and leaves the client working', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const good = place.transport()
  let isBroken = true
  const broken: Transport = {
    ...good,
    publish(room, message) {
      if (isBroken) throw new Error('The channel is closed.')
      return good.publish(room, message)
    },
    presence() { throw new Error('Not supported.') },
  }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, broken)
  await rig.passed(SHOWN_AGAIN)
  isBroken = false
  await rig.passed(SHOWN_AGAIN)
  firstOf(room).approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})
