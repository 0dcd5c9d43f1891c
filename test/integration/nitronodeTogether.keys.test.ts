import { Wallet } from 'ethers'
import { expect, it } from 'vitest'
import { createMemoryJournal, verifyReceipt, type Hex } from '../../src/core'
import { craftReply, keyRegistration, signAs } from '../helpers/craftedReply'
import { askingWallet, CLOSE, OPERATE, startNitronodeTogether, SUBMIT } from '../helpers/nitronodeTogetherRig'
import { ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, PAID, REQUESTED } from '../helpers/togetherRig'
import { expectEnd, propose, resultOf, sign } from '../helpers/togetherSteps'

const BOB_WALLET = new Wallet(BOB_KEY)
const KEY = new Wallet(`0x${'4b'.repeat(32)}`)

/** Signatures that must not count, by what is wrong with them. The owner has registered the key for a session until then. */
interface BadReply {
  readonly owner: Wallet
  /** Seconds from now. */
  readonly life: number
  readonly isOtherSession?: boolean
  /** Milliseconds that pass between the registration and the reply. */
  readonly waits?: number
  readonly sign: (digests: readonly Hex[]) => readonly Hex[]
}

const byKey = (digests: readonly Hex[]): readonly Hex[] => digests.map(signAs(KEY, 'key'))
const GOOD: BadReply = { owner: BOB_WALLET, life: 900, sign: byKey }

it.each<readonly [string, BadReply, string]>([
  ['whose key is for another session', { ...GOOD, isOtherSession: true }, 'SIGNATURE_KEY_UNFIT'],
  ['whose key ends before everything is sent', { ...GOOD, life: 50 }, 'SIGNATURE_KEY_UNFIT'],
  ['whose key has ended', { ...GOOD, life: 5, waits: 10_000 }, 'SIGNATURE_STRANGER'],
  ['whose key belongs to another participant', { ...GOOD, owner: new Wallet(CAROL_KEY) }, 'SIGNATURE_STRANGER'],
  ['of a wallet that is marked as that of a key', { ...GOOD, sign: digests => digests.map(signAs(BOB_WALLET, 'key')) }, 'SIGNATURE_STRANGER'],
  ['of a key that is marked as that of a wallet', { ...GOOD, sign: digests => digests.map(signAs(KEY, 'wallet')) }, 'SIGNATURE_STRANGER'],
  ['for the first step only', { ...GOOD, sign: digests => byKey(digests.slice(0, 1)) }, 'SIGNATURE_INVALID'],
  ['for the steps in the wrong order', { ...GOOD, sign: digests => byKey([...digests].reverse()) }, 'SIGNATURE_INVALID'],
  ['of two different keys', { ...GOOD, sign: ([first = '0x', second = '0x']) => [signAs(KEY, 'key')(first), signAs(new Wallet(CAROL_KEY), 'key')(second)] }, 'SIGNATURE_INVALID'],
])('on a nitronode, a reply %s is left out, and another reply of the participant still counts', async (_, { owner, life, isOtherSession, waits = 0, sign: signAll }, code) => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice, 60_000)
  const other = rig.seed([1, 1, 1])
  const registration = keyRegistration(owner, KEY, isOtherSession ? other : rig.sessionId, Math.floor(rig.time.now() / 1000) + life)
  expect(rig.ask('app_sessions.v1.submit_session_key_state', registration)).toEqual({})
  if (waits > 0) await rig.passed(waits)
  const session = await rig.settled(alice.client.sessions.get(rig.sessionId))
  const bad = await rig.settled(craftReply(session, shared.text, BOB, signAll))
  expect(await resultOf(rig, alice.client.addSignature(bad))).toBe(code)
  expect(shared.signedBy).toEqual([])
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.settled(shared.closing)
  expect(rig.sent.map(({ signatures }) => signatures.length)).toEqual([2, 2])
  await expectEnd(rig, [alice, bob], PAID)
})

