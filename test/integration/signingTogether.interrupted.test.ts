import { SigningKey } from 'ethers/crypto'
import { expect, it } from 'vitest'
import { type Address } from '../../src/core'
import { checksumAddress } from '../../src/core/wallet/address'
import { DirectClient, signaturesOver } from '../helpers/directClient'
import { APPLICATION, paidOut } from '../helpers/flow'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { LONG, SLOW, request, propose, sign, watch, resultOf, expectEnd } from '../helpers/togetherSteps'

it.each([0, 200, 400, 600])('a proposal whose client is disposed %i ms later rejects, and does not hang', async (ms) => {
  const rig = startTogether({ faults: SLOW })
  const alice = await rig.join(ALICE_KEY)
  const proposing = watch(alice.client.propose(request(rig)))
  if (ms > 0) await rig.passed(ms)
  alice.client.dispose()
  await rig.passed(LONG)
  expect(proposing.result).toBe('CLIENT_DISPOSED')
})

it.each([0, 200, 700])('a signature whose client is disposed %i ms later rejects, and nothing was signed', async (ms) => {
  const rig = startTogether({ faults: SLOW })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const review = await rig.settled(bob.client.coSign((await propose(rig, alice)).text))
  review.approve()
  const signing = watch(review.sign())
  if (ms > 0) await rig.passed(ms)
  bob.client.dispose()
  await rig.passed(LONG)
  expect(signing.result).toBe('CLIENT_DISPOSED')
  expect(await bob.journal.list()).toEqual([])
})

it('when the node refuses the replaced key of a co-signer, the submitter keeps collecting and closes the session with a new signature of the same bytes', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { reply } = await sign(rig, bob, shared.text)
  const otherDevice = await rig.join(BOB_KEY)
  await rig.settled(alice.client.addSignature(reply))
  await rig.passed(5_000)
  expect(shared).toMatchObject({ closing: { state: 'collecting' }, signedBy: [ALICE], refusedBy: [BOB], missingWeight: 30 })
  expect(await resultOf(rig, alice.client.addSignature(reply))).toBe('SIGNATURE_KEY_UNFIT')

  await rig.settled(alice.client.addSignature((await sign(rig, otherDevice, shared.text)).reply))
  await rig.settled(shared.closing)
  expect(shared.refusedBy).toEqual([])
  await expectEnd(rig, [alice, bob, otherDevice], PAID)
  expect(rig.closesSent()).toHaveLength(2)
})

it.each([
  ['a participant without weight', ALICE_KEY, [0, 50, 50], [BOB_KEY, CAROL_KEY]],
  ['a wallet that is not a participant', `0x${'d4'.repeat(32)}`, [50, 50, 0], [ALICE_KEY, BOB_KEY]],
] as const)('%s can submit what the others sign', async (_, submitter, weights, signers) => {
  const rig = startTogether({ weights, quorum: 100 })
  const party = await rig.join(submitter)
  const shared = await propose(rig, party)
  for (const key of signers) await rig.settled(party.client.addSignature((await sign(rig, await rig.join(key), shared.text)).reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [party], PAID)
})

it('a session that others close while signatures are collected is superseded for everybody who signed', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  rig.node.faults.add({ kind: 'close-by-others', at: { after: 0 }, to: 2 })
  await rig.settled(alice.client.addSignature(reply))
  expect(await resultOf(rig, shared.closing)).toBe('CLOSING_SUPERSEDED')
  await expectEnd(rig, [alice, bob], [[CAROL, 'usdc', '1']])
  expect(review.state).toBe('superseded')
})

it.each(['deposit-by-others', 'withdraw-by-others'] as const)('after a %s, the signed proposal is refused and lapses', async (kind) => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  rig.node.faults.add({ kind, at: { after: 0 }, to: 0, amount: '0.4' })
  await rig.settled(alice.client.addSignature(reply))
  expect(await resultOf(rig, shared.closing)).toBe('ALLOCATION_NOT_REDISTRIBUTED')
  await expectEnd(rig, [alice, bob], kind === 'withdraw-by-others' ? [[ALICE, 'usdc', '0.4']] : [])
  expect(review.state).toBe('lapsed')
})

