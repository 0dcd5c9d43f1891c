import { expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/core'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, keptLogins, PAID, REQUESTED, startTogether, type Party } from '../helpers/togetherRig'
import { repliesOf } from '../helpers/togetherSteps'

it('a submitter that reloads its page collects the remaining signatures and closes the session', async () => {
  const rig = startTogether({ quorum: 100 })
  const logins = keptLogins()
  const closings = createMemoryJournal()
  const alice = await rig.join(ALICE_KEY, { keep: { closings, logins } })
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const replies = await repliesOf(rig, shared.text, [await rig.join(BOB_KEY), await rig.join(CAROL_KEY)])
  await rig.settled(alice.client.addSignature(replies[0] ?? ''))
  alice.client.dispose()

  const reloaded = await rig.join(ALICE_KEY, { keep: { closings, logins } })
  expect(reloaded.client.closings.get(rig.sessionId)?.state).toBe('collecting')
  expect(await rig.settled(reloaded.client.slots(rig.sessionId))).toMatchObject([{ role: 'submitter', wallet: ALICE, text: shared.text, reply: null }])
  const taken = await rig.settled(reloaded.client.addSignature(replies[1] ?? ''))
  expect(taken).toMatchObject({ text: shared.text, code: shared.code })
  await rig.settled(taken.closing)
  expect(rig.paid()).toEqual(PAID)
  expect(rig.closesSent()).toHaveLength(1)
})

it('a submitter with a new session key cannot open replies to the earlier one, and ends without sending', async () => {
  const rig = startTogether()
  const closings = createMemoryJournal()
  const alice = await rig.join(ALICE_KEY, { keep: { closings } })
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, signWithin: 60_000 }))
  const [reply = ''] = await repliesOf(rig, shared.text, [await rig.join(BOB_KEY)])
  alice.client.dispose()

  const reloaded = await rig.join(ALICE_KEY, { keep: { closings } })
  await expect(rig.settled(reloaded.client.addSignature(reply))).rejects.toMatchObject({ code: 'PROPOSAL_GONE' })
  const closing = reloaded.client.closings.get(rig.sessionId)
  await rig.passed(60_000)
  expect(closing).toMatchObject({ state: 'failed', error: { code: 'PROPOSAL_SIGNING_LEFT' } })
  expect(await closings.list()).toEqual([])
  expect(rig.closesSent()).toEqual([])
})

it('a co-signer that reloads its page gives the same signature once more, and learns how the session was closed', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const bob = await rig.join(BOB_KEY, { keep })
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  await rig.settled(review.sign())
  bob.client.dispose()

  const reloaded = await rig.join(BOB_KEY, { keep })
  const [slot] = await rig.settled(reloaded.client.slots(rig.sessionId))
  expect(slot).toMatchObject({ role: 'co-signer', wallet: BOB, text: shared.text })
  await rig.settled(alice.client.addSignature(slot?.reply ?? ''))
  await rig.settled(shared.closing)
  await rig.passed(120_000)
  expect(reloaded.client.closings.get(rig.sessionId)?.state).toBe('closed')
  expect(rig.paid()).toEqual(PAID)
})

it('a co-signer that reloads its page can withdraw its signature, and the closing ends as lapsed', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const bob = await rig.join(BOB_KEY, { keep })
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED }))
  const [reply = ''] = await repliesOf(rig, shared.text, [bob])
  bob.client.dispose()

  const reloaded = await rig.join(BOB_KEY, { keep })
  const closing = reloaded.client.closings.get(rig.sessionId)
  const [slot] = await rig.settled(reloaded.client.slots(rig.sessionId))
  expect(slot?.withdraw()).toBe(true)
  await rig.passed(45_000)
  expect(closing).toMatchObject({ state: 'failed', error: { code: 'PROPOSAL_LAPSED' } })
  expect(await keep.closings.list()).toEqual([])
  expect(slot?.withdraw()).toBe(false)
  await rig.settled(alice.client.addSignature(reply))
  await expect(rig.settled(shared.closing)).rejects.toMatchObject({ code: 'PROPOSAL_SIGNING_LEFT' })
  expect(rig.closesSent()).toHaveLength(1)
  expect(rig.paid()).toEqual([])
})

it('a slot without a signature by the session key of the login cannot be withdrawn', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const closings = createMemoryJournal()
  const bob = await rig.join(BOB_KEY, { keep: { closings } })
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, signWithin: 20_000 }))
  const withdraw = async ({ client }: Party): Promise<boolean | undefined> => (await rig.settled(client.slots(rig.sessionId)))[0]?.withdraw()
  expect(await withdraw(alice)).toBe(false)
  await repliesOf(rig, shared.text, [bob])
  bob.client.dispose()
  // Without the kept login, the new one has replaced the key.
  const reloaded = await rig.join(BOB_KEY, { keep: { closings } })
  expect(await withdraw(reloaded)).toBe(false)
  expect(shared.closing.state).toBe('collecting')
})