it('on a nitronode, a participant who replies with a key and with the wallet is sent once, so never more signatures are sent than there are participants', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice)
  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  const session = await rig.settled(alice.client.sessions.get(rig.sessionId))
  const byWallet = await rig.settled(craftReply(session, shared.text, BOB, digests => digests.map(signAs(BOB_WALLET, 'wallet'))))
  await rig.settled(alice.client.addSignature(byWallet))
  expect(shared.signedBy).toEqual([BOB])
  await rig.settled(alice.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await rig.settled(shared.closing)
  expect(rig.sent.map(({ signatures }) => signatures.length)).toEqual([3, 3])
  await expectEnd(rig, [alice, bob, carol], PAID)
})

/** The node refuses the close once, because the channel of a participant is locked. */
const LOCKED = { kind: 'refuse', at: { moment: 'received', method: SUBMIT, nth: 2 }, text: `failed to issue release state for participant ${CAROL}: mutual lock is still ongoing` } as const

it('on a nitronode, a closing that stops between the two steps continues with the signatures that it has', async () => {
  const rig = await startNitronodeTogether({ faults: [LOCKED] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.passed(5_000)
  expect(shared.closing).toMatchObject({ state: 'agreed', error: { code: 'PARTICIPANT_BLOCKS' } })
  expect(review.state).toBe('signed')
  expect(shared.closing.resume()).toBe(true)
  await rig.settled(shared.closing)
  expect(rig.keysOf(BOB)).toHaveLength(1)
  await expectEnd(rig, [alice, bob], PAID)
})

it('on a nitronode, the new split stands if a key ends between the two steps, and another proposal only closes the session', async () => {
  const rig = await startNitronodeTogether({ faults: [LOCKED] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.passed(1_000_000)
  expect(shared.closing.state).toBe('agreed')
  expect(review).toMatchObject({ state: 'lapsed', error: { code: 'CLOSING_SPLIT_AGREED' } })
  expect(shared.closing.resume()).toBe(true)
  await rig.passed(60_000)
  expect(shared.closing).toMatchObject({ state: 'agreed', error: { code: 'SESSION_KEY_EXPIRED' } })
  expect(shared.closing.cancel()).toBe(true)
  expect(await resultOf(rig, shared.closing)).toBe('CLOSING_SPLIT_AGREED')
  expect(rig.session()).toMatchObject({ status: 'open', version: 2 })

  const again = await propose(rig, alice)
  const second = await sign(rig, bob, again.text)
  expect(second.review.review.kind).toBe('close')
  await rig.settled(alice.client.addSignature(second.reply))
  await rig.settled(again.closing)
  expect(rig.updates()).toEqual([OPERATE, CLOSE])
  await expectEnd(rig, [alice, bob], PAID)
})

it('on a nitronode, a signature that was withdrawn can no longer be used, and its participant can sign again with another key', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const wallet = askingWallet(BOB_KEY)
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(wallet), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice)
  const first = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(first.reply))
  expect(first.review.withdraw()).toBe(true)
  await rig.passed(45_000)
  expect(first.review.state).toBe('withdrawn')
  expect(wallet.questions).toBe(2)
  expect(rig.keysOf(BOB)).toEqual([])
  await rig.settled(alice.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await rig.passed(2_000)
  expect([rig.updates(), shared.closing.state, shared.refusedBy]).toEqual([[], 'collecting', [BOB]])
  expect(await resultOf(rig, alice.client.addSignature(first.reply))).toBe('SIGNATURE_STRANGER')

  await rig.settled(alice.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('on a nitronode, a withdrawn signature costs one message while those of others are enough', async () => {
  // The key ends while the message is on its way, before the node reads it.
  const rig = await startNitronodeTogether({ weights: [40, 30, 30], quorum: 70, faults: [{ kind: 'stall', at: { moment: 'received', method: SUBMIT, nth: 1 }, ms: 20_000 }] })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice)
  const withdrawn = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(withdrawn.reply))
  withdrawn.review.withdraw()
  await rig.passed(25_000)
  expect([rig.updates(), shared.closing.state, shared.refusedBy]).toEqual([[], 'collecting', [BOB]])
  await rig.settled(alice.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await rig.settled(shared.closing)
  expect(rig.sent.map(({ intent }) => intent)).toEqual([OPERATE, OPERATE, CLOSE])
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('on a nitronode, a signature can still be withdrawn after the page of the co-signer was reloaded', async () => {
  const rig = await startNitronodeTogether()
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep })]
  const { reply } = await sign(rig, bob, (await propose(rig, alice)).text)
  bob.client.dispose()
  const reloaded = { ...await rig.join(BOB_KEY, { keep }), journal: keep.closings }
  await rig.passed(2_000)
  const [slot] = await rig.settled(reloaded.client.slots(rig.sessionId))
  expect(slot?.withdraw()).toBe(true)
  await rig.passed(1_000)
  expect(await resultOf(rig, alice.client.addSignature(reply))).toBe('SIGNATURE_STRANGER')
  await expectEnd(rig, [alice, reloaded], [])
  expect(reloaded.client.closings.get(rig.sessionId)?.error?.code).toBe('PROPOSAL_LAPSED')
})

it('on a nitronode, the wallet of a co-signer signs itself only if the app asks for it, and that signature ends only with the version', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const wallet = askingWallet(BOB_KEY)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(wallet)]
  const shared = await propose(rig, alice)
  const review = await rig.settled(bob.client.coSign(shared.text, { signWithWallet: true }))
  review.approve()
  const reply = await rig.settled(review.sign())
  expect(wallet.questions).toBe(2)
  expect(rig.keysOf(BOB)).toEqual([])
  expect(review.usableUntil).toBe(Infinity)
  expect(review.withdraw()).toBe(false)
  await rig.settled(alice.client.addSignature(reply))
  await rig.passed(3_000_000)
  expect(review.state).toBe('signed')
  rig.node.faults.add({ kind: 'agree-by-others', at: { after: 0 }, to: 0 })
  await rig.passed(10_000)
  expect(review.state).toBe('lapsed')
  await expectEnd(rig, [alice, bob], [])
})

it('on a nitronode, times that a signature cannot keep are refused, and nothing is signed', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const request = { sessionId: rig.sessionId, allocations: REQUESTED }
  expect(await resultOf(rig, alice.client.propose({ ...request, signWithin: 900_000 }))).toBe('OPTIONS_INVALID')
  const shared = await propose(rig, alice, 840_000)
  expect(await resultOf(rig, bob.client.coSign(shared.text, { longestLife: 59_000 }))).toBe('OPTIONS_INVALID')
  const late = await rig.settled(bob.client.coSign(shared.text))
  await rig.passed(900_000)
  late.approve()
  expect(await resultOf(rig, late.sign())).toBe('PROPOSAL_NOT_APPROVED')
  expect(rig.keysOf(BOB)).toEqual([])
  await expectEnd(rig, [alice, bob], [])
})

it('on a nitronode, a login that has only a session key of the app cannot sign what another participant sends', async () => {
  const rig = await startNitronodeTogether()
  const alice = await rig.join(ALICE_KEY)
  const bob = await rig.join({ address: BOB, sessionKey: KEY.privateKey as Hex })
  const review = await rig.settled(bob.client.coSign((await propose(rig, alice)).text))
  review.approve()
  expect(await resultOf(rig, review.sign())).toBe('SESSION_KEY_WRONG_APPLICATION')
  expect(await bob.journal.list()).toEqual([])
})

it('on a nitronode, the receipts of a submitter and of a co-signer who closed a session together are valid', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review, reply } = await sign(rig, bob, shared.text)
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await rig.passed(60_000)
  for (const closing of [shared.closing, review.closing]) {
    const verification = verifyReceipt(closing?.receipt, { broker: rig.node.nodeAddress })
    expect(verification).toMatchObject({ isValid: true, contradicted: [] })
    expect(verification.proven).toEqual(expect.arrayContaining(['request', 'signatures']))
  }
})