/** A deposit that the node reads before Carol closes the session, and books after that: the session is open again and holds the deposit. */
async function reopenByDeposit({ node, passed }: ReturnType<typeof startTogether>): Promise<void> {
  node.faults.add({ kind: 'deposit-by-others', at: { after: 0 }, to: 0, amount: '1', ms: 40 })
  node.faults.add({ kind: 'close-by-others', at: { after: 20 }, to: 2 })
  await passed(1_000)
}

it('a session that others close while a deposit is booked is superseded for a co-signer, but not before its signature is void', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const { review } = await sign(rig, bob, (await propose(rig, alice)).text)
  await reopenByDeposit(rig)
  await rig.passed(20_000)
  expect([rig.node.session(rig.sessionId)?.status, review.state]).toEqual(['open', 'signed'])
  await expectEnd(rig, [alice, bob], [[CAROL, 'usdc', '1']])
  expect([review.state, review.closing?.receipt?.isOpenAgain]).toEqual(['superseded', true])
})

it('a submitter does not send a signature once a deposit has opened the session again', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review } = await sign(rig, bob, shared.text)
  await reopenByDeposit(rig)
  expect(await resultOf(rig, shared.closing)).toBe('PROPOSAL_FACTS_CHANGED')
  await expectEnd(rig, [alice, bob], [[CAROL, 'usdc', '1']])
  expect(review.state).toBe('superseded')
})

it('a signature that closes a session which a deposit has opened again has landed', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const { review } = await sign(rig, bob, (await propose(rig, alice)).text)
  const [attempt] = (await bob.journal.list()).flatMap(({ record }) => record.attempts.map(each => each.attempt))
  if (!attempt) throw new Error('Bob has signed.')
  await reopenByDeposit(rig)
  // Alice sends without the library, which would have noticed the deposit.
  const somebody = new DirectClient(rig.node, 'somebody', () => rig.time.now())
  somebody.login()
  somebody.connection.receive(`{"req":${attempt.text},"sig":${JSON.stringify([...attempt.signatures, ...signaturesOver(attempt.text, [new SigningKey(ALICE_KEY)])])}}`)
  await expectEnd(rig, [alice, bob], [[CAROL, 'usdc', '1'], ...PAID])
  expect(review.state).toBe('landed')
})

it('signatures that never reached the node lapse, and the error does not blame the participants', async () => {
  const rig = startTogether({ faults: [{ kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } }] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  expect(await resultOf(rig, shared.closing)).toBe('PROPOSAL_LAPSED')
  await expectEnd(rig, [alice, bob], [])
})

it.each([-31_536_000_000, 31_536_000_000])('a device clock that is wrong by %i ms changes nothing', async (by) => {
  const rig = startTogether()
  const off = (ms: number) => ({ timers: { ...rig.time, now: () => rig.time.now() + ms } })
  const [alice, bob] = [await rig.join(ALICE_KEY, off(by)), await rig.join(BOB_KEY, off(-by))]
  const shared = await propose(rig, alice)
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob], PAID)
})

it.each(['60000', 20_000.5, NaN, Infinity, null])('a time to sign of %j is refused before anything is written', async (signWithin) => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  expect(await resultOf(rig, alice.client.propose({ ...request(rig), signWithin: signWithin as number }))).toBe('OPTIONS_INVALID')
  await expectEnd(rig, [alice], [])
})

it('a session of 50 participants is closed with the signatures of two of them', async () => {
  const rig = startTogether()
  const others = Array.from({ length: 48 }, (_, at): Address => checksumAddress(`0x${(at + 1).toString(16).padStart(2, '0').repeat(20)}`) as Address)
  const participants = [ALICE, BOB, ...others]
  const { id } = rig.node.createSession({
    participants, weights: participants.map((_, at) => at < 2 ? 50 : 0), quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '50' }],
  })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const allocations = participants.map(participant => ({ participant, asset: 'usdc', amount: '1' }))
  const shared = await rig.settled(alice.client.propose({ sessionId: id, allocations, signWithin: 60_000 }))
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.settled(shared.closing)
  expect(paidOut(rig.node, id)).toHaveLength(50)
  await expectEnd(rig, [alice, bob], [])
})
