import { beforeAll, expect, it } from 'vitest'
import { createMemoryJournal, type Hex, type Journal, type NitroliteClientOptions } from '../../src/core'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, browser, CAROL, CAROL_KEY, keptLogins, PAID, REQUESTED, startTogether } from '../helpers/togetherRig'
import { split } from '../helpers/people'
import { expectEnd, LONG, propose, request, resultOf, sign, watch, type ClearnodeRig } from '../helpers/togetherSteps'

// Loading takes real time, and virtual time does not wait for it.
beforeAll(() => import('../../src/core/cosigning/createCosigning'))

const keysIn = async (journal: Journal): Promise<string[]> => (await journal.list()).map(({ key }) => key.slice(key.indexOf('#') + 1)).sort()

it('two wallets of one browser sign together: one submits, the other one co-signs in another tab, and the session is paid once', async () => {
  const rig = startTogether()
  const { closings, tab } = browser()
  const [alice, bob] = [await rig.join(ALICE_KEY, tab()), await rig.join(BOB_KEY, tab())]
  const shared = await propose(rig, alice)
  const { reply, review } = await sign(rig, bob, shared.text)
  expect(await keysIn(closings)).toEqual([rig.sessionId, `${rig.sessionId}/${BOB.toLowerCase()}`])
  expect(await rig.settled(alice.client.slots(rig.sessionId))).toMatchObject([{ role: 'submitter', wallet: ALICE, reply: null }])
  expect(await rig.settled(bob.client.slots(rig.sessionId))).toMatchObject([{ role: 'co-signer', wallet: BOB, text: shared.text }])
  expect(bob.client.closings.get(rig.sessionId)?.id).toBe(review.closing?.id)
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [{ ...alice, journal: closings }, bob], PAID)
  expect(review.state).toBe('landed')
  expect(rig.closesSent()).toHaveLength(1)
})

it('a slot says when the wallet is expected to be free, and the wallet is free soon after that and not before', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const { review } = await sign(rig, bob, shared.text)
  const slots = () => rig.settled(bob.client.slots(rig.sessionId))
  const [collecting, held] = [...await rig.settled(alice.client.slots(rig.sessionId)), ...await slots()]
  const { freeFrom } = held ?? {}
  if (freeFrom == null) throw new Error('The slot does not say when it is free.')
  expect([(collecting?.freeFrom ?? 0) <= (review.usableUntil ?? 0), freeFrom > (review.usableUntil ?? Infinity)]).toEqual([true, true])
  await rig.passed(freeFrom - rig.time.now() - 1_000)
  expect(await slots()).toHaveLength(1)
  await rig.passed(10_000)
  expect([await slots(), review.state]).toEqual([[], 'lapsed'])
})

it('two co-signers of one browser do not wait for each other', async () => {
  const rig = startTogether({ quorum: 100 })
  const { closings, tab } = browser()
  const [alice, bob, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, tab()), await rig.join(CAROL_KEY, tab())]
  const shared = await propose(rig, alice)
  const began = rig.time.now()
  const signed = [await sign(rig, bob, shared.text), await sign(rig, carol, shared.text)]
  expect(rig.time.now() - began).toBeLessThan(2_000)
  for (const { reply } of signed) await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, { ...bob, journal: closings }, carol], PAID)
  expect(signed.map(({ review }) => review.state)).toEqual(['landed', 'landed'])
})

it('after a reload, the records of two wallets are taken up by the clients that have these wallets', async () => {
  const rig = startTogether({ quorum: 100 })
  const { closings, tab } = browser()
  const alice = await rig.join(ALICE_KEY)
  const pages = [await rig.join(BOB_KEY, tab()), await rig.join(CAROL_KEY, tab())]
  const shared = await propose(rig, alice, 20_000)
  for (const page of pages) await sign(rig, page, shared.text)
  for (const { client } of pages) client.dispose()

  const [bob, carol] = [await rig.join(BOB_KEY, tab()), await rig.join(CAROL_KEY, tab())]
  for (const [{ client }, wallet] of [[bob, BOB], [carol, CAROL]] as const) {
    expect(client.closings.get(rig.sessionId)?.snapshot()).toMatchObject({ state: 'confirming', isElsewhere: false })
    expect(await rig.settled(client.slots(rig.sessionId))).toMatchObject([{ role: 'co-signer', wallet }])
  }
  const own = [bob, carol].map(({ client }) => client.closings.get(rig.sessionId))
  await expectEnd(rig, [alice, { ...bob, journal: closings }, carol], [])
  expect(own.map(closing => closing?.error?.code)).toEqual(['PROPOSAL_LAPSED', 'PROPOSAL_LAPSED'])
})

