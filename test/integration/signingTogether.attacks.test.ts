import { expect, it } from 'vitest'
import { createMemoryJournal, type Hex } from '../../src/core'
import { readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { readReplyText, replyText } from '../../src/core/cosigning/codec/replyCodec'
import { proposalIdOf } from '../../src/core/cosigning/meaning'
import { resolveProposal } from '../../src/core/cosigning/portable'
import { sealReply } from '../../src/core/cosigning/seal'
import { failingJournal, type JournalFault } from '../../src/testing'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, PAID, startTogether, type Party } from '../helpers/togetherRig'
import { propose, sign, resultOf, expectEnd } from '../helpers/togetherSteps'

/** The submitter writes the bytes first, then the signature of the other, then the attempt. A co-signer writes the attempt only. */
const JOURNAL_FAULTS: readonly (readonly [who: string, fault: JournalFault])[] = [
  ['submitter', { write: 1, kind: 'rejects-written' }],
  ['submitter', { write: 1, kind: 'arrives-late', ms: 5_000 }],
  ['submitter', { write: 2, kind: 'unanswered' }],
  ['submitter', { write: 3, kind: 'rejects' }],
  ['co-signer', { write: 1, kind: 'rejects' }],
  ['co-signer', { write: 1, kind: 'arrives-late', ms: 5_000 }],
]

it.each(JOURNAL_FAULTS)('when the journal of the %s fails (%j), the session is paid once or not at all, and can be closed afterwards', async (who, fault) => {
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
  const review = await rig.settled(bob.client.coSign(byCarol.text))
  const { reply } = await sign(rig, bob, byAlice.text)
  review.approve()
  expect(await resultOf(rig, review.sign())).toBe('PROPOSAL_CONFLICT')
  expect(await resultOf(rig, bob.client.coSign(byCarol.text))).toBe('PROPOSAL_SUBMITTER_CHANGED')
  expect((await rig.settled(bob.client.coSign(byAlice.text))).review.submitter).toMatchObject({ address: ALICE, relation: 'known' })
  expect(await resultOf(rig, carol.client.addSignature(reply))).toBe('PROPOSAL_GONE')
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(byAlice.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('a proposal of another submitter is refused while a signature for the first one can be used, also after a reload, and not after that', async () => {
  const rig = startTogether({ weights: [34, 33, 33], quorum: 66 })
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep }), await rig.join(CAROL_KEY)]
  const [byAlice, byCarol] = [await propose(rig, alice, 20_000), await propose(rig, carol, 300_000)]
  await sign(rig, bob, byAlice.text)
  bob.client.dispose()
  const page = await rig.join(BOB_KEY, { keep })
  expect(await resultOf(rig, page.client.coSign(byCarol.text))).toBe('PROPOSAL_SUBMITTER_CHANGED')
  await rig.passed(90_000)
  const { review, reply } = await sign(rig, page, byCarol.text)
  expect(review.review.submitter).toMatchObject({ address: CAROL, relation: 'first' })
  await rig.settled(carol.client.addSignature(reply))
  await rig.settled(byCarol.closing)
  expect(rig.paid()).toEqual(PAID)
})

it('a reply that is opened in a second tab reaches the tab that collects, which closes the session once', async () => {
  const rig = startTogether({ quorum: 100 })
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [first, bob, carol] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, first)
  const second = await rig.join(ALICE_KEY, { keep })
  const byBob = (await sign(rig, bob, shared.text)).reply
  const seen = await rig.settled(second.client.addSignature(byBob))
  expect(seen).toMatchObject({ text: shared.text, code: shared.code, signedBy: [BOB], missingWeight: 20 })
  await rig.settled(second.client.addSignature(byBob))
  await rig.passed(1_000)
  expect(shared).toMatchObject({ signedBy: [BOB], missingWeight: 20 })
  expect(shared.closing.state).toBe('collecting')
  await rig.settled(second.client.addSignature((await sign(rig, carol, shared.text)).reply))
  await rig.settled(Promise.all([shared.closing, seen.closing]))
  await expectEnd(rig, [{ ...first, journal: keep.closings }, second, bob, carol], PAID)
  expect(rig.closesSent()).toHaveLength(1)
  expect(await resultOf(rig, second.client.addSignature(byBob))).toBe('PROPOSAL_GONE')
})

it('two tabs that take different replies at the same moment lose none of them', async () => {
  const rig = startTogether({ quorum: 100 })
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const [first, bob, carol] = [await rig.join(ALICE_KEY, { keep }), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const shared = await propose(rig, first)
  const second = await rig.join(ALICE_KEY, { keep })
  const replies = [(await sign(rig, bob, shared.text)).reply, (await sign(rig, carol, shared.text)).reply] as const
  await rig.settled(Promise.all([first.client.addSignature(replies[0]), second.client.addSignature(replies[1])]))
  await rig.settled(shared.closing)
  await expectEnd(rig, [{ ...first, journal: keep.closings }, second, bob, carol], PAID)
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
