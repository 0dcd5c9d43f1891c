import { expect, it } from 'vitest'
import type { CoSigning, SharedProposal } from '../../src/core'
import { decodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { KNOWN_BOX, requestByAnybody } from '../helpers/knownBox'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { proposed, proposeIn, sentOf, SOON } from '../helpers/roomSteps'
import { CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'

/** Bob approves, and the real submitter never learns it, so every request for signatures is that of an attacker. */
async function approvedBy(by: 'an honest submitter' | 'an attacker') {
  const rig = startTogether()
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'approve' ? [] : [10] })
  const { bob, room, review: honest, shared, say } = await proposed(rig, place)
  const review = by === 'an attacker' ? await shownByAttacker(shared) : honest
  review.approve()

  /** The same split with a key for replies that the attacker knows. */
  async function shownByAttacker({ text }: SharedProposal): Promise<CoSigning> {
    await say({ type: 'proposal', proposal: { ...readProposalText(text), box: KNOWN_BOX, origin: null } })
    await rig.passed(SOON)
    const shown = room.proposals.find(({ proposal: { box } }) => box === KNOWN_BOX)
    if (!shown) throw new Error('The proposal of the attacker is not shown.')
    return shown
  }
  const request = async (fromNow: number): Promise<void> => {
    await say(requestByAnybody(review.proposal, { by: 'time', requestId: 7, ts: rig.time.now() + fromNow }))
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

it('what one wallet of a client has approved is not signed by the next one', async () => {
  const { rig, place, bob, review, request } = await approvedBy('an attacker')
  await rig.settled(bob.client.connect(CAROL_KEY))
  await request(IN_TIME)
  expect([sentOf(place, 'reply'), review.state, bob.client.closings.list()]).toEqual([0, 'approved', []])
})

it('a stranger who says that the submitter has given a proposal up does not keep the participant from signing it', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { review, shared, say } = await proposed(rig, place)
  const meaning = meaningOf(review.proposal)
  const giveUp = (): void => {
    void say({ type: 'unapprove', meaning, participant: 0 })
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