/** A session that Alice can close alone, and that Carol, without weight, can submit with her signature. */
const aliceAlone = (): ClearnodeRig => startTogether({ weights: [100, 50, 0], quorum: 100 })

/** Gives Carol's proposal to another client of Alice's wallet, which has approved it. */
async function approved(rig: ClearnodeRig, key: Hex, tab: Partial<NitroliteClientOptions>) {
  const carol = await rig.join(CAROL_KEY)
  const shared = await propose(rig, carol)
  const page = await rig.join(key, tab)
  const review = await rig.settled(page.client.coSign(shared.text))
  review.approve()
  return { carol, shared, page, review }
}

it.each([true, false])('a wallet that has co-signed cannot close the session alone in another tab, with messages between tabs: %s', async (hasMessages) => {
  const rig = aliceAlone()
  const { closings, tab } = browser({ hasMessages })
  const { carol, shared, page, review } = await approved(rig, ALICE_KEY, tab())
  const other = await rig.join(ALICE_KEY, tab())
  const reply = await rig.settled(review.sign())
  const closing = other.client.close({ sessionId: rig.sessionId, allocations: split([ALICE, '0'], [BOB, '1'], [CAROL, '0']) })
  expect(await resultOf(rig, closing)).toBe('CLOSING_IN_PROGRESS')
  expect(await keysIn(closings)).toEqual([`${rig.sessionId}/${ALICE.toLowerCase()}`])
  expect(rig.closesSent()).toEqual([])
  await rig.settled(carol.client.addSignature(reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [carol, { ...page, journal: closings }, other], PAID)
})

it('a request of the same wallet in another tab for what it has co-signed ends like the signature', async () => {
  const rig = aliceAlone()
  const { closings, tab } = browser()
  const { carol, page, review } = await approved(rig, ALICE_KEY, tab())
  const other = await rig.join(ALICE_KEY, tab())
  const reply = await rig.settled(review.sign())
  const closing = other.client.close({ sessionId: rig.sessionId, allocations: REQUESTED })
  await rig.settled(carol.client.addSignature(reply))
  expect(await rig.settled(closing)).toMatchObject({ result: 'closed' })
  await expectEnd(rig, [carol, { ...page, journal: closings }, other], PAID)
  expect(rig.closesSent()).toHaveLength(1)
})

it.each(['closes alone', 'proposes'] as const)('a wallet that %s cannot co-sign in another tab, and its second record is removed', async (what) => {
  const rig = startTogether({ weights: what === 'proposes' ? [50, 50, 0] : [100, 50, 0], quorum: 100 })
  const { closings, tab } = browser({ hasMessages: false })
  const { carol, page, review } = await approved(rig, ALICE_KEY, tab())
  const other = await rig.join(ALICE_KEY, tab())
  rig.node.faults.add({ kind: 'delay', at: { moment: 'sent', method: 'close_app_session' }, ms: 20_000 })
  const ends = what === 'proposes' ? (await propose(rig, other)).closing : other.client.close({ sessionId: rig.sessionId, allocations: REQUESTED })
  watch(ends)
  await rig.passed(1_000)
  expect(await resultOf(rig, review.sign())).toBe('PROPOSAL_CONFLICT')
  expect(await keysIn(closings)).toEqual([rig.sessionId])
  await expectEnd(rig, [carol, { ...page, journal: closings }, other], what === 'proposes' ? [] : PAID)
})

it.each([true, false])('a wallet that co-signs in one tab and proposes in another at the same moment holds at most one record, with messages between tabs: %s', async (hasMessages) => {
  const rig = startTogether({ weights: [50, 50, 0], quorum: 100 })
  const { closings, tab } = browser({ hasMessages })
  const { carol, page, review } = await approved(rig, ALICE_KEY, tab())
  const other = await rig.join(ALICE_KEY, tab())
  const both = [watch(review.sign()), watch(other.client.propose(request(rig)))]
  await rig.passed(5_000)
  const results = both.map(({ result }) => result)
  expect(results).toContain('PROPOSAL_CONFLICT')
  expect(results.filter(result => result === 'done').length).toBe((await keysIn(closings)).length)
  await expectEnd(rig, [carol, { ...page, journal: closings }, other], [])
})

/** A journal for tabs that share `closings`. Two records are there before any of the two tabs looks for the other one. */
function gated(closings: Journal): () => Journal {
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => { open = resolve })
  let writes = 0
  return () => ({ ...closings, create: async (key, record) => {
    const revision = await closings.create(key, record)
    if (++writes === 2) open()
    await gate
    return revision
  } })
}

