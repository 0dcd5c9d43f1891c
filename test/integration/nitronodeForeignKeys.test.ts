import { Wallet } from 'ethers'
import { expect, it } from 'vitest'
import { createMemoryJournal } from '../../src/core'
import { keyRegistration } from '../helpers/craftedReply'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { enter, firstOf, proposed, SHOWN_AGAIN, SOON } from '../helpers/roomSteps'
import { ALICE_KEY, BOB, BOB_KEY, CAROL_KEY, PAID } from '../helpers/togetherRig'
import { expectEnd, propose, resultOf, sign } from '../helpers/togetherSteps'

type NitronodeRig = Awaited<ReturnType<typeof startNitronodeTogether>>

const LIST_KEYS = 'app_sessions.v1.get_last_key_states'

/** Another device of Bob signs for the session: the node lists its key from then on. */
function signElsewhere(rig: NitronodeRig, byte = '4b'): void {
  const [owner, key] = [new Wallet(BOB_KEY), new Wallet(`0x${byte.repeat(32)}`)]
  expect(rig.ask('app_sessions.v1.submit_session_key_state', keyRegistration(owner, key, rig.sessionId, Math.floor(rig.time.now() / 1000) + 900))).toEqual({})
}

/** Bob and Carol listen in a room on a nitronode. All three have to sign. */
async function startRoom() {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const { alice, others: [bob, carol], reviews: [review, reviewOfCarol], shared } = await proposed(rig, place, [CAROL_KEY])
  if (!bob || !carol || !review || !reviewOfCarol) throw new Error('Bob and Carol listen.')
  return { rig, place, alice, bob, carol, review, reviewOfCarol, shared }
}

it('on a nitronode, a person is warned of a signature that another device has given while the proposal was open, before this device signs', async () => {
  const rig = await startNitronodeTogether()
  const [alice, phone, laptop] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice, 600_000)
  const opened = await rig.settled(laptop.client.coSign(shared.text))
  await sign(rig, phone, shared.text)
  opened.approve()
  expect(await resultOf(rig, opened.sign())).toBe('PROPOSAL_NOT_APPROVED')
  expect([opened.state, opened.review.foreignKeys.length, rig.keysOf(BOB).length]).toEqual(['failed', 1, 1])

  opened.approve()
  await rig.settled(alice.client.addSignature(await rig.settled(opened.sign())))
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, phone, laptop], PAID)
})

it('on a nitronode, a person who approves in a room is warned at once of a signature that another device has given meanwhile', async () => {
  const { rig, alice, bob, carol, review, reviewOfCarol, shared } = await startRoom()
  await rig.passed(3_600_000)
  signElsewhere(rig)
  const seen: [string, number][] = []
  review.subscribe((state) => { seen.push([state, review.review.foreignKeys.length]) })
  review.approve()
  await rig.passed(SOON)
  expect([seen, shared.approvedBy]).toEqual([[['approved', 0], ['reviewed', 1]], []])

  review.approve()
  reviewOfCarol.approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('on a nitronode, a client in a room does not sign once another device has signed, until the person has seen the warning', async () => {
  const { rig, alice, bob, carol, review, reviewOfCarol, shared } = await startRoom()
  review.approve()
  await rig.passed(SOON)
  signElsewhere(rig)
  reviewOfCarol.approve()
  await rig.passed(SOON)
  expect([review.state, review.review.foreignKeys.length, rig.keysOf(BOB).length]).toEqual(['reviewed', 1, 1])

  review.approve()
  await rig.settled(shared.closing)
  await expectEnd(rig, [alice, bob, carol], PAID)
})

it('on a nitronode, a page that is loaded again does not take up an approval that was given before another device signed', async () => {
  const { rig, place, bob, review } = await startRoom()
  const keep = { closings: bob.journal }
  review.approve()
  await rig.passed(SOON)
  bob.client.dispose()
  const stateAfterReload = async (): Promise<string> => {
    const page = await rig.join(BOB_KEY, { keep })
    const room = await enter(rig, page, place.transport())
    await rig.passed(SHOWN_AGAIN)
    const { state } = firstOf(room)
    page.client.dispose()
    return state
  }
  expect(await stateAfterReload()).toBe('approved')
  signElsewhere(rig)
  expect(await stateAfterReload()).toBe('reviewed')
})

it('on a nitronode that does not list keys just now, an earlier warning stays, and the person can sign', async () => {
  const rig = await startNitronodeTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY, { keep: { closings: createMemoryJournal() } })]
  const shared = await propose(rig, alice)
  signElsewhere(rig)
  const opened = await rig.settled(bob.client.coSign(shared.text))
  rig.node.faults.add({ kind: 'refuse', at: { moment: 'received', method: LIST_KEYS }, text: 'failed to read session key states' })
  opened.approve()
  const reply = await rig.settled(opened.sign())
  expect(opened.review.foreignKeys).toHaveLength(1)
  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
})
