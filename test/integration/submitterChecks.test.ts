import { SigningKey } from 'ethers/crypto'
import { describe, expect, it } from 'vitest'
import { createMemoryJournal, type SharedProposal } from '../../src/core'
import { DirectClient } from '../helpers/directClient'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { APPLICATION, split } from '../helpers/people'
import { enter, proposeIn, seenIn, sentOf, SOON } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, startTogether } from '../helpers/togetherRig'
import { expectEnd, LONG, propose, request, resultOf, sign, watch, type ClearnodeRig } from '../helpers/togetherSteps'

/** Longer than the pause between two readings of a session whose approvals are missing. */
const READ_AGAIN = 90_000
const HALF = split([ALICE, '0.5'], [BOB, '0.5'], [CAROL, '0'])

/** Alice, Bob and Carol do something with their session without this library. */
function changeDirectly(rig: ClearnodeRig, method: string, params: object): void {
  const somebody = new DirectClient(rig.node, 'somebody', () => rig.time.now())
  somebody.login()
  const signers = [ALICE_KEY, BOB_KEY, CAROL_KEY].map(key => new SigningKey(key))
  expect(somebody.ask(method, { app_session_id: rig.sessionId, allocations: HALF, ...params }, signers)).toMatchObject({ app_session_id: rig.sessionId })
}

/** The submitter collects until somebody changes the session, and ends its proposal at the next reading. */
async function expectEndAfterChange(rig: ClearnodeRig, shared: SharedProposal, method: string, params: object): Promise<void> {
  const ending = watch(shared.closing)
  await rig.passed(READ_AGAIN)
  expect([shared.closing.state, ending.result]).toEqual(['collecting', 'open'])
  changeDirectly(rig, method, params)
  await rig.passed(READ_AGAIN)
  expect([shared.closing.state, ending.result]).toEqual(['failed', 'PROPOSAL_FACTS_CHANGED'])
}

