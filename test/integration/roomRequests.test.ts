import { expect, it } from 'vitest'
import type { CoSigning, SharedProposal } from '../../src/core'
import { decodeMessage, encodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { newApprovalToken } from '../../src/core/cosigning/room/approvalToken'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import { KNOWN_BOX, requestByAnybody } from '../helpers/knownBox'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { approvalsIn, proposed, proposeIn, seenIn, sentOf, SHOWN_AGAIN, SOON } from '../helpers/roomSteps'
import { ALICE_KEY, BOB_KEY, CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'

/** Bob approves, and the real submitter never learns it, so every request for signatures is that of an attacker. */
async function approvedBy(by: 'an honest submitter' | 'an attacker') {
  const rig = startTogether()
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'approve' ? [] : [10] })
  const { bob, room, review: honest, shared, say } = await proposed(rig, place)
  const review = by === 'an attacker' ? await shownByAttacker(shared) : honest
  review.approve()
  await rig.passed(SOON)

  /** The same split with a key for replies that the attacker knows. */
  async function shownByAttacker({ text }: SharedProposal): Promise<CoSigning> {
    await say({ type: 'proposal', proposal: { ...readProposalText(text), box: KNOWN_BOX, origin: null } })
    await rig.passed(SOON)
    const shown = room.proposals.find(({ proposal: { box } }) => box === KNOWN_BOX)
    if (!shown) throw new Error('The proposal of the attacker is not shown.')
    return shown
  }
  const request = async (fromNow: number): Promise<void> => {
    await say(requestByAnybody(review.proposal, { by: 'time', requestId: 7, ts: rig.time.now() + fromNow }, approvalsIn(place)))
    await rig.passed(SOON)
  }
  return { rig, place, bob, review, shared, request, endCut: () => { isCut = false } }
}

/** A stamp of which 20 seconds are left. */
const IN_TIME = -40_000

it('a participant who has approved a proposal signs when its maker asks', async () => {
  const { place, review, request } = await approvedBy('an attacker')
  await request(IN_TIME)
  expect([review.state, sentOf(place, 'reply')]).toEqual(['signed', 1])
})

it('a stranger cannot ask for signatures in the place of the submitter', async () => {
  const { rig, place, bob, review, shared, request, endCut } = await approvedBy('an honest submitter')
  await request(IN_TIME)
  expect([review.state, sentOf(place, 'reply'), bob.client.closings.list()]).toEqual(['approved', 0, []])
  // Nothing blocks the wallet, so the submitter can ask at once.
  endCut()
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('in a room, nobody gets a signature that can be used for minutes', async () => {
  const { place, bob, review, request } = await approvedBy('an attacker')
  await request(600_000)
  expect([review.state, sentOf(place, 'reply'), bob.client.closings.list()]).toEqual(['approved', 0, []])
})

it('a proposal that one wallet of a client has approved is not signed by the next wallet', async () => {
  const { rig, place, bob, review, request } = await approvedBy('an attacker')
  await rig.settled(bob.client.connect(CAROL_KEY))
  await request(IN_TIME)
  expect([sentOf(place, 'reply'), review.state, bob.client.closings.list()]).toEqual([0, 'approved', []])
})

it('a participant who has declined after signing does not give the signature again, and one who has not does', async () => {
  const repliesAfter = async (decide: (review: CoSigning) => void): Promise<number> => {
    const { rig, place, review, request } = await approvedBy('an attacker')
    await request(IN_TIME)
    decide(review)
    const [asked] = place.sent.filter(message => decodeMessage(message).type === 'stamp')
    if (!asked) throw new Error('Nobody has asked for a signature.')
    await rig.passed(SOON)
    await place.transport().publish(roomNameOf(review.proposal), asked)
    await rig.passed(SOON)
    return sentOf(place, 'reply')
  }
  expect([await repliesAfter(() => {}), await repliesAfter((review) => { review.decline('later') })]).toEqual([2, 1])
})

it('a participant who comes back during a round is asked at once', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const { reviews: [bob, carol], say } = await proposed(rig, place, [CAROL_KEY])
  if (!bob || !carol) throw new Error('A review is missing.')
  // An earlier page of Carol has approved, so the round begins without her.
  await say({ type: 'approve', meaning: meaningOf(carol.proposal), participant: 2, approval: newApprovalToken().id })
  bob.approve()
  await rig.passed(4_600)
  const asked = sentOf(place, 'stamp')
  carol.approve()
  await rig.passed(1_000)
  expect([bob.state, carol.state, sentOf(place, 'stamp') - asked]).toEqual(['landed', 'landed', 1])
})

it('a client reports once that another version of the library speaks in the room', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { bob, review } = await proposed(rig, place)
  const codes: string[] = []
  bob.client.on('error', ({ code }) => { codes.push(code) })
  const message = encodeMessage({ type: 'approve', meaning: meaningOf(review.proposal), participant: 0, approval: newApprovalToken().id })
  message[0] = 1
  const other = place.transport()
  for (let count = 0; count < 3; count += 1) await other.publish(roomNameOf(review.proposal), message)
  await other.publish(roomNameOf(review.proposal), Uint8Array.of(7, 7))
  await rig.passed(SOON)
  expect(codes).toEqual(['PROPOSAL_VERSION_UNKNOWN'])
})

