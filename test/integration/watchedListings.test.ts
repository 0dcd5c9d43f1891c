import { expect, it } from 'vitest'
import { createMemoryHistory, createMemoryJournal } from '../../src/core'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { enter, proposeIn, seenIn } from '../helpers/roomSteps'
import { ALICE_KEY, BOB_KEY, CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd } from '../helpers/togetherSteps'

/** Longer than the pause between two readings of the journal for listed closings, and shorter than the watch for a second payment. */
const DURING_WATCH = 40_000

it('a client of another wallet lists a paid closing of a co-signer as watched for as long as the client of the co-signer watches for a second payment', async () => {
  const rig = startTogether()
  const keep = { closings: createMemoryJournal(), history: createMemoryHistory() }
  const place = createMeetingPlace(rig.time)
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep }), await rig.join(CAROL_KEY, { keep })]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.settled(shared.closing)
  await rig.passed(DURING_WATCH)
  const watched = bob.client.closings.get(rig.sessionId)?.snapshot()
  expect(watched?.watchedUntil).toBeGreaterThan(rig.time.now())
  expect(carol.client.closings.get(rig.sessionId)?.snapshot()).toMatchObject({ state: 'closed', isElsewhere: true, watchedUntil: watched?.watchedUntil })
  await rig.passed(DURING_WATCH)
  expect(carol.client.closings.get(rig.sessionId)?.snapshot()).toMatchObject({ state: 'closed', watchedUntil: null })
  await expectEnd(rig, [alice, bob, carol], PAID)
})