describe.each([
  ['agree on another split', 'submit_app_state', { intent: 'operate', version: 2 }, []],
  ['close the session', 'close_app_session', {}, [[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5'], [CAROL, 'usdc', '0']]],
])('participants %s while a proposal waits for approvals in a room', (change, method, params, paid) => {
  it(`a submitter ends its proposal if the participants ${change} while it waits for approvals`, async () => {
    const rig = startTogether()
    const alice = await rig.join(ALICE_KEY)
    const shared = await proposeIn(rig, alice, createMeetingPlace(rig.time).transport())
    await expectEndAfterChange(rig, shared, method, params)
    await expectEnd(rig, [alice], paid)
  })
})

describe.each([
  ['agree on another split', 'submit_app_state', { intent: 'operate', version: 2 }, []],
  ['close the session', 'close_app_session', {}, [[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5'], [CAROL, 'usdc', '0']]],
])('participants %s while a proposal is carried by hand', (change, method, params, paid) => {
  it(`a submitter ends its proposal by hand if the participants ${change} while signatures are missing, and opens no reply afterwards`, async () => {
    const rig = startTogether({ quorum: 100 })
    const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
    const shared = await propose(rig, alice, 900_000)
    const byBob = await sign(rig, bob, shared.text)
    const byCarol = await sign(rig, carol, shared.text)
    await rig.settled(alice.client.addSignature(byBob.reply))
    await expectEndAfterChange(rig, shared, method, params)
    expect(await resultOf(rig, alice.client.addSignature(byCarol.reply))).toBe('PROPOSAL_GONE')
    expect(rig.closesSent()).toEqual([])
    await rig.passed(LONG)
    await expectEnd(rig, [alice, bob, carol], paid)
    expect(byBob.review.state).toBe(paid.length > 0 ? 'superseded' : 'lapsed')
  })
})

it.each([
  ['by hand', undefined],
  ['in a room', createMeetingPlace],
] as const)('a submitter ends its proposal %s at once if the ClearNode says that the session has changed', async (_way, meet) => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const shared = await rig.settled(alice.client.propose({ ...request(rig, 900_000), ...meet && { transport: meet(rig.time).transport() } }))
  changeDirectly(rig, 'submit_app_state', { intent: 'operate', version: 2 })
  await rig.passed(SOON)
  expect([shared.closing.state, shared.closing.error?.code]).toEqual(['failed', 'PROPOSAL_FACTS_CHANGED'])
})

it('a submitter that was not connected while the session changed does not sign last, and sends nothing', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY, { keep: { closings: createMemoryJournal(), logins: keptLogins() } }), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice, 900_000)
  const { reply } = await sign(rig, bob, shared.text)
  await rig.passed(SOON)
  alice.client.disconnect()
  changeDirectly(rig, 'submit_app_state', { intent: 'operate', version: 2 })
  await rig.settled(alice.client.connect())
  await rig.settled(alice.client.addSignature(reply))
  expect(await resultOf(rig, shared.closing)).toBe('PROPOSAL_FACTS_CHANGED')
  expect(rig.closesSent()).toEqual([])
})

it('a submitter that reloads its page after the session has changed ends its proposal by hand without waiting for its end', async () => {
  const rig = startTogether()
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const alice = await rig.join(ALICE_KEY, { keep })
  await propose(rig, alice, 900_000)
  alice.client.dispose()
  changeDirectly(rig, 'submit_app_state', { intent: 'operate', version: 2 })
  const reloaded = await rig.join(ALICE_KEY, { keep })
  const closing = reloaded.client.closings.get(rig.sessionId)
  await rig.passed(SOON)
  expect(closing).toMatchObject({ state: 'failed', error: { code: 'PROPOSAL_FACTS_CHANGED' } })
})

it('on a nitronode, which says nothing, a submitter ends its proposal by hand within a minute after others have closed the session', async () => {
  const rig = await startNitronodeTogether({ weights: [40, 40, 40] })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const byAlice = await propose(rig, alice, 840_000)
  const byBob = await rig.settled(bob.client.propose({ ...request(rig), allocations: HALF }))
  await rig.settled(bob.client.addSignature((await sign(rig, carol, byBob.text)).reply))
  await rig.settled(byBob.closing)
  expect(byAlice.closing.state).toBe('collecting')
  await rig.passed(READ_AGAIN)
  expect(byAlice.closing).toMatchObject({ state: 'failed', error: { code: 'PROPOSAL_FACTS_CHANGED' } })
})

it('a submitter whose session key another device has replaced proposes nothing by hand', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const otherDevice = await rig.join(ALICE_KEY)
  expect(await resultOf(rig, propose(rig, alice))).toBe('SESSION_KEY_REPLACED')
  await expectEnd(rig, [alice, otherDevice], [])
})

it('a submitter whose session key another device has replaced can propose after it has connected again', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const otherDevice = await rig.join(ALICE_KEY)
  expect(await resultOf(rig, propose(rig, alice))).toBe('SESSION_KEY_REPLACED')
  alice.client.disconnect()
  await rig.settled(alice.client.connect())
  const shared = await propose(rig, alice)
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob, otherDevice], [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.2'], [CAROL, 'usdc', '0.1']])
})

it('a submitter whose session key was replaced after it has proposed in a room asks nobody to sign', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  const otherDevice = await rig.join(ALICE_KEY)
  const ending = watch(shared.closing)
  review.approve()
  await rig.passed(SOON)
  expect([ending.result, review.state, sentOf(place, 'stamp')]).toEqual(['SESSION_KEY_REPLACED', 'reviewed', 0])
  await expectEnd(rig, [alice, bob, otherDevice], [])
})

describe.each([
  ['a ClearNode', 'by hand', startTogether],
  ['a ClearNode', 'in a room', startTogether],
  ['a nitronode', 'by hand', startNitronodeTogether],
  ['a nitronode', 'in a room', startNitronodeTogether],
] as const)('a session on %s that holds an asset which the node does not list, proposed %s', (kind, way, start) => {
  it(`a submitter on ${kind} proposes nothing ${way} for a session with an asset that the node does not list`, async () => {
    const rig = await start()
    const alice = await rig.join(ALICE_KEY)
    const { id: sessionId } = rig.node.createSession({
      participants: [ALICE, BOB], weights: [50, 50], quorum: 100, application: APPLICATION,
      allocations: [{ participant: ALICE, asset: 'oldcoin', amount: '1' }],
    })
    const place = createMeetingPlace(rig.time)
    const proposing = alice.client.propose({
      sessionId, allocations: [{ participant: ALICE, asset: 'oldcoin', amount: '1' }], ...way === 'in a room' && { transport: place.transport() },
    })
    await expect(rig.settled(proposing)).rejects.toMatchObject({ code: 'PROPOSAL_ASSETS_MISMATCH', info: { data: { unfit: 'oldcoin' } } })
    expect([await alice.journal.list(), place.sent]).toEqual([[], []])
  })
})
