import { expect, it } from 'vitest'
import { createMemoryJournal, createStoreJournal, type CoSigning } from '../../src/core'
import { decodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { failingJournal } from '../../src/testing'
import { KNOWN_BOX, requestByAnybody } from '../helpers/knownBox'
import { createMapStore } from '../helpers/mapStore'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { split } from '../helpers/people'
import { approvalsIn, enter, firstOf, NEXT_ROUND, proposed, proposeIn, seenIn, sentOf, SHOWN_AGAIN, SOON, strangerIn } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, keptLogins, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd } from '../helpers/togetherSteps'

/** Bob approves on a page, and Alice does not hear of it while `isCut`. */
async function start() {
  const rig = startTogether()
  const cut = { isCut: true }
  const place = createMeetingPlace(rig.time, { delaysOf: message => cut.isCut && decodeMessage(message).type === 'approve' ? [] : [10] })
  const keep = { logins: keptLogins(), closings: createStoreJournal(createMapStore()) }
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY, { keep })
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.passed(SOON)
  /** Bob's page is loaded again, or he opens another tab. */
  const openPage = async (): Promise<{ review: CoSigning, page: typeof bob }> => {
    const page = await rig.join(BOB_KEY, { keep })
    const again = await enter(rig, page, place.transport())
    await rig.passed(SHOWN_AGAIN)
    return { page, review: firstOf(again) }
  }
  return { rig, place, cut, keep, alice, bob, room, shared, review, openPage }
}

it('a participant that reloads the page after approving need not approve again', async () => {
  const { rig, cut, alice, bob, shared, openPage } = await start()
  bob.client.dispose()
  cut.isCut = false
  const { page } = await openPage()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, page], PAID)
})

it('an approval that was taken back is taken back on the next page as well', async () => {
  const { bob, keep, review, openPage } = await start()
  review.decline('amounts')
  bob.client.dispose()
  expect((await openPage()).review.state).toBe('reviewed')
  expect(await keep.closings.list()).toEqual([])
})

it('an approval that is taken back in one tab is not signed by another one', async () => {
  const { rig, place, cut, review, shared, openPage } = await start()
  const other = await openPage()
  expect([review.state, other.review.state]).toEqual(['approved', 'approved'])
  review.decline('amounts')
  await rig.passed(SOON)
  cut.isCut = false
  await rig.passed(SHOWN_AGAIN)
  expect([other.review.state, sentOf(place, 'reply'), shared.closing.state]).toEqual(['reviewed', 0, 'collecting'])
})

it('another tab that leaves the room does not take an approval back', async () => {
  const { rig, place, cut, alice, bob, review, shared, openPage } = await start()
  const other = await openPage()
  const looking = await enter(rig, other.page, place.transport())
  await rig.passed(SHOWN_AGAIN)
  looking.leave()
  other.page.client.dispose()
  await rig.passed(SOON)
  cut.isCut = false
  await rig.settled(shared.closing)
  expect(review.state).not.toBe('reviewed')
  await expectEnd(rig, [alice, bob], PAID)
})

it('a person who leaves the room and comes back has still approved, because leaving decides nothing', async () => {
  const { rig, place, bob, room, review } = await start()
  room.leave()
  expect(review.state).toBe('reviewed')
  const again = await enter(rig, bob, place.transport())
  await rig.passed(SHOWN_AGAIN)
  expect(firstOf(again).state).toBe('approved')
})

it('a person who has proposed something else since is not taken to approve the earlier proposal', async () => {
  const { rig, place, cut, bob, shared, openPage } = await start()
  await proposeIn(rig, bob, place.transport(), split([ALICE, '0'], [BOB, '0.5'], [CAROL, '0.5']))
  bob.client.dispose()
  cut.isCut = false
  const { page, review } = await openPage()
  await rig.passed(SHOWN_AGAIN)
  expect(page.client.closings.get(rig.sessionId)?.state).toBe('collecting')
  expect([review.code, review.state, shared.approvedBy]).toEqual([shared.code, 'reviewed', []])
})

it('an approval holds for the proposal that was shown, and not for one with another key for replies', async () => {
  const { rig, place, bob, shared, review, openPage } = await start()
  bob.client.dispose()
  const { page } = await openPage()
  const room = await enter(rig, page, place.transport())
  const say = strangerIn(place, review)
  await say({ type: 'proposal', proposal: { ...readProposalText(shared.text), box: KNOWN_BOX, origin: null } })
  await rig.passed(SHOWN_AGAIN)
  const [forged] = room.proposals.filter(({ proposal: { box } }) => box === KNOWN_BOX)
  if (!forged) throw new Error('The forged proposal is not shown.')
  await say(requestByAnybody(forged.proposal, { by: 'time', requestId: 7, ts: rig.time.now() - 40_000 }, approvalsIn(place)))
  await rig.passed(SOON)
  expect([forged.state, sentOf(place, 'reply')]).toEqual(['reviewed', 0])
})

it('an approval that the journal could not hold is signed by the page that has it', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const closings = failingJournal(createMemoryJournal(), [{ write: 1, kind: 'rejects' }], { timers: rig.time })
  const { alice, review, shared } = await proposed({ ...rig, join: (key, options) => rig.join(key, key === BOB_KEY ? { ...options, keep: { closings } } : options) }, place)
  review.approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice], PAID)
})

it('a participant who declines while a round is signed gives no signature in the next round', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time, { delaysOf: message => decodeMessage(message).type === 'reply' ? [] : [10] })
  const { review } = await proposed(rig, place)
  review.approve()
  await rig.passed(SOON)
  expect(review.state).toBe('signed')
  review.decline('later')
  expect(review.state).toBe('signed')
  await rig.passed(NEXT_ROUND)
  const replies = sentOf(place, 'reply')
  await rig.passed(2 * NEXT_ROUND)
  expect([review.state, sentOf(place, 'reply') - replies]).toEqual(['declined', 0])
})
