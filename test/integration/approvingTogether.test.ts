import { SigningKey } from 'ethers/crypto'
import { expect, it } from 'vitest'
import { createMemoryJournal, type Hex } from '../../src/core'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../src/core/cosigning/codec/messageCodec'
import { proposalHashOf, readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import { DirectClient } from '../helpers/directClient'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { split } from '../helpers/people'
import { enter, isReplyOf, NEXT_ROUND, proposed, proposeIn, seenIn, sentOf, SOON } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, PAID, REQUESTED, startTogether } from '../helpers/togetherRig'
import { expectEnd, resultOf } from '../helpers/togetherSteps'

it('participants in a room approve a proposal, then their clients sign by themselves and the session is closed exactly as approved', async () => {
  const rig = startTogether()
  const { alice, bob, shared, review } = await proposed(rig, createMeetingPlace(rig.time))
  expect(shared).toMatchObject({ signUntil: null, approvedBy: [], signedBy: [], missingWeight: 30 })
  expect(review).toMatchObject({ state: 'reviewed', code: shared.code, signUntil: null })
  expect(review.review.creator).toBe(ALICE)

  await rig.passed(60_000)
  expect([shared.closing.state, review.state, rig.closesSent()]).toEqual(['collecting', 'reviewed', []])
  review.approve()
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
  expect(rig.closesSent()).toHaveLength(1)
  await rig.passed(SOON)
  expect(review.state).toBe('landed')
  await expectEnd(rig, [alice, bob], PAID)
})

it('a round that a participant misses is repeated without asking anybody, and the session is paid once', async () => {
  const rig = startTogether()
  let isCut = false
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'reply' ? [] : [10] })
  const { alice, bob, shared, review } = await proposed(rig, place)
  isCut = true
  review.approve()
  await rig.passed(SOON)
  expect([review.state, shared.signedBy, sentOf(place, 'stamp') > 0]).toEqual(['signed', [], true])

  await rig.passed(25_000)
  expect([shared.closing.state, review.state]).toEqual(['collecting', 'signed'])
  isCut = false
  await rig.passed(NEXT_ROUND)
  expect(review.state).toBe('landed')
  await expectEnd(rig, [alice, bob], PAID)
  expect(rig.closesSent()).toHaveLength(1)
})

it('lost, repeated and reordered messages only cost time', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  let turn = 0
  const delays = [[], [10, 900], [2_000], [10], [3_000, 20]]
  const place = createMeetingPlace(rig.time, { delaysOf: () => delays[turn++ % delays.length] ?? [] })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const rooms = [await enter(rig, bob, place.transport()), await enter(rig, carol, place.transport())]
  const shared = await proposeIn(rig, alice, place.transport())
  await rig.passed(30_000)
  for (const room of rooms) (await seenIn(rig, room)).approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
  expect(rig.closesSent()).toHaveLength(1)
})

it('signatures that are there already are not asked for again and again while one participant is missing', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const place = createMeetingPlace(rig.time, { delaysOf: message => isReplyOf(2, message) ? [] : [10] })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const rooms = [await enter(rig, bob, place.transport()), await enter(rig, carol, place.transport())]
  const shared = await proposeIn(rig, alice, place.transport())
  for (const room of rooms) (await seenIn(rig, room)).approve()
  const before = place.sent.length
  await rig.passed(18_000)
  expect([rig.closesSent(), sentOf(place, 'reply') > 0]).toEqual([[], true])
  expect(place.sent.length - before).toBeLessThan(40)
  shared.closing.cancel()
  await expectEnd(rig, [alice, bob, carol], [])
})

it('of two equal proposals that are made at the same moment, one is left, and it closes the session', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const rooms = [await enter(rig, alice, place.transport()), await enter(rig, bob, place.transport())]
  const both = await Promise.all([proposeIn(rig, alice, place.transport()), proposeIn(rig, bob, place.transport())])
  await rig.passed(20_000)
  expect(both.map(({ closing }) => closing.state).sort()).toEqual(['cancelled', 'collecting'])
  const left = both.find(({ closing }) => closing.state === 'collecting')
  const reviews = rooms.flatMap(room => room.proposals)
  expect(reviews.map(({ code }) => code)).toEqual([left?.code])
  for (const review of reviews) review.approve()
  await rig.passed(NEXT_ROUND)
  await expectEnd(rig, [alice, bob], PAID)
})

it('a participant who approves another split gives up its own proposal', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { bob, shared, review } = await proposed(rig, place)
  const own = await proposeIn(rig, bob, place.transport(), split([ALICE, '0'], [BOB, '0.5'], [CAROL, '0.5']))
  review.approve()
  expect(await resultOf(rig, own.closing)).toBe('CLOSING_CANCELLED')
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a proposal is not signed after the session has changed, even if it was approved', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { alice, bob, shared, review } = await proposed(rig, place)
  const somebody = new DirectClient(rig.node, 'somebody', () => rig.time.now())
  somebody.login()
  const moved = { app_session_id: rig.sessionId, intent: 'operate', version: 2, allocations: split([ALICE, '0.5'], [BOB, '0.5'], [CAROL, '0']) }
  expect(somebody.ask('submit_app_state', moved, [new SigningKey(ALICE_KEY), new SigningKey(BOB_KEY)])).toMatchObject({ version: 2 })
  review.approve()
  expect(await resultOf(rig, shared.closing)).toBe('PROPOSAL_FACTS_CHANGED')
  expect(rig.closesSent()).toEqual([])
  await expectEnd(rig, [alice, bob], [])
})

