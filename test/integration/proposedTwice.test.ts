import { describe, expect, it } from 'vitest'
import { createMemoryJournal, type SharedProposal, type Transport } from '../../src/core'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether, SUBMIT } from '../helpers/nitronodeTogetherRig'
import { split } from '../helpers/people'
import { enter, proposeIn, seenIn, sentOf, SOON } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, keptLogins, PAID, REQUESTED, startTogether, type Party } from '../helpers/togetherRig'
import { expectEnd, propose, request, resultOf, sign } from '../helpers/togetherSteps'

const OTHER = split([ALICE, '0'], [BOB, '0.5'], [CAROL, '0.5'])
/** The node works on the close for a while, longer than a page needs to be loaded again. */
const slowClose = (method: string) => [{ kind: 'stall', at: { moment: 'received', method }, ms: 20_000 }] as const

describe.each([
  ['a ClearNode', () => startTogether({ faults: slowClose('close_app_session') })],
  ['a nitronode', () => startNitronodeTogether({ faults: slowClose(SUBMIT) })],
] as const)('a submitter on %s that reloads its page while the node works on the close', (kind, start) => {
  /** A proposal by hand is signed and sent, and its submitter loads the page again before the node answers. */
  async function reloadAfterSending() {
    const rig = await start()
    const keep = { closings: createMemoryJournal(), logins: keptLogins() }
    const [alice, bob] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY)]
    const shared = await propose(rig, alice)
    await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
    await rig.passed(SOON)
    alice.client.dispose()

    const reloaded = { ...await rig.join(ALICE_KEY, { keep }), journal: keep.closings }
    return { rig, bob, shared, reloaded }
  }

  it(`a submitter on ${kind} that reloads while it submits, and proposes the same by hand, joins its closing`, async () => {
    const { rig, bob, shared, reloaded } = await reloadAfterSending()
    const again = await propose(rig, reloaded)
    expect(again).toMatchObject({ text: shared.text, code: shared.code, isInRoom: false, signedBy: [BOB, ALICE], missingWeight: 0 })
    expect(again.closing).toBe(reloaded.client.closings.get(rig.sessionId))
    await rig.settled(again.closing)
    await expectEnd(rig, [reloaded, bob], PAID)
  })

  it(`a submitter on ${kind} that reloads while it submits, and proposes the same in its room, joins its closing`, async () => {
    const rig = await start()
    const place = createMeetingPlace(rig.time)
    const keep = { closings: createMemoryJournal(), logins: keptLogins() }
    const [alice, bob] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY)]
    const room = await enter(rig, bob, place.transport())
    const shared = await proposeIn(rig, alice, place.transport())
    const review = await seenIn(rig, room)
    review.approve()
    await rig.passed(5_000)
    expect(alice.client.closings.get(rig.sessionId)?.state).toBe('submitting')
    alice.client.dispose()

    const reloaded = { ...await rig.join(ALICE_KEY, { keep }), journal: keep.closings }
    const again = await proposeIn(rig, reloaded, place.transport())
    expect(again).toMatchObject({ text: shared.text, code: shared.code, isInRoom: true })
    await rig.settled(again.closing)
    await expectEnd(rig, [reloaded, bob], PAID)
    expect(review.state).toBe('landed')
  })

  it(`a submitter on ${kind} that reloads while it submits, and closes with the same amounts, joins its closing`, async () => {
    const { rig, bob, reloaded } = await reloadAfterSending()
    await rig.settled(reloaded.client.close({ sessionId: rig.sessionId, allocations: REQUESTED }))
    await expectEnd(rig, [reloaded, bob], PAID)
  })
})

it('two calls that propose the same by hand share one proposal, also before it is planned', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const [one, other] = await rig.settled(Promise.all([alice.client.propose(request(rig)), alice.client.propose(request(rig, 120_000))]))
  const third = await propose(rig, alice)
  expect([other.text, third.text, other.closing, third.closing]).toEqual([one.text, one.text, one.closing, one.closing])
  await rig.settled(alice.client.addSignature((await sign(rig, bob, one.text)).reply))
  await rig.settled(third.closing)
  await expectEnd(rig, [alice, bob], PAID)
})

it('a call that proposes something else, or in another way, does not join a proposal', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const place = createMeetingPlace(rig.time)
  const first = alice.client.propose(request(rig))
  const others = [{ allocations: OTHER }, { sessionData: 'round 2' }, { transport: place.transport() }]
  for (const other of others) expect(await resultOf(rig, alice.client.propose({ ...request(rig), ...other }))).toBe('PROPOSAL_CONFLICT')
  await rig.settled(first)
  for (const other of others) expect(await resultOf(rig, alice.client.propose({ ...request(rig), ...other }))).toBe('PROPOSAL_CONFLICT')
})

it('a wallet that proposes what it has co-signed for another submitter does not join that closing', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  await sign(rig, bob, (await propose(rig, alice)).text)
  expect(await resultOf(rig, propose(rig, bob))).toBe('PROPOSAL_CONFLICT')
})

it('on a nitronode, a submitter that proposes again what is agreed already continues with the close', async () => {
  const locked = `failed to issue release state for participant ${CAROL}: mutual lock is still ongoing`
  const rig = await startNitronodeTogether({ faults: [{ kind: 'refuse', at: { moment: 'received', method: SUBMIT, nth: 2 }, text: locked }] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.passed(5_000)
  expect(shared.closing.state).toBe('agreed')
  const again = await propose(rig, alice)
  expect(again.closing).toBe(shared.closing)
  await rig.settled(again.closing)
  await expectEnd(rig, [alice, bob], PAID)
})

it.each<[string, (rig: ReturnType<typeof startTogether>, reloaded: Party, transport: Transport) => Promise<SharedProposal>]>([
  ['proposes the same', (rig, reloaded, transport) => proposeIn(rig, reloaded, transport)],
  ['enters the room by its slot', async (rig, { client }, transport) => {
    const [slot] = await rig.settled(client.slots(rig.sessionId))
    if (!slot?.shared) throw new Error('The client sends signatures.')
    slot.shared.enter(transport)
    return slot.shared
  }],
])('a submitter in a room that reloads while it submits and %s shows its proposal again once what it has sent is certainly lost', async (_, enterAgain) => {
  const rig = startTogether({ faults: slowClose('close_app_session') })
  const place = createMeetingPlace(rig.time)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [alice, bob] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  await proposeIn(rig, alice, place.transport())
  ;(await seenIn(rig, room)).approve()
  await rig.passed(SOON)
  // The node drops what it has not begun to work on when the socket closes.
  alice.client.dispose()

  const reloaded = await rig.join(ALICE_KEY, { keep })
  const before = sentOf(place, 'proposal')
  const again = await enterAgain(rig, { ...reloaded, journal: keep.closings }, place.transport())
  expect([again.closing.state, sentOf(place, 'proposal') - before]).toEqual(['confirming', 0])
  await rig.settled(again.closing)
  expect(sentOf(place, 'proposal')).toBeGreaterThan(before)
  await expectEnd(rig, [{ ...reloaded, journal: keep.closings }, bob], PAID)
})
