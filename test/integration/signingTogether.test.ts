import { expect, it } from 'vitest'
import type { ProposeRequest } from '../../src/core'
import { ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, PAID, REQUESTED, startTogether } from '../helpers/togetherRig'
import { LONG, propose, repliesOf, sign } from '../helpers/togetherSteps'

it('two participants who reach the quorum together close a session once, exactly as both have approved', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY)
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  expect(shared).toMatchObject({ missingWeight: 30, signedBy: [] })
  expect(shared.closing.state).toBe('collecting')
  expect(rig.closesSent()).toEqual([])

  const review = await rig.settled(bob.client.coSign(shared.text))
  expect(review.code).toBe(shared.code)
  expect(review.review.rows.find(({ isMine }) => isMine)).toMatchObject({ participant: BOB, before: '0', after: '0.2', difference: '0.2' })
  review.approve()
  const reply = await rig.settled(review.sign())
  expect(review.state).toBe('signed')
  expect(await bob.journal.list()).toHaveLength(1)

  await rig.settled(alice.client.addSignature(reply))
  const receipt = await rig.settled(shared.closing)
  expect(receipt).toMatchObject({ result: 'closed', by: 'this request' })
  expect(rig.paid()).toEqual(PAID)
  expect(rig.closesSent()).toHaveLength(1)
  expect(rig.closesSent()[0]?.signatures).toHaveLength(2)

  await rig.passed(120_000)
  expect(review.state).toBe('landed')
  expect([...await alice.journal.list(), ...await bob.journal.list()]).toEqual([])
})

it('a signature that nobody uses lapses by itself, and the session can be proposed again', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY)
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, signWithin: 20_000 }))
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  await rig.settled(review.sign())
  await expect(rig.settled(shared.closing)).rejects.toMatchObject({ code: 'PROPOSAL_SIGNING_LEFT' })

  const again = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, signWithin: 300_000 }))
  const early = await rig.settled(bob.client.coSign(again.text))
  early.approve()
  await expect(rig.settled(early.sign())).rejects.toMatchObject({ code: 'PROPOSAL_CONFLICT' })

  await rig.passed(60_000)
  expect(review.state).toBe('lapsed')
  const late = await rig.settled(bob.client.coSign(again.text))
  late.approve()
  await rig.settled(alice.client.addSignature(await rig.settled(late.sign())))
  await rig.settled(again.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a proposal is not signed before it is approved, after the session has changed, or for a participant without weight', async () => {
  const rig = startTogether({ weights: [50, 50, 0], quorum: 100 })
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY)
  const carol = await rig.join(CAROL_KEY)
  const { text } = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  await expect(rig.settled(carol.client.coSign(text))).rejects.toMatchObject({ code: 'SIGNATURE_NOT_NEEDED' })
  const review = await rig.settled(bob.client.coSign(text))
  await expect(rig.settled(review.sign())).rejects.toMatchObject({ code: 'PROPOSAL_NOT_APPROVED' })
  expect(await bob.journal.list()).toEqual([])
  expect(review.state).toBe('failed')
  review.approve()
  expect(review.state).toBe('approved')
})

it('a wallet that can close a session without others cannot propose it, and nothing is written', async () => {
  const rig = startTogether({ weights: [100, 0, 0], quorum: 100 })
  const alice = await rig.join(ALICE_KEY)
  await expect(rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  expect(await alice.journal.list()).toEqual([])
  expect(rig.closesSent()).toEqual([])
})

it('a listener of a review that throws is reported, and the other listeners hear every state', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const { text } = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const review = await rig.settled(bob.client.coSign(text))
  const [states, errors]: [string[], string[]] = [[], []]
  bob.client.on('error', ({ code }) => errors.push(code))
  review.subscribe(() => { throw new Error('A listener of the app.') })
  review.subscribe(state => states.push(state))
  review.approve()
  await rig.settled(review.sign())
  expect(states).toEqual(['approved', 'signing', 'signed'])
  expect(errors).toEqual(['LISTENER_FAILED', 'LISTENER_FAILED', 'LISTENER_FAILED'])
})

