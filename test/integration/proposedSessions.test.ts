import { SigningKey } from 'ethers/crypto'
import { expect, it } from 'vitest'
import { DirectClient } from '../helpers/directClient'
import { seedSession } from '../helpers/flow'
import { split } from '../helpers/people'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { enter, proposeIn, seenIn } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, PAID, startTogether, type Party } from '../helpers/togetherRig'
import { expectEnd } from '../helpers/togetherSteps'

/** More than the node shows on one page of a list. */
const MORE_THAN_A_PAGE = 150

/** Alice proposes in a room, Bob approves, and the session is paid. */
async function closeTogether(rig: ReturnType<typeof startTogether>, alice: Party, bob: Party): Promise<void> {
  const place = createMeetingPlace(rig.time)
  const room = await enter(rig, bob, place.transport())
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  review.approve()
  await rig.settled(shared.closing)
  expect(rig.paid()).toEqual(PAID)
  await expectEnd(rig, [alice, bob], PAID)
}

it('a wallet with 150 newer open sessions proposes to close an older one on a ClearNode, and the session is paid as approved', async () => {
  const rig = startTogether()
  await rig.passed(1_000)
  for (let count = 0; count < MORE_THAN_A_PAGE; count += 1) seedSession(rig.node, { participants: [ALICE, BOB], nonce: 1_000 + count })
  await closeTogether(rig, await rig.join(ALICE_KEY), await rig.join(BOB_KEY))
})

it('a wallet that has read a session before it changed on a ClearNode proposes from the session as it is now, and the session is paid as approved', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  await rig.settled(alice.client.sessions.get(rig.sessionId))
  const somebody = new DirectClient(rig.node, 'somebody', () => rig.time.now())
  somebody.login()
  const moved = { app_session_id: rig.sessionId, intent: 'operate', version: 2, allocations: split([ALICE, '0.5'], [BOB, '0.5'], [CAROL, '0']) }
  expect(somebody.ask('submit_app_state', moved, [new SigningKey(ALICE_KEY), new SigningKey(BOB_KEY)])).toMatchObject({ version: 2 })
  await closeTogether(rig, alice, bob)
})
