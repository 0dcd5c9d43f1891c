import { expect, it } from 'vitest'
import { ALICE_KEY, BOB_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd, propose, resultOf } from '../helpers/togetherSteps'

/** The node works slowly on the questions about payouts when Bob signs: as the closing is planned, and as everything is checked once more. */
const SLOW_LEDGER = { kind: 'stall', at: { moment: 'received', method: 'get_ledger_transactions', times: 2 }, ms: 8_000 } as const

/** Bob has approved a proposal. */
async function approved() {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  rig.node.faults.add(SLOW_LEDGER)
  return { rig, alice, bob, review, shared }
}

it('a co-signer does not sign what has changed while the node was slow to show its ledger', async () => {
  const { rig, review } = await approved()
  // After the session was read for the last check, and before the node shows its ledger.
  rig.node.faults.add({ kind: 'deposit-by-others', at: { after: 12_000 }, to: 0, amount: '1', ms: 40 })
  expect(await resultOf(rig, review.sign())).toBe('PROPOSAL_SUM_MISMATCH')
  expect(review.state).toBe('failed')
})

it('a co-signer whose node is slow to show its ledger signs a session that has not changed', async () => {
  const { rig, alice, bob, review, shared } = await approved()
  const reply = await rig.settled(review.sign())
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})