it('arguments that are not what a call takes get a clear error, and nothing is written', async () => {
  const rig = startTogether()
  const { client, journal } = await rig.join(ALICE_KEY)
  const none: unknown = undefined
  await expect(rig.settled(client.propose(none as ProposeRequest))).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  await expect(rig.settled(client.coSign(none as string))).rejects.toMatchObject({ code: 'PROPOSAL_MALFORMED' })
  await expect(rig.settled(client.addSignature(none as string))).rejects.toMatchObject({ code: 'PROPOSAL_MALFORMED' })
  const request = { sessionId: rig.sessionId, allocations: REQUESTED }
  await expect(rig.settled(client.propose({ ...request, sessionData: 'x'.repeat(4_097) }))).rejects.toMatchObject({ code: 'PROPOSAL_DATA_TOO_LONG' })
  await expect(rig.settled(client.propose({ ...request, sessionData: 'a\u202eb' }))).rejects.toMatchObject({ code: 'PROPOSAL_DATA_SUSPICIOUS' })
  expect(await journal.list()).toEqual([])
})

it('a submitter sees who declined and why, and can still close with others', async () => {
  const rig = startTogether({ weights: [50, 50, 50], quorum: 100 })
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY)
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const review = await rig.settled(bob.client.coSign(shared.text))
  const decline = review.decline('amounts', 'I won twice.')
  expect(review.state).toBe('declined')
  expect(await bob.journal.list()).toEqual([])
  await rig.settled(alice.client.addSignature(decline))
  await rig.settled(alice.client.addSignature(review.decline('later')))
  expect(shared.declines).toEqual([{ participant: BOB, reason: 'later', note: '' }])
  await expect(rig.settled(bob.client.addSignature(decline))).rejects.toMatchObject({ code: 'PROPOSAL_GONE' })

  const [reply = ''] = await repliesOf(rig, shared.text, [await rig.join(CAROL_KEY)])
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a withdrawn signature can no longer be used', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY)
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  const reply = await rig.settled(review.sign())
  expect(review.withdraw()).toBe(true)
  await rig.passed(45_000)
  expect(review.state).toBe('withdrawn')
  await rig.settled(alice.client.addSignature(reply))
  await expect(rig.settled(shared.closing)).rejects.toMatchObject({ code: 'PROPOSAL_SIGNING_LEFT' })
  expect(rig.closesSent()).toHaveLength(1)
  expect(rig.paid()).toEqual([])
})

/** Bob has signed, and Alice has closed the session. Bob may not know that yet. */
async function closedWithBob() {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  const [slot] = await rig.settled(bob.client.slots(rig.sessionId))
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  return { rig, review, slot }
}

it('a withdrawal that begins after the node has closed the session ends as landed', async () => {
  const { rig, review } = await closedWithBob()
  expect([review.state, review.withdraw()]).toEqual(['signed', true])
  await rig.passed(LONG)
  expect([review.state, rig.paid()]).toEqual(['landed', PAID])
})

it.each([1_000, LONG])('%i ms after the session was closed, its co-signer knows that, and nothing is left to withdraw', async (ms) => {
  const { rig, review, slot } = await closedWithBob()
  await rig.passed(ms)
  expect([review.state, review.withdraw(), slot?.withdraw()]).toEqual(['landed', false, false])
})

it('a signature can still be withdrawn while the session that was paid with it is open again, because it could be used a second time', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  // A new split that was read before the close and is written after it.
  rig.node.faults.add({ kind: 'operate-by-others', at: { after: 0 }, to: 2, ms: 100 })
  await rig.settled(alice.client.addSignature(reply))
  await rig.passed(12_000)
  expect(await rig.settled(bob.client.sessions.get(rig.sessionId))).toMatchObject({ status: 'open' })
  expect([review.state, review.withdraw(), rig.paid()]).toEqual(['landed', true, PAID])
})

it('both sides that propose at the same time do not sign each other, so the session is paid at most once', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join(BOB_KEY)
  const byAlice = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const byBob = await rig.settled(bob.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  for (const [client, text] of [[alice.client, byBob.text], [bob.client, byAlice.text]] as const) {
    const review = await rig.settled(client.coSign(text))
    review.approve()
    await expect(rig.settled(review.sign())).rejects.toMatchObject({ code: 'PROPOSAL_CONFLICT' })
  }
  expect(byBob.closing.cancel()).toBe(true)
  await expect(rig.settled(byBob.closing)).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
  const [reply = ''] = await repliesOf(rig, byAlice.text, [bob])
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(byAlice.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a lost answer to the close of several participants is looked up, and nothing is sent again', async () => {
  const rig = startTogether({ faults: [{ kind: 'cut', at: { moment: 'committed', method: 'close_app_session' } }] })
  const alice = await rig.join(ALICE_KEY)
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const [reply = ''] = await repliesOf(rig, shared.text, [await rig.join(BOB_KEY)])
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
  expect(rig.closesSent()).toHaveLength(1)
})
