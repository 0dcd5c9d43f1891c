import { SigningKey } from 'ethers/crypto'
import { expect, it } from 'vitest'
import { createStoreJournal, type Address, type Hex } from '../../src/core'
import { boxOf } from '../../src/core/cosigning/box'
import { proveClaim } from '../../src/core/cosigning/boxProofs'
import { encodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { proposalHashOf, readProposalText, type PortableProposal } from '../../src/core/cosigning/codec/proposalCodec'
import { meaningOf } from '../../src/core/cosigning/meaning'
import { originDigestOf } from '../../src/core/cosigning/statements'
import { toPortable } from '../../src/core/cosigning/portable'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import type { CloseProposal } from '../../src/core/cosigning/types'
import { KNOWN_BOX } from '../helpers/knownBox'
import { createMapStore } from '../helpers/mapStore'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { askingWallet, startNitronodeTogether, SUBMIT } from '../helpers/nitronodeTogetherRig'
import { enter, proposeIn, seenIn, sentOf, SOON, strangerIn } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins } from '../helpers/togetherRig'

interface Person { readonly address: Address, readonly key: Hex }

/** The participants: of equal proposals, the one of an earlier person wins. */
function peopleByRank(proposal: CloseProposal): [Person, Person, Person] {
  const rankOf = ({ address }: Person): Hex => meaningOf({ ...proposal, submitter: address })
  const people = [{ address: ALICE, key: ALICE_KEY }, { address: BOB, key: BOB_KEY }, { address: CAROL, key: CAROL_KEY }]
  return people.sort((one, other) => rankOf(one) < rankOf(other) ? -1 : 1) as [Person, Person, Person]
}

/** A nitronode with a room, and the terms that the tests propose. */
async function startRoom(options: Parameters<typeof startNitronodeTogether>[0] = {}) {
  const rig = await startNitronodeTogether(options)
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const first = await proposeIn(rig, alice, place.transport())
  const { proposal } = await seenIn(rig, room)
  first.closing.cancel()
  await rig.passed(SOON)
  for (const { client } of [alice, bob]) client.dispose()
  const participants = (await rig.settled((await rig.join(CAROL_KEY)).client.sessions.get(rig.sessionId))).participants.map(({ address }) => address)
  return { rig, place, participants, people: peopleByRank(proposal) }
}

/** A submitter that has reloaded its page, so that its wallet is needed to make the keys of its proposal again. */
async function reloadedSubmitter({ rig, place }: Awaited<ReturnType<typeof startRoom>>, { key }: Person) {
  const asking = askingWallet(key)
  let isHanging = false
  const wallet = { ...asking, signMessage: (message: Uint8Array): Promise<string> => isHanging ? new Promise(() => {}) : asking.signMessage(message) }
  const options = { keep: { logins: keptLogins(), closings: createStoreJournal(createMapStore()) }, sessionKey: { use: 'never' as const } }
  const page = await rig.join(wallet, options)
  const { text } = await proposeIn(rig, page, place.transport())
  page.client.dispose()
  const reloaded = await rig.join(wallet, options)
  const [slot] = await rig.settled(reloaded.client.slots(rig.sessionId))
  slot?.shared?.enter(place.transport())
  await rig.passed(SOON)
  return { portable: readProposalText(text), closing: slot?.shared?.closing, questions: () => asking.questions, hang: () => { isHanging = true } }
}

it('on a nitronode, a stranger in the room cannot make the wallet of a submitter ask for a signature', async () => {
  const start = await startRoom()
  const { rig, place, participants, people: [winner] } = start
  const { portable, questions } = await reloadedSubmitter(start, winner)
  const before = questions()
  const stranger = place.transport()
  for (const index of participants.keys()) {
    const fake: PortableProposal = { ...portable, submitter: { index }, box: KNOWN_BOX, origin: null }
    await stranger.publish(roomNameOf({ sessionId: rig.sessionId, nodeTag: portable.nodeTag }), encodeMessage({ type: 'proposal', proposal: fake }))
    await rig.passed(3_000)
  }
  expect(questions() - before).toBe(0)
})

it('on a nitronode, a proposal that was given up is no longer shown while the wallet is asked for its proof', async () => {
  const start = await startRoom()
  const { rig, place, people: [submitter] } = start
  const { closing, hang } = await reloadedSubmitter(start, submitter)
  hang()
  expect(closing?.cancel()).toBe(true)
  await rig.passed(SOON)
  const shown = sentOf(place, 'proposal')
  await rig.passed(60_000)
  expect(sentOf(place, 'proposal') - shown).toBe(0)
})

it('on a nitronode, another participant cannot end a closing that waits for its person between the two steps', async () => {
  const start = await startRoom({
    weights: [50, 50, 50], quorum: 100,
    faults: [{ kind: 'refuse', at: { moment: 'received', method: SUBMIT, nth: 2 }, text: `failed to issue release state for participant ${CAROL}: mutual lock is still ongoing` }],
  })
  const { rig, place, participants, people: [winner, helper, loser] } = start
  const [submitter, signer] = [await rig.join(loser.key), await rig.join(helper.key)]
  const room = await rig.settled(signer.client.joinRoom(rig.sessionId, { transport: place.transport(), longestLife: 180_000 }))
  const shared = await proposeIn(rig, submitter, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.passed(10_000)
  expect(shared.closing.state).toBe('agreed')
  const box = await boxOf(new Uint8Array(32).fill(7))
  const rival = { ...review.proposal, submitter: winner.address, box: box.publicKey }
  const signature = new SigningKey(winner.key).sign(originDigestOf(rival)).serialized as Hex
  const proposal = toPortable({ ...rival, origin: { creator: winner.address, signature, policy: null } }, participants)
  const over = proposalHashOf(readProposalText(shared.text))
  await strangerIn(place, review)({ type: 'insist', proposal, over, proof: await proveClaim(box, { kind: 'insist', meaning: meaningOf(rival), over }) })
  await rig.passed(10_000)
  expect([shared.closing.state, shared.closing.error?.code]).toEqual(['agreed', 'PARTICIPANT_BLOCKS'])
})
