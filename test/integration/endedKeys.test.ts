import { expect, it } from 'vitest'
import { createStoreJournal, type JournalRecord } from '../../src/core'
import { createMapStore } from '../helpers/mapStore'
import { CLOSE, OPERATE, startNitronodeTogether, SUBMIT } from '../helpers/nitronodeTogetherRig'
import { ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, keptLogins, PAID, type Party } from '../helpers/togetherRig'
import { expectEnd, propose, sign } from '../helpers/togetherSteps'

/** Alice has the signatures of Bob and Carol. Bob has withdrawn his, and the node reads that while the message is on its way. */
async function sendWithWithdrawn(rig: Awaited<ReturnType<typeof startNitronodeTogether>>, alice: Party) {
  const [bob, carol] = [await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice, 300_000)
  const withdrawn = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(withdrawn.reply))
  await rig.settled(alice.client.addSignature((await sign(rig, carol, shared.text)).reply))
  withdrawn.review.withdraw()
  return shared
}

/** The first message takes so long that a key can end before the node checks its signatures. */
const STALL = { kind: 'stall', at: { moment: 'received', method: SUBMIT, nth: 1 }, ms: 20_000 } as const
const NEVER = new Promise<never>(() => {})

it('on a nitronode, a participant who has withdrawn a signature can sign again with a key that ends sooner', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice)
  const first = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(first.reply))
  first.review.withdraw()
  await rig.passed(35_000)
  const again = await rig.settled(bob.client.coSign(shared.text, { longestLife: 240_000 }))
  again.approve()
  await rig.settled(alice.client.addSignature(await rig.settled(again.sign())))
  await rig.settled(alice.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it.each([
  ['the journal has got the answer', 1],
  ['the answer has arrived', 0],
] as const)('on a nitronode, a submitter whose page ends right after %s about an ended key keeps the other signatures', async (_, writesOfAnswer) => {
  const rig = await startNitronodeTogether({ quorum: 100, faults: [STALL] })
  const store = createStoreJournal(createMapStore())
  let left = writesOfAnswer + 1
  const dying = {
    ...store,
    replace: (key: string, record: JournalRecord, revision: string) => {
      if (record.attempts[0]?.outcome?.kind === 'refused') left -= 1
      return left > 0 ? store.replace(key, record, revision) : NEVER
    },
  }
  const logins = keptLogins()
  const alice = await rig.join(ALICE_KEY, { keep: { closings: dying, logins } })
  await sendWithWithdrawn(rig, alice)
  await rig.passed(25_000)
  expect(left).toBeLessThanOrEqual(0)
  alice.client.dispose()
  const page = await rig.join(ALICE_KEY, { keep: { closings: store, logins } })
  await rig.passed(120_000)
  expect(page.client.closings.get(rig.sessionId)?.state).toBe('collecting')
})

it('on a nitronode, a lost answer about an ended key does not end the closing', async () => {
  const rig = await startNitronodeTogether({ quorum: 100, faults: [STALL, { kind: 'cut', at: { moment: 'received', method: SUBMIT, nth: 1 } }] })
  const shared = await sendWithWithdrawn(rig, await rig.join(ALICE_KEY))
  await rig.passed(120_000)
  expect([shared.closing.state, shared.refusedBy]).toEqual(['collecting', [BOB]])
})

it('on a nitronode, the second step is sent with a spare signature if a key has ended between the steps', async () => {
  const stall = { kind: 'stall', at: { moment: 'received', method: SUBMIT, nth: 2 }, ms: 20_000 } as const
  const rig = await startNitronodeTogether({ quorum: 70, faults: [stall] })
  const store = createStoreJournal(createMapStore())
  const slow = {
    ...store,
    replace: async (key: string, record: JournalRecord, revision: string) => {
      await new Promise<void>((resolve) => { rig.time.after(500, resolve) })
      return store.replace(key, record, revision)
    },
  }
  const [alice, bob, carol] = [await rig.join(ALICE_KEY, { keep: { closings: slow } }), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice, 60_000)
  const withdrawn = await sign(rig, bob, shared.text)
  const spare = await rig.settled(carol.client.coSign(shared.text, { longestLife: 300_000 }))
  spare.approve()
  const replies = [withdrawn.reply, await rig.settled(spare.sign())]
  // Both arrive before the journal holds the first one.
  await rig.settled(Promise.all(replies.map(reply => alice.client.addSignature(reply))))
  await rig.passed(5_000)
  expect(rig.updates()).toEqual([OPERATE])
  withdrawn.review.withdraw()
  await rig.settled(shared.closing)
  expect(rig.sent.map(({ intent, signatures }) => [intent, signatures.length])).toEqual([[OPERATE, 2], [CLOSE, 2], [CLOSE, 2]])
  expect(rig.sent[2]?.signatures).not.toEqual(rig.sent[1]?.signatures)
  await expectEnd(rig, [alice, bob, carol], PAID)
})