it('two tabs of a wallet that co-sign and propose at the same instant both back off, and neither leaves a record behind', async () => {
  const rig = startTogether({ weights: [50, 50, 0], quorum: 100 })
  const closings = createMemoryJournal()
  const [logins, journal] = [keptLogins(), gated(closings)]
  const { carol, page, review } = await approved(rig, ALICE_KEY, { keep: { closings: journal(), logins } })
  const other = await rig.join(ALICE_KEY, { keep: { closings: journal(), logins } })
  const both = [watch(review.sign()), watch(other.client.propose(request(rig)))]
  await rig.passed(5_000)
  expect(both).toEqual([{ result: 'PROPOSAL_CONFLICT' }, { result: 'PROPOSAL_CONFLICT' }])
  expect(await keysIn(closings)).toEqual([])
  await expectEnd(rig, [carol, page, { ...other, journal: closings }], [])
})

it('two tabs of a wallet that co-sign and close alone at the same instant both back off, and the wallet can close the session afterwards', async () => {
  const rig = aliceAlone()
  const closings = createMemoryJournal()
  const [logins, journal] = [keptLogins(), gated(closings)]
  const { carol, page, review } = await approved(rig, ALICE_KEY, { keep: { closings: journal(), logins } })
  const other = await rig.join(ALICE_KEY, { keep: { closings: journal(), logins } })
  const close = () => other.client.close({ sessionId: rig.sessionId, allocations: REQUESTED })
  const both = [watch(review.sign()), watch(close())]
  await rig.passed(5_000)
  expect(both).toEqual([{ result: 'PROPOSAL_CONFLICT' }, { result: 'CLOSING_IN_PROGRESS' }])
  expect(await keysIn(closings)).toEqual([])
  expect(rig.closesSent()).toEqual([])
  await rig.settled(close())
  await expectEnd(rig, [carol, page, { ...other, journal: closings }], PAID)
  expect(rig.closesSent()).toHaveLength(1)
})

it('the same wallet in two tabs cannot sign two proposals of different submitters', async () => {
  const rig = startTogether({ weights: [34, 33, 33], quorum: 67 })
  const { closings, tab } = browser()
  const [alice, carol] = [await rig.join(ALICE_KEY), await rig.join(CAROL_KEY)]
  const [first, second] = [await rig.join(BOB_KEY, tab()), await rig.join(BOB_KEY, tab())]
  const [byAlice, byCarol] = [await propose(rig, alice), await propose(rig, carol)]
  const reviews = [await rig.settled(first.client.coSign(byAlice.text)), await rig.settled(second.client.coSign(byCarol.text))]
  for (const review of reviews) review.approve()
  const results = reviews.map(review => watch(review.sign()))
  await rig.passed(5_000)
  expect(results.map(({ result }) => result).sort()).toEqual(['PROPOSAL_CONFLICT', 'done'])
  expect(await keysIn(closings)).toEqual([`${rig.sessionId}/${BOB.toLowerCase()}`])
  await rig.passed(LONG)
  await expectEnd(rig, [alice, carol, { ...first, journal: closings }, second], [])
})

it('a page that ends after it has taken its slot and before it has signed leaves nothing that the next page could give away', async () => {
  const rig = startTogether()
  const { closings, tab } = browser()
  const alice = await rig.join(ALICE_KEY)
  const shared = await propose(rig, alice)
  // The page ends when its first record is written, and never learns that.
  const page = await rig.join(BOB_KEY, { keep: { ...tab().keep, closings: { ...closings, create: async (key, record) => {
    await closings.create(key, record)
    page.client.dispose()
    return new Promise(() => {})
  } } } })
  const review = await rig.settled(page.client.coSign(shared.text))
  review.approve()
  expect(await resultOf(rig, review.sign())).toBe('CLIENT_DISPOSED')
  expect((await closings.list()).map(({ record }) => record.attempts)).toEqual([[]])

  const reloaded = await rig.join(BOB_KEY, tab())
  await rig.passed(1_000)
  expect(reloaded.client.closings.get(rig.sessionId)).toMatchObject({ state: 'cancelled', error: { code: 'CLOSING_CANCELLED' } })
  expect(await rig.settled(reloaded.client.slots(rig.sessionId))).toEqual([])
  await rig.settled(alice.client.addSignature((await sign(rig, reloaded, shared.text)).reply))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, { ...reloaded, journal: closings }], PAID)
})
