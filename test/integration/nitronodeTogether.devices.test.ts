import { Wallet } from 'ethers'
import { expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/core'
import { keyRegistration, registrationOf } from '../helpers/craftedReply'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { APPLICATION } from '../helpers/people'
import { ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, PAID, type Party } from '../helpers/togetherRig'
import { expectEnd, propose, sign } from '../helpers/togetherSteps'

/** Bob signs a proposal of Alice, and the session gets another version. The node still lists the key of Bob's signature. */
async function signEarlierVersion(rig: Awaited<ReturnType<typeof startNitronodeTogether>>, alice: Party, bob: Party): Promise<void> {
  const shared = await propose(rig, alice)
  const first = await sign(rig, bob, shared.text)
  expect(shared.closing.cancel()).toBe(true)
  rig.node.faults.add({ kind: 'agree-by-others', at: { after: 0 }, to: 1 })
  await rig.passed(60_000)
  expect([first.review.state, rig.keysOf(BOB).length]).toEqual(['lapsed', 1])
}

it('on a nitronode, a review warns that another device of the wallet may have signed, and the person can sign all the same', async () => {
  const rig = await startNitronodeTogether()
  const [alice, phone, laptop] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const before = await rig.settled(laptop.client.coSign(shared.text))
  expect(before.review.foreignKeys).toEqual([])

  await sign(rig, phone, shared.text)
  const [key] = rig.keysOf(BOB)
  const { review } = await rig.settled(laptop.client.coSign(shared.text))
  expect(review.foreignKeys.map(({ key: address, endsAt }) => [address.toLowerCase(), endsAt])).toEqual([[key?.session_key, Number(key?.expires_at) * 1000]])

  const { reply } = await sign(rig, laptop, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, phone, laptop], PAID)
})

it('on a nitronode, a device is not warned of its own signature, also after a reload', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const keep = { closings: createMemoryJournal() }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep })]
  const shared = await propose(rig, alice)
  await sign(rig, bob, shared.text)
  expect(rig.keysOf(BOB)).toHaveLength(1)
  expect((await rig.settled(bob.client.coSign(shared.text))).review.foreignKeys).toEqual([])
  bob.client.dispose()
  const reloaded = await rig.join(BOB_KEY, { keep })
  expect((await rig.settled(reloaded.client.coSign(shared.text))).review.foreignKeys).toEqual([])
})

it('on a nitronode, a device is not warned of a key whose signature was for an earlier version of the session', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  await signEarlierVersion(rig, alice, bob)
  const again = await propose(rig, carol)
  expect((await rig.settled(bob.client.coSign(again.text))).review.foreignKeys).toEqual([])
})

it('on a nitronode, a device is not warned of its own earlier signature after a reload, also if that signature has lapsed', async () => {
  const rig = await startNitronodeTogether()
  const keep = { closings: createMemoryJournal() }
  const [alice, bob, carol, phone] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep }), await rig.join(CAROL_KEY), await rig.join(BOB_KEY)]
  await signEarlierVersion(rig, alice, bob)
  bob.client.dispose()
  const reloaded = await rig.join(BOB_KEY, { keep })
  const again = await propose(rig, carol)
  const keysSeenBy = async ({ client }: typeof bob): Promise<number> => (await rig.settled(client.coSign(again.text))).review.foreignKeys.length
  expect([await keysSeenBy(reloaded), await keysSeenBy(phone)]).toEqual([0, 1])
})

it('on a nitronode, a device is not warned of a key whose page ended before it had signed', async () => {
  const rig = await startNitronodeTogether()
  const keep = { closings: createMemoryJournal() }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep })]
  const shared = await propose(rig, alice)
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  rig.node.faults.add({ kind: 'delay', at: { moment: 'answered', method: 'app_sessions.v1.submit_session_key_state' }, ms: 10_000 })
  void review.sign().catch(() => {})
  await rig.passed(2_000)
  expect(rig.keysOf(BOB)).toHaveLength(1)
  bob.client.dispose()
  const reloaded = await rig.join(BOB_KEY, { keep })
  await rig.passed(60_000)
  expect((await rig.settled(reloaded.client.coSign(shared.text))).review.foreignKeys).toEqual([])
})

it('on a nitronode, the journal forgets which key has signed once the key has ended', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { reply } = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
  await rig.passed(900_000)
  expect(await bob.journal.list()).toEqual([])
})

it.each([
  ['for another session', 'other', 900, 0],
  ['for the whole application', 'application', 900, 0],
  ['that has ended', 'session', 5, 10_000],
])('on a nitronode, a review does not warn of a key %s', async (_, scope, life, waits) => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const [owner, key, expiresAt] = [new Wallet(BOB_KEY), new Wallet(`0x${'4b'.repeat(32)}`), Math.floor(rig.time.now() / 1000) + life]
  const registration = scope === 'application'
    ? registrationOf(owner, key, { applications: [APPLICATION], sessionIds: [], expiresAt })
    : keyRegistration(owner, key, scope === 'other' ? rig.seed([1, 1, 1]) : rig.sessionId, expiresAt)
  expect(rig.ask('app_sessions.v1.submit_session_key_state', registration)).toEqual({})
  await rig.passed(waits)
  expect((await rig.settled(bob.client.coSign(shared.text))).review.foreignKeys).toEqual([])
})

it('on a nitronode that does not list the keys of the wallet just now, a proposal can be signed without the warning, and the error is reported', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const errors: string[] = []
  bob.client.on('error', ({ code }) => { errors.push(code) })
  rig.node.faults.add({ kind: 'refuse', at: { moment: 'received', method: 'app_sessions.v1.get_last_key_states' }, text: 'failed to read session key states' })
  const { review, reply } = await sign(rig, bob, shared.text)
  expect([review.review.foreignKeys, errors]).toEqual([[], ['NODE_UNKNOWN_ERROR']])
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})
