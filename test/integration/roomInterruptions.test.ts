import { expect, it } from 'vitest'
import { createStoreJournal } from '../../src/core'
import { decodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { createMapStore } from '../helpers/mapStore'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { enter, firstOf, proposeIn, seenIn, SHOWN_AGAIN, SOON } from '../helpers/roomSteps'
import { ALICE_KEY, BOB_KEY, keptLogins, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd } from '../helpers/togetherSteps'

/** Longer than a round on a nitronode, and shorter than two of them. */
const ROUND_OF_NITRONODE = 150_000
/** Longer than the pause between two rounds. */
const ROUND_AFTER = 90_000
/** Shorter than a round, and much shorter than the life of a signature on a nitronode. */
const WITHIN_ROUND = 20_000

it('a participant whose connection to the node was missing when a proposal arrived in the room sees the proposal once the connection is back', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  bob.client.disconnect()
  const shared = await proposeIn(rig, alice, place.transport())
  await rig.passed(SOON)
  expect(room.proposals).toEqual([])
  await rig.settled(bob.client.connect())
  await rig.passed(SHOWN_AGAIN)
  firstOf(room).approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})

it('on a nitronode, a participant who reloads the page before the submitter has the signature gives the same signature again', async () => {
  const rig = await startNitronodeTogether()
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'reply' ? [] : [10] })
  const keep = { closings: createStoreJournal(createMapStore()), logins: keptLogins() }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep })]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.passed(SOON)
  expect([review.state, shared.signedBy]).toEqual(['signed', []])
  bob.client.dispose()
  isCut = false
  const page = await rig.join(BOB_KEY, { keep })
  const again = await enter(rig, page, place.transport())
  await rig.passed(WITHIN_ROUND)
  expect(shared.closing.state).toBe('closed')
  expect(firstOf(again).state).toBe('landed')
  await expectEnd(rig, [alice, page], PAID)
})

it('on a nitronode, a participant whose signature was lost in one round gives it in the next round without approving again', async () => {
  const rig = await startNitronodeTogether()
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'reply' ? [] : [10] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.passed(ROUND_OF_NITRONODE)
  expect([review.state, shared.signedBy, shared.closing.state]).toEqual(['signed', [], 'collecting'])
  isCut = false
  await rig.passed(ROUND_AFTER)
  expect([review.state, shared.closing.state]).toEqual(['landed', 'closed'])
  await expectEnd(rig, [alice, bob], PAID)
})

it('an app that closes its transport as soon as the session is paid hears of no message that failed', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const errors: string[] = []
  alice.client.on('error', ({ code }) => { errors.push(code) })
  const room = await enter(rig, bob, place.transport())
  const open = place.transport()
  const closed = new Promise<never>((_, reject) => { rig.time.after(SOON + 1_000, () => { reject(new Error('The transport was closed.')) }) })
  closed.catch(() => {})
  const shared = await proposeIn(rig, alice, {
    ...open, publish: (name, message) => decodeMessage(message).type === 'done' ? closed : open.publish(name, message),
  })
  const review = await seenIn(rig, room)
  review.approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
  expect(errors).toEqual([])
})
