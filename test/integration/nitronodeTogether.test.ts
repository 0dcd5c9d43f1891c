import { expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/core'
import { askingWallet, CLOSE, OPERATE, startNitronodeTogether, SUBMIT } from '../helpers/nitronodeTogetherRig'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, keptLogins, PAID } from '../helpers/togetherRig'
import { expectEnd, propose, resultOf, sign } from '../helpers/togetherSteps'
import { split } from '../helpers/people'

/** What the session holds, so that no new split is needed. */
const UNCHANGED = split([ALICE, '1'])
const UNCHANGED_PAID = [[ALICE, 'usdc', '1']]

it('on a nitronode, two participants close a session with its present split in one step, and the key of the co-signer is for this session alone', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: UNCHANGED }))
  expect(shared).toMatchObject({ missingWeight: 30, signedBy: [] })

  const { review, reply } = await sign(rig, bob, shared.text)
  expect(review).toMatchObject({ state: 'signed', code: shared.code, review: { kind: 'close' } })
  const [key, ...others] = rig.keysOf(BOB)
  expect(others).toEqual([])
  expect(key).toMatchObject({ application_ids: [], app_session_ids: [rig.sessionId] })
  expect(Number(key?.expires_at) * 1000 - rig.time.now()).toBeLessThanOrEqual(900_000)
  expect((review.usableUntil ?? Infinity) - rig.time.now()).toBeLessThanOrEqual(900_000)
  expect(JSON.stringify(await bob.journal.list())).toContain(key?.app_session_ids[0])

  await rig.settled(alice.client.addSignature(reply))
  expect(await rig.settled(shared.closing)).toMatchObject({ result: 'closed', by: 'this request' })
  expect(rig.sent).toMatchObject([{ intent: CLOSE, version: '2' }])
  expect(rig.sent[0]?.signatures.map(signature => signature.slice(0, 4))).toEqual(['0xa1', '0xa2'])
  await expectEnd(rig, [alice, bob], UNCHANGED_PAID)
  expect(review.state).toBe('landed')
})

it('on a nitronode, three participants sign a new split and the close after it in one sitting, and each wallet is asked once', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const wallets = [askingWallet(ALICE_KEY), askingWallet(BOB_KEY), askingWallet(CAROL_KEY)] as const
  const [alice, bob, carol] = [await rig.join(wallets[0]), await rig.join(wallets[1]), await rig.join(wallets[2])]
  const shared = await propose(rig, alice)
  const signed = [await sign(rig, bob, shared.text), await sign(rig, carol, shared.text)]
  expect(signed[0]?.review.review.kind).toBe('operate and close')
  for (const { reply } of signed) await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  expect(rig.sent.map(({ intent, version, signatures }) => [intent, version, signatures.length])).toEqual([[OPERATE, '2', 3], [CLOSE, '3', 3]])
  expect(wallets.map(({ questions }) => questions)).toEqual([1, 1, 1])
  await expectEnd(rig, [alice, bob, carol], PAID)
  expect(signed.map(({ review }) => review.state)).toEqual(['landed', 'landed'])
})

it('on a nitronode, a signature lapses with its key if another participant never signs, and the session can be proposed again', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice, 20_000)
  const review = await rig.settled(bob.client.coSign(shared.text, { longestLife: 60_000 }))
  review.approve()
  await rig.settled(alice.client.addSignature(await rig.settled(review.sign())))
  expect(await resultOf(rig, shared.closing)).toBe('PROPOSAL_SIGNING_LEFT')

  const again = await propose(rig, alice, 300_000)
  const early = await rig.settled(bob.client.coSign(again.text))
  early.approve()
  expect(await resultOf(rig, early.sign())).toBe('PROPOSAL_CONFLICT')
  await rig.passed(100_000)
  expect(review.state).toBe('lapsed')
  expect(rig.keysOf(BOB)).toEqual([])
  for (const party of [bob, carol]) await rig.settled(alice.client.addSignature((await sign(rig, party, again.text)).reply))
  await rig.settled(again.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('on a nitronode, a proposal is not signed after the session has got another version', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const review = await rig.settled(bob.client.coSign(shared.text))
  review.approve()
  rig.node.faults.add({ kind: 'agree-by-others', at: { after: 0 }, to: 0 })
  await rig.passed(1_000)
  expect(await resultOf(rig, review.sign())).toBe('PROPOSAL_STALE_VERSION')
  expect(rig.keysOf(BOB)).toEqual([])
  expect(await bob.journal.list()).toEqual([])
})

