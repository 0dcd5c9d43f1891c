import { expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, type Address, type Hex } from '../../src/core'
import type { CoSigning, SharedProposal } from '../../src/core/cosigning/api'
import { readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { readReplyText, replyText } from '../../src/core/cosigning/codec/replyCodec'
import { proposalIdOf } from '../../src/core/cosigning/meaning'
import { resolveProposal } from '../../src/core/cosigning/portable'
import { sealReply } from '../../src/core/cosigning/seal'
import { failingJournal, type JournalFault } from '../../src/testing'
import { checksumAddress } from '../../src/core/wallet/address'
import { APPLICATION, paidOut } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'
import { run, setUp } from '../helpers/nitronodeFlow'
import {
  ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, PAID, REQUESTED, startTogether, type Party,
} from '../helpers/togetherRig'

type Rig = ReturnType<typeof startTogether>

/** Longer than any proposal of these tests can be used, and than any payout is watched. */
const LONG = 600_000
/** Each message needs a while, so that a test can act between two of them. */
const SLOW = [{ kind: 'delay', at: { moment: 'sent', times: 1_000_000 }, ms: 100 }] as const
const FINAL: ReadonlySet<string> = new Set(['closed', 'superseded', 'failed', 'cancelled'])

const request = ({ sessionId }: Rig, signWithin = 60_000) => ({ sessionId, allocations: REQUESTED, signWithin })
const propose = (rig: Rig, { client }: Party, signWithin?: number): Promise<SharedProposal> => rig.settled(client.propose(request(rig, signWithin)))

async function sign(rig: Rig, { client }: Party, text: string): Promise<{ review: CoSigning, reply: string }> {
  const review = await rig.settled(client.coSign(text))
  review.approve()
  return { review, reply: await rig.settled(review.sign()) }
}

/** What a promise has become so far: `done`, the code of its error, or `open`. */
function watch(work: PromiseLike<unknown>): { result: string } {
  const seen = { result: 'open' }
  work.then(() => { seen.result = 'done' }, (thrown: unknown) => { seen.result = String((thrown as { code?: string }).code ?? thrown) })
  return seen
}

async function resultOf(rig: Rig, work: PromiseLike<unknown>): Promise<string> {
  const seen = watch(work)
  await rig.settled(work).catch(() => {})
  return seen.result
}

/** Lets everything end. Then every closing has ended, no record is left, and the session was paid as given. */
async function expectEnd(rig: Rig, parties: readonly Party[], paid: readonly unknown[]): Promise<void> {
  await rig.passed(LONG)
  expect(rig.paid()).toEqual(paid)
  for (const { client, journal } of parties) {
    expect(client.closings.list().filter(({ state }) => !FINAL.has(state))).toEqual([])
    expect(await journal.list()).toEqual([])
  }
}

const FAULTS = [1, 2, 3].flatMap((write): JournalFault[] => [
  { write, kind: 'rejects' }, { write, kind: 'rejects-written' }, { write, kind: 'unanswered' }, { write, kind: 'arrives-late', ms: 5_000 },
])

it.each([
  ...FAULTS.map(fault => ['submitter', fault] as const), ...FAULTS.slice(0, 4).map(fault => ['co-signer', fault] as const),
])('when the journal of the %s fails (%j), the session is paid once or not at all, and can be closed afterwards', async (who, fault) => {
  const rig = startTogether()
  const joined = async (name: string, key: Hex): Promise<Party> => {
    const journal = name === who ? failingJournal(createMemoryJournal(), [fault], { timers: rig.time }) : createMemoryJournal()
    return { ...await rig.join(key, { keep: { closings: journal } }), journal }
  }
  const [alice, bob] = [await joined('submitter', ALICE_KEY), await joined('co-signer', BOB_KEY)]
  const closeTogether = async (): Promise<void> => {
    const shared = await propose(rig, alice)
    const { reply } = await sign(rig, bob, shared.text)
    await rig.settled(alice.client.addSignature(reply))
    await rig.settled(shared.closing)
  }
  const first = await resultOf(rig, closeTogether())
  expect(['done', 'JOURNAL_FAILED']).toContain(first)
  await expectEnd(rig, [alice, bob], first === 'done' ? PAID : [])
  if (first !== 'done') await closeTogether()
  await expectEnd(rig, [alice, bob], PAID)
})

it('replies that are moved, foreign or doubled do not count, and the valid ones still do', async () => {
  const rig = startTogether({ quorum: 100 })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice)
  const byBob = (await sign(rig, bob, shared.text)).reply
  const byCarol = (await sign(rig, carol, shared.text)).reply
  const sealed = readReplyText(byBob)
  for (const participant of [0, 2, 77]) {
    expect(await resultOf(rig, alice.client.addSignature(replyText({ ...sealed, participant })))).toBe('SIGNATURE_INVALID')
  }
  expect(await resultOf(rig, alice.client.addSignature(replyText({ ...sealed, proposalId: `0x${'11'.repeat(16)}` })))).toBe('PROPOSAL_GONE')
  expect(await resultOf(rig, bob.client.addSignature(byBob))).toBe('PROPOSAL_GONE')
  for (const _ of [1, 2]) await rig.settled(alice.client.addSignature(byBob))
  expect(shared).toMatchObject({ signedBy: [BOB], missingWeight: 20 })
  await rig.settled(alice.client.addSignature(byCarol))
  await rig.settled(shared.closing)
  expect(await resultOf(rig, alice.client.addSignature(byBob))).toBe('PROPOSAL_GONE')
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('a signature with the session key policy of another wallet is refused', async () => {
  const rig = startTogether({ quorum: 100 })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, alice)
  await sign(rig, bob, shared.text)
  await sign(rig, carol, shared.text)
  const [bobs, carols] = await Promise.all([bob, carol].map(async ({ journal }) => (await journal.list())[0]?.record.attempts[0]?.attempt))
  const proposal = resolveProposal(readProposalText(shared.text), [ALICE, BOB, CAROL])
  // The wallet of a policy does not travel: it is that of the participant.
  const forge = (signatures: readonly Hex[] = [], policy = carols?.policy ?? undefined): Promise<string> => rig.settled(
    sealReply(proposal.box, proposalIdOf(proposal), 1, { participant: BOB, signatures, policy: policy ? { ...policy, wallet: BOB } : null }).then(replyText))
  expect(await resultOf(rig, alice.client.addSignature(await forge(bobs?.signatures)))).toBe('SIGNATURE_STRANGER')
  expect(await resultOf(rig, alice.client.addSignature(await forge(carols?.signatures)))).toBe('SIGNATURE_STRANGER')
  expect(await resultOf(rig, alice.client.addSignature(await forge(carols?.signatures, bobs?.policy ?? undefined)))).toBe('SIGNATURE_STRANGER')
  expect(shared.signedBy).toEqual([])
  await expectEnd(rig, [alice, bob, carol], [])
})

it('a participant who signed the proposal of one submitter cannot sign the same terms for another submitter', async () => {
  const rig = startTogether({ weights: [34, 33, 33], quorum: 67 })
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const [byAlice, byCarol] = [await propose(rig, alice), await propose(rig, carol)]
  const { reply } = await sign(rig, bob, byAlice.text)
  const review = await rig.settled(bob.client.coSign(byCarol.text))
  review.approve()
  expect(await resultOf(rig, review.sign())).toBe('PROPOSAL_CONFLICT')
  expect(await resultOf(rig, carol.client.addSignature(reply))).toBe('PROPOSAL_GONE')
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(byAlice.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('a second tab refuses a reply that only the tab which collects can keep', async () => {
  const rig = startTogether()
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [first, bob] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY)]
  const shared = await propose(rig, first)
  const second = await rig.join(ALICE_KEY, { keep })
  const { reply } = await sign(rig, bob, shared.text)
  expect(await resultOf(rig, second.client.addSignature(reply))).toBe('CLOSING_IN_PROGRESS')
  await rig.settled(first.client.addSignature(reply))
  await expectEnd(rig, [first, second, bob], PAID)
})

it('a tab that continues a proposal has the signatures that the tab before it has collected', async () => {
  const rig = startTogether({ quorum: 100 })
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [first, bob, carol] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, first, 300_000)
  const second = await rig.join(ALICE_KEY, { keep })
  await rig.settled(first.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.passed(1_000)
  first.client.dispose()
  await rig.passed(60_000)
  await rig.settled(second.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await expectEnd(rig, [second, bob, carol], PAID)
})

it('two processes that collect for one proposal add their signatures to each other, and both end as the session does', async () => {
  const rig = startTogether({ quorum: 100 })
  const store = createMemoryJournal()
  const logins = keptLogins()
  const [first, bob, carol] = [await rig.join(ALICE_KEY, { keep: { closings: store, logins } }), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, first)
  // Without messages: the journal alone connects the two.
  const second = await rig.join(ALICE_KEY, { keep: { closings: { ...store }, logins } })
  await rig.settled(first.client.addSignature((await sign(rig, bob, shared.text)).reply))
  await rig.passed(1_000)
  await rig.settled(second.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await expectEnd(rig, [{ ...first, journal: store }, second, bob, carol], PAID)
  expect(rig.closesSent()).toHaveLength(1)
  expect([first, second].map(({ client }) => client.closings.get(rig.sessionId)?.state)).toEqual(['closed', 'closed'])
})

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

it('the submitter stays logged in when the node refuses the replaced key of a co-signer, and closes the session with a new signature', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { reply } = await sign(rig, bob, shared.text)
  const otherDevice = await rig.join(BOB_KEY)
  await rig.settled(alice.client.addSignature(reply))
  expect(await resultOf(rig, shared.closing)).toBe('SESSION_KEY_REPLACED')

  const again = await propose(rig, alice)
  await rig.settled(alice.client.addSignature((await sign(rig, otherDevice, again.text)).reply))
  await rig.settled(again.closing)
  await expectEnd(rig, [alice, bob, otherDevice], PAID)
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

it('a nitronode is refused with a clear code, and nothing is written', async () => {
  await loadNitronode()
  // The part that signs together loads as the nitronode's does.
  await import('../../src/core/cosigning/createCosigning')
  const { time, id, make, split, journal, sent } = setUp()
  const client = make()
  onTestFinished(() => { client.dispose() })
  await run(time, client.connect())
  const before = sent.length
  await expect(run(time, client.propose({ sessionId: id, allocations: split('0.7', '0.3') }))).rejects.toMatchObject({ code: 'PROPOSAL_KIND_UNKNOWN' })
  expect(sent.slice(before)).toEqual([])
  expect(await journal.list()).toEqual([])
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