it('a submitter that cancels takes its proposal out of the rooms of the others, and a decline is shown to the submitter', async () => {
  const rig = startTogether()
  const { room, shared, review } = await proposed(rig, createMeetingPlace(rig.time))
  review.decline('amounts', 'I paid for the drinks.')
  await rig.passed(SOON)
  expect(shared.declines).toEqual([{ participant: BOB, reason: 'amounts', note: 'I paid for the drinks.' }])
  shared.closing.cancel()
  await rig.passed(SOON)
  expect(room.proposals).toEqual([])
})

const SHORT: Hex = `0x${'11'.repeat(16)}`
const PROOF: Hex = `0x${'11'.repeat(64)}`

it('forged approvals, foreign bytes and garbage in a room lead to no payment that nobody has approved', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { shared, review, room } = await proposed(rig, place)
  const stranger = place.transport()
  const name = roomNameOf(review.proposal)
  const meaning = meaningOf(review.proposal)
  const forged: CosigningMessage[] = [
    { type: 'approve', meaning, participant: 1, approval: SHORT },
    { type: 'approve', meaning, participant: 99, approval: SHORT },
    { type: 'stamp', meaning, stamp: { by: 'time', requestId: 7, ts: rig.time.now() }, proposalId: SHORT, approvals: [SHORT], proof: PROOF },
    { type: 'reply', reply: { proposalId: SHORT, participant: 1, sealed: '0x1234' } },
    { type: 'cancel', meaning, proof: PROOF },
    { type: 'insist', proposal: readProposalText(shared.text), over: proposalHashOf(readProposalText(shared.text)), proof: PROOF },
    { type: 'done', meaning, receiptHash: meaning },
  ]
  for (const message of forged) await stranger.publish(name, encodeMessage(message))
  await stranger.publish(name, new Uint8Array([1, 200, 3]))
  await rig.passed(SOON)
  expect([shared.closing.state, review.state, room.proposals.length, shared.signedBy]).toEqual(['collecting', 'reviewed', 1, []])
  await rig.passed(NEXT_ROUND)
  expect(rig.closesSent()).toEqual([])
  // The honest participant approves after the round that a stranger has started in vain.
  review.approve()
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a submitter that reloads the page shows the same proposal again, and the participants need not approve it anew', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const logins = keptLogins()
  const closings = createMemoryJournal()
  const alice = await rig.join(ALICE_KEY, { keep: { logins, closings } })
  const bob = await rig.join(BOB_KEY)
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  alice.client.dispose()
  review.approve()
  await rig.passed(SOON)

  const again = await rig.join(ALICE_KEY, { keep: { logins, closings } })
  const resumed = await proposeIn(rig, again, place.transport())
  expect(resumed.code).toBe(shared.code)
  await rig.settled(resumed.closing)
  await rig.passed(SOON)
  expect(review.state).toBe('landed')
  await expectEnd(rig, [bob], PAID)
})

it('a submitter that reloads the page during a round uses the signatures it has, or asks again after the round', async () => {
  const rig = startTogether({ weights: [40, 30, 30], quorum: 100 })
  const keep = { logins: keptLogins(), closings: createMemoryJournal() }
  const [alice, bob, carol] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  let isCut = true
  const cut = createMeetingPlace(rig.time, { delaysOf: message => isCut && decodeMessage(message).type === 'reply' ? [] : [10] })
  const rooms = [await enter(rig, bob, cut.transport()), await enter(rig, carol, cut.transport())]
  await proposeIn(rig, alice, cut.transport())
  for (const room of rooms) (await seenIn(rig, room)).approve()
  await rig.passed(SOON)
  expect(rooms.map(({ proposals: [review] }) => review?.state)).toEqual(['signed', 'signed'])
  alice.client.dispose()
  isCut = false

  const again = await rig.join(ALICE_KEY, { keep })
  const resumed = await proposeIn(rig, again, cut.transport())
  await rig.settled(resumed.closing)
  await expectEnd(rig, [again, bob, carol], PAID)
  expect(rig.closesSent()).toHaveLength(1)
})

it('a proposal whose data the others would refuse is not shown in a room', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const alice = await rig.join(ALICE_KEY)
  const hidden = alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, sessionData: 'a\u202eb', transport: place.transport() })
  expect(await resultOf(rig, hidden)).toBe('PROPOSAL_DATA_SUSPICIOUS')
  expect([place.sent, await alice.journal.list()]).toEqual([[], []])
})

it('a link to a proposal in a room is approved there, and sign() waits until the submitter asks', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await proposeIn(rig, alice, place.transport())
  const link = shared.link('https://app.example/sign')
  await expect(rig.settled(bob.client.coSign(link))).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })

  const review = await rig.settled(bob.client.coSign(link, { transport: place.transport() }))
  expect(review.code).toBe(shared.code)
  await expect(rig.settled(review.sign())).rejects.toMatchObject({ code: 'PROPOSAL_NOT_APPROVED' })
  review.approve()
  expect(await rig.settled(review.sign())).toMatch(/^nlr1\./)
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a disposed client leaves its rooms', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const { alice, bob } = await proposed(rig, place)
  expect(place.listeners).toBe(2)
  alice.client.dispose()
  bob.client.dispose()
  expect(place.listeners).toBe(0)
})