it.each([
  ['another split', 2, 'lapsed'],
  ['the same holder', 0, 'lapsed'],
] as const)('on a nitronode, a signature has lapsed as soon as somebody agrees on %s', async (_, to, state) => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const { review, reply } = await sign(rig, bob, (await propose(rig, alice)).text)
  rig.node.faults.add({ kind: 'agree-by-others', at: { after: 0 }, to })
  await rig.passed(10_000)
  expect(review.state).toBe(state)
  await rig.settled(alice.client.addSignature(reply))
  await expectEnd(rig, [alice, bob], [])
  expect(rig.updates()).toEqual([OPERATE])
})

it.each([
  ['first', 'operate', 1, 'committed', 1],
  ['first', 'operate', 1, 'sent', 2],
  ['second', 'close', 2, 'committed', 1],
  ['second', 'close', 2, 'sent', 2],
] as const)('on a nitronode, a lost answer to the %s step (%s, message %i, cut when it is %s) has an exact outcome', async (_, step, nth, moment, times) => {
  const rig = await startNitronodeTogether({ faults: [{ kind: 'cut', at: { moment, method: SUBMIT, nth } }] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  expect(rig.updates()).toEqual([OPERATE, CLOSE])
  expect(rig.sent.filter(({ intent }) => intent === (step === 'operate' ? OPERATE : CLOSE))).toHaveLength(times)
  await expectEnd(rig, [alice, bob], PAID)
  expect(review.state).toBe('landed')
})

it.each([100, 300, 500, 700, 900, 1_100])('on a nitronode, a submitter that reloads its page %i ms after the last signature closes the session, and asks nobody again', async (ms) => {
  const rig = await startNitronodeTogether({ faults: [{ kind: 'delay', at: { moment: 'sent', times: 1_000_000 }, ms: 100 }] })
  const wallet = askingWallet(ALICE_KEY)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [alice, bob] = [await rig.join(wallet, { keep }), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.passed(ms)
  alice.client.dispose()

  const reloaded = { ...await rig.join(wallet, { keep }), journal: keep.closings }
  await expectEnd(rig, [reloaded, bob], PAID)
  expect(wallet.questions).toBe(1)
  expect(review.state).toBe('landed')
})

it('on a nitronode, a co-signer that reloads its page between the two steps gives the same reply once more, and learns how the session was closed', async () => {
  const rig = await startNitronodeTogether({ faults: [{ kind: 'stall', at: { moment: 'received', method: SUBMIT, nth: 2 }, ms: 20_000 }] })
  const wallet = askingWallet(BOB_KEY)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(wallet, { keep })]
  const shared = await propose(rig, alice)
  const { reply } = await sign(rig, bob, shared.text)
  bob.client.dispose()
  const second = await rig.join(wallet, { keep })
  const [slot] = await rig.settled(second.client.slots(rig.sessionId))
  expect(slot).toMatchObject({ role: 'co-signer', text: shared.text })
  expect(slot?.reply).not.toBe(reply)
  await rig.settled(alice.client.addSignature(slot?.reply ?? ''))
  await rig.passed(5_000)
  expect(rig.updates()).toEqual([OPERATE])
  second.client.dispose()

  const third = { ...await rig.join(wallet, { keep }), journal: keep.closings }
  await rig.settled(shared.closing)
  await rig.passed(10_000)
  expect(third.client.closings.get(rig.sessionId)?.state).toBe('closed')
  expect(wallet.questions).toBe(1)
  await expectEnd(rig, [alice, third], PAID)
})
