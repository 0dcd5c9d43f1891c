import { expect, it } from 'vitest'
import type { CloseProposal } from '../../src/core'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { ALICE_KEY, BOB_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd, propose, resultOf } from '../helpers/togetherSteps'

it.each([
  ['a ClearNode', startTogether],
  ['a nitronode', startNitronodeTogether],
] as const)('on %s, a proposal that is given as an object is the same as its text, and closes the session', async (_, start) => {
  const rig = await start()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { proposal, code } = await rig.settled(bob.client.coSign(shared.text))
  const review = await rig.settled(bob.client.coSign(proposal))
  expect([review.code, review.proposal]).toEqual([code, proposal])
  review.approve()
  await rig.settled(alice.client.addSignature(await rig.settled(review.sign())))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

it('an object that could not have come as a text is refused like that text, and nothing is signed', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const { proposal } = await rig.settled(bob.client.coSign((await propose(rig, alice)).text))
  const changes: readonly [expected: string, given: unknown][] = [
    ['PROPOSAL_MALFORMED', null],
    ['PROPOSAL_MALFORMED', {}],
    ['PROPOSAL_MALFORMED', { ...proposal, more: 1 }],
    ['PROPOSAL_MALFORMED', { ...proposal, rows: [['1', '0', '0']] }],
    ['PROPOSAL_MALFORMED', { ...proposal, version: 2 }],
    ['PROPOSAL_MALFORMED', { ...proposal, kind: 'transfer' }],
    ['PROPOSAL_MALFORMED', { ...proposal, box: `0x02${'ff'.repeat(32)}` }],
    ['PROPOSAL_MALFORMED', { ...proposal, sessionData: '\ud800' }],
    ['PROPOSAL_MALFORMED', { ...proposal, stamp: { by: 'time', requestId: 0.5, ts: 1 } }],
    ['PROPOSAL_MALFORMED', { ...proposal, sessionId: '0x' }],
    ['PROPOSAL_MALFORMED', { ...proposal, get rows() { throw new Error('It cannot be read.') } }],
    ['PROPOSAL_MALFORMED', revokedProxy()],
    ['PROPOSAL_ROWS_INCOMPLETE', { ...proposal, rows: [[1n]] }],
    ['PROPOSAL_AMOUNT_INVALID', { ...proposal, rows: proposal.rows.map(row => row.map((amount, at) => at === 0 ? -1n : amount)) }],
    ['PROPOSAL_SUM_MISMATCH', { ...proposal, rows: proposal.rows.map(row => row.map(amount => amount + 1n)), origin: null }],
    ['SESSION_NOT_FOUND', { ...proposal, sessionId: `0x${'12'.repeat(32)}` }],
  ]
  const results: string[] = []
  for (const [, given] of changes) results.push(await resultOf(rig, bob.client.coSign(given as CloseProposal)))
  expect(results).toEqual(changes.map(([expected]) => expected))
  expect(await bob.journal.list()).toEqual([])
})
