import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/core'
import { failingJournal } from '../../src/testing'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { enter, proposeIn, SHOWN_AGAIN } from '../helpers/roomSteps'
import { ALICE_KEY, BOB_KEY, keptLogins, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd, propose, resultOf, watch } from '../helpers/togetherSteps'

// Loading takes real time, and virtual time does not wait for it.
beforeAll(() => import('../../src/core/cosigning/createCosigning'))

/** Bob has two tabs. The journal of the first one makes its second write, which is the one with the signature, but says that it has failed. */
async function signWithFailingJournal() {
  const rig = startTogether()
  const [closings, logins] = [createMemoryJournal(), keptLogins()]
  const failing = failingJournal(closings, [
    { write: 2, kind: 'rejects-written' }, { write: 3, times: 2, kind: 'rejects' }, { read: 2, times: 1, kind: 'read-rejects' },
  ], { timers: rig.time })
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY, { keep: { closings: failing, logins } })
  const otherTab = await rig.join(BOB_KEY, { keep: { closings: { ...closings }, logins } })
  const shared = await propose(rig, alice)
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  const signing = watch(review.sign())
  await rig.passed(200)
  return { rig, alice, bob, otherTab, closings, failing, shared, review, signing }
}

it('a co-signer whose signature another tab finds in a failing journal never ends as failed while the signature can be used', async () => {
  const { rig, alice, bob, otherTab, closings, failing, shared, review } = await signWithFailingJournal()
  expect(failing.hits()).toMatchObject({ 'rejects-written': 1, 'read-rejects': 1 })
  const [slot] = await rig.settled(otherTab.client.slots(rig.sessionId))
  await rig.settled(alice.client.addSignature(slot?.reply ?? ''))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, { ...bob, journal: closings }], PAID)
  expect(review.state).toBe('landed')
})

it('a co-signer whose journal fails gives its signature away as soon as the journal has it', async () => {
  const { rig, alice, bob, closings, shared, review, signing } = await signWithFailingJournal()
  expect([review.state, review.closing?.cancel(), signing.result]).toEqual(['signing', false, 'open'])
  await rig.passed(20_000)
  expect([review.state, signing.result]).toEqual(['signed', 'done'])
  const [slot] = await rig.settled(bob.client.slots(rig.sessionId))
  await rig.settled(alice.client.addSignature(slot?.reply ?? ''))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, { ...bob, journal: closings }], PAID)
})

it('a proposal that the journal could not hold is never shown in its room, and propose() says why', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const failing = failingJournal(createMemoryJournal(), [{ write: 1, kind: 'rejects' }], { timers: rig.time })
  const [alice, bob] = [await rig.join(ALICE_KEY, { keep: { closings: failing } }), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  expect(await resultOf(rig, proposeIn(rig, alice, place.transport()))).toBe('JOURNAL_FAILED')
  await rig.passed(SHOWN_AGAIN)
  expect([place.sent, room.proposals]).toEqual([[], []])
})
