import { SigningKey } from 'ethers/crypto'
import { describe, expect, it } from 'vitest'
import type { Hex, NitroliteClientOptions, SignerInput } from '../../src/core'
import { boxOf } from '../../src/core/cosigning/box'
import { proveClaim } from '../../src/core/cosigning/boxProofs'
import { proposalHashOf, readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { toPortable } from '../../src/core/cosigning/portable'
import { originDigestOf } from '../../src/core/cosigning/statements'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { askingWallet, startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { enter, NEXT_ROUND, proposeIn, seenIn, SOON, strangerIn } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, PAID, type Party } from '../helpers/togetherRig'
import { expectEnd } from '../helpers/togetherSteps'

type NitronodeRig = Awaited<ReturnType<typeof startNitronodeTogether>>

/** Alice and Bob are in one room of a nitronode and propose the same there at the same moment. */
async function proposeTwice(rig: NitronodeRig, [alice, bob]: readonly [Party, Party]) {
  const place = createMeetingPlace(rig.time)
  const rooms = [await enter(rig, alice, place.transport()), await enter(rig, bob, place.transport())]
  const both = await Promise.all([proposeIn(rig, alice, place.transport()), proposeIn(rig, bob, place.transport())])
  await rig.passed(20_000)
  return { rooms, both, states: both.map(({ closing }) => closing.state).sort() }
}

describe.each<[string, (key: Hex) => SignerInput]>([
  ['private keys', key => key],
  ['wallets with a session key', askingWallet],
])('two participants with %s who propose the same on a nitronode', (kind, signerOf) => {
  it(`on a nitronode, one of two equal proposals by participants with ${kind} gives way, and the other one closes the session`, async () => {
    const rig = await startNitronodeTogether()
    const parties = [await rig.join(signerOf(ALICE_KEY)), await rig.join(signerOf(BOB_KEY))] as const
    const { rooms, both, states } = await proposeTwice(rig, parties)
    expect(states).toEqual(['cancelled', 'collecting'])
    const left = both.find(({ closing }) => closing.state === 'collecting')
    const reviews = rooms.flatMap(room => room.proposals)
    expect(reviews.map(({ code, review: { creator, submitter } }) => [code, creator === submitter.address])).toEqual([[left?.code, true]])
    for (const review of reviews) review.approve()
    await rig.passed(NEXT_ROUND)
    await expectEnd(rig, parties, PAID)
  })
})

it('on a nitronode, a wallet is asked once for a proposal in a room, although the proposal proves its maker', async () => {
  const rig = await startNitronodeTogether()
  const wallet = askingWallet(ALICE_KEY)
  const shared = await proposeIn(rig, await rig.join(wallet), createMeetingPlace(rig.time).transport())
  expect([wallet.questions, readProposalText(shared.text).origin?.creator]).toEqual([1, ALICE])
})

it('on a nitronode, the proposals of wallets that would be asked once more prove no maker, so neither of two equal ones gives way', async () => {
  const rig = await startNitronodeTogether()
  const options: Partial<NitroliteClientOptions> = { sessionKey: { use: 'never' } }
  const { both, states } = await proposeTwice(rig, [await rig.join(askingWallet(ALICE_KEY), options), await rig.join(askingWallet(BOB_KEY), options)])
  expect([states, both.map(({ text }) => readProposalText(text).origin)]).toEqual([['collecting', 'collecting'], [null, null]])
})

it('on a nitronode, a stranger with a key that no participant has allowed does not end a proposal by an equal one that ranks higher', async () => {
  const rig = await startNitronodeTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(askingWallet(ALICE_KEY)), await rig.join(askingWallet(BOB_KEY))]
  const carolsRoom = await enter(rig, await rig.join(CAROL_KEY), place.transport())
  // The one that ranks lower is the one that a stranger could end.
  for (const [address, party] of [[ALICE, alice], [BOB, bob]] as const) {
    const shared = await proposeIn(rig, party, place.transport())
    const review = await seenIn(rig, carolsRoom)
    const box = await boxOf(new Uint8Array(32).fill(7))
    const say = strangerIn(place, review)
    const over = proposalHashOf(readProposalText(shared.text))
    const participants = review.review.participants.map(each => each.address)
    for (const submitter of participants.filter(each => each.toLowerCase() !== address.toLowerCase())) {
      const rival = { ...review.proposal, submitter, box: box.publicKey }
      const signature = new SigningKey(`0x${'ab'.repeat(32)}`).sign(originDigestOf(rival)).serialized as Hex
      for (const policy of [null, review.proposal.origin?.policy ?? null]) {
        const proposal = toPortable({ ...rival, origin: { creator: submitter, signature, policy: policy && { ...policy, wallet: submitter } } }, participants)
        await say({ type: 'insist', proposal, over, proof: await proveClaim(box, { kind: 'insist', meaning: meaningOf(rival), over }) })
      }
    }
    await rig.passed(SOON)
    expect(shared.closing.state).toBe('collecting')
    shared.closing.cancel()
    await rig.passed(SOON)
  }
})
