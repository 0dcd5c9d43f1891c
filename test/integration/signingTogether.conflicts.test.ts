import { beforeAll, expect, it } from 'vitest'
import { NitroliteError } from '../../src/core'
import { ALICE_KEY, BOB_KEY, browser, CAROL_KEY, startTogether } from '../helpers/togetherRig'
import { propose, request, resultOf, sign, type ClearnodeRig } from '../helpers/togetherSteps'

// Loading takes real time, and virtual time does not wait for it.
beforeAll(() => import('../../src/core/cosigning/createCosigning'))

/** The error data of something that is refused. */
async function dataOf(rig: ClearnodeRig, work: PromiseLike<unknown>): Promise<unknown> {
  const thrown: unknown = await rig.settled(Promise.resolve(work).then(() => null, (error: unknown) => error))
  return thrown instanceof NitroliteError ? [thrown.code, thrown.info.data] : thrown
}

it('PROPOSAL_CONFLICT says when the wallet is expected to be free, in the tab that has signed and in another one', async () => {
  const rig = startTogether({ weights: [34, 33, 33], quorum: 67 })
  const { tab } = browser()
  const [alice, carol, bob] = [await rig.join(ALICE_KEY), await rig.join(CAROL_KEY), await rig.join(BOB_KEY, tab())]
  const other = await rig.join(BOB_KEY, tab())
  const [first, { text }] = [await propose(rig, alice), await propose(rig, carol)]
  const reviews = [await rig.settled(bob.client.coSign(text)), await rig.settled(other.client.coSign(text))]
  await sign(rig, bob, first.text)
  const [slot] = await rig.settled(bob.client.slots(rig.sessionId))
  expect(slot?.freeFrom).toBeGreaterThan(rig.time.now())
  for (const review of reviews) {
    review.approve()
    expect(await dataOf(rig, review.sign())).toEqual(['PROPOSAL_CONFLICT', { freeFrom: slot?.freeFrom }])
  }
  for (const { client } of [bob, other]) {
    expect(await dataOf(rig, client.propose(request(rig)))).toEqual(['PROPOSAL_CONFLICT', { freeFrom: slot?.freeFrom }])
  }
})

it('PROPOSAL_CONFLICT says until when another wallet of the same browser collects signatures', async () => {
  const rig = startTogether({ quorum: 100 })
  const { tab } = browser()
  const alice = await rig.join(ALICE_KEY, tab())
  await propose(rig, alice)
  const [slot] = await rig.settled(alice.client.slots(rig.sessionId))
  expect(slot?.freeFrom).toBeGreaterThan(rig.time.now())
  const bob = await rig.join(BOB_KEY, tab())
  expect(await dataOf(rig, bob.client.propose(request(rig)))).toEqual(['PROPOSAL_CONFLICT', { freeFrom: slot?.freeFrom }])
})

it.each([true, false])('of two tabs of a wallet that both sign or both propose at the same instant, one is refused, with messages between tabs: %s', async (hasMessages) => {
  const rig = startTogether()
  const [ofAlice, ofBob] = [browser({ hasMessages }), browser({ hasMessages })]
  const proposers = [await rig.join(ALICE_KEY, ofAlice.tab()), await rig.join(ALICE_KEY, ofAlice.tab())]
  const proposals = proposers.map(({ client }) => client.propose(request(rig)))
  expect((await rig.settled(Promise.all(proposals.map(work => resultOf(rig, work))))).sort()).toEqual(['PROPOSAL_CONFLICT', 'done'])
  const { text } = await rig.settled(Promise.any(proposals))
  const [bob, otherBob] = [await rig.join(BOB_KEY, ofBob.tab()), await rig.join(BOB_KEY, ofBob.tab())]
  const reviews = [await rig.settled(bob.client.coSign(text)), await rig.settled(otherBob.client.coSign(text))]
  for (const review of reviews) review.approve()
  expect((await rig.settled(Promise.all(reviews.map(review => resultOf(rig, review.sign()))))).sort()).toEqual(['PROPOSAL_CONFLICT', 'done'])
})