it('a stranger who says that the submitter has given a proposal up does not keep the participant from signing it', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { review, shared, say } = await proposed(rig, place)
  const meaning = meaningOf(review.proposal)
  const giveUp = (): void => {
    void say({ type: 'cancel', meaning, proof: `0x${'11'.repeat(64)}` })
    rig.time.after(500, giveUp)
  }
  review.approve()
  giveUp()
  await rig.passed(60_000)
  expect([shared.closing.state, rig.paid()]).toEqual(['closed', PAID])
})

it('a stranger who shows an earlier proposal of the submitter again does not cancel the new one', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { alice, shared, say } = await proposed(rig, place)
  const states: string[] = []
  let earlier = shared
  for (let round = 0; round < 6; round += 1) {
    const { text } = earlier
    earlier.closing.cancel()
    await rig.passed(SOON)
    earlier = await proposeIn(rig, alice, place.transport())
    await say({ type: 'proposal', proposal: readProposalText(text) })
    await rig.passed(SOON)
    states.push(earlier.closing.state)
  }
  expect(states).toEqual(Array.from({ length: 6 }, () => 'collecting'))
})

it.each([
  ['Alice', 'Bob', [ALICE_KEY, BOB_KEY]],
  ['Bob', 'Alice', [BOB_KEY, ALICE_KEY]],
] as const)('a stranger who shows an equal proposal that %s has given up does not cancel that of %s', async (_, __, [earlierKey, laterKey]) => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [earlier, later] = [await rig.join(earlierKey), await rig.join(laterKey)]
  const givenUp = await proposeIn(rig, earlier, place.transport())
  givenUp.closing.cancel()
  await rig.passed(SOON)
  const shared = await proposeIn(rig, later, place.transport())
  const said = [...place.sent]
  const stranger = place.transport()
  const room = roomNameOf({ sessionId: rig.sessionId, nodeTag: readProposalText(shared.text).nodeTag })
  for (const message of said) await stranger.publish(room, message)
  await rig.passed(SHOWN_AGAIN)
  expect(shared.closing.state).toBe('collecting')
})

it('on a nitronode, a request for signatures that somebody repeats after its round is not answered again', async () => {
  const rig = await startNitronodeTogether()
  let isAsking = true
  // The submitter never receives a signature. After the first round, it asks no more.
  const place = createMeetingPlace(rig.time, { delaysOf: message => decodeMessage(message).type === 'reply' || (!isAsking && decodeMessage(message).type === 'approve') ? [] : [10] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await rig.settled(bob.client.joinRoom(rig.sessionId, { transport: place.transport(), longestLife: 180_000 }))
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.passed(20_000)
  expect(review.state).toBe('signed')
  isAsking = false
  await rig.passed(420_000)
  expect([review.state, shared.closing.state]).toEqual(['approved', 'collecting'])

  const requests = place.sent.filter(message => decodeMessage(message).type === 'stamp')
  const replies = sentOf(place, 'reply')
  const stranger = place.transport()
  for (const request of requests) await stranger.publish(roomNameOf(review.proposal), request)
  await rig.passed(SOON)
  expect([requests.length > 0, review.state, sentOf(place, 'reply') - replies]).toEqual([true, 'approved', 0])
})
