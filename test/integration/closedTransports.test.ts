import { describe, expect, it } from 'vitest'
import type { ClosingSnapshot, SharedProposal } from '../../src/core'
import { decodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { enter, proposeIn, seenIn, sentOf, SHOWN_AGAIN, SOON } from '../helpers/roomSteps'
import { ALICE_KEY, BOB_KEY, startTogether, type Party } from '../helpers/togetherRig'
import { expectEnd, watch } from '../helpers/togetherSteps'

/** A relay needs this long until it has a message, in milliseconds. What is still on its way when the transport is closed is lost. */
const ON_ITS_WAY = 300

/** A transport of Alice that loses what is on its way when it is closed, and a room in which Bob has seen her proposal. */
async function proposedOverSlowTransport() {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const open = place.transport()
  let isClosed = false
  const shared = await proposeIn(rig, alice, {
    ...open,
    publish: (name, message) => new Promise((resolve, reject) => {
      if (isClosed) reject(new Error('The transport was closed.'))
      rig.time.after(ON_ITS_WAY, () => { if (!isClosed) open.publish(name, message).then(resolve, reject) })
    }),
    close() {
      isClosed = true
      open.close()
    },
  })
  const review = await seenIn(rig, room)
  return { rig, place, alice, bob, room, shared, review, close: () => { isClosed = true } }
}

const isEnded = ({ state }: Pick<ClosingSnapshot, 'state'>): boolean => state === 'failed' || state === 'cancelled'

describe.each<[string, (alice: Party, shared: SharedProposal, close: () => void) => void]>([
  ['as soon as its promise has ended', (_, { closing }, close) => { closing.then(close, close) }],
  ['as soon as its state is final', (_, { closing }, close) => { closing.subscribe((snapshot) => { if (isEnded(snapshot)) close() }) }],
  ['as soon as the client says that it has ended', ({ client }, _, close) => { client.on('closing', (snapshot) => { if (isEnded(snapshot)) close() }) }],
])('an app that closes its transport %s', (when, closeAtEnd) => {
  it(`an app that cancels a closing in a room, and closes its transport ${when}, has told the others before`, async () => {
    const { rig, place, alice, bob, room, shared, close } = await proposedOverSlowTransport()
    closeAtEnd(alice, shared, close)
    expect(shared.closing.cancel()).toBe(true)
    await rig.passed(SOON)
    expect([shared.closing.state, sentOf(place, 'cancel'), room.proposals]).toEqual(['cancelled', 1, []])
    await expectEnd(rig, [alice, bob], [])
  })

  it(`an app whose closing in a room fails, and that closes its transport ${when}, has told the others before`, async () => {
    const { rig, place, alice, bob, room, shared, close } = await proposedOverSlowTransport()
    closeAtEnd(alice, shared, close)
    rig.node.faults.add({ kind: 'deposit-by-others', at: { after: 0 }, to: 0, amount: '1' })
    await rig.passed(90_000)
    expect([shared.closing.error?.code, sentOf(place, 'cancel'), room.proposals]).toEqual(['PROPOSAL_FACTS_CHANGED', 1, []])
    await expectEnd(rig, [alice, bob], [])
  })
})

it('a closing that is cancelled while its transport does not answer is shown as collecting, and ends a few seconds later', async () => {
  const rig = startTogether()
  const alice = await rig.join(ALICE_KEY)
  const shared = await proposeIn(rig, alice, { ...createMeetingPlace(rig.time).transport(), publish: () => new Promise(() => {}) })
  const states = new Set<string>()
  shared.closing.subscribe(({ state }) => { states.add(state) })
  const ending = watch(shared.closing)
  expect(shared.closing.cancel()).toBe(true)
  await rig.passed(1_000)
  expect([shared.closing.state, ending.result]).toEqual(['collecting', 'open'])
  await rig.passed(2_000)
  expect([ending.result, [...states]]).toEqual(['CLOSING_CANCELLED', ['cancelled']])
  await expectEnd(rig, [alice], [])
})

it('a proposal that is given up is not shown any more while its transport does not answer', async () => {
  const rig = startTogether()
  const place = createMeetingPlace(rig.time)
  const open = place.transport()
  const shared = await proposeIn(rig, await rig.join(ALICE_KEY), {
    ...open, publish: (name, message) => decodeMessage(message).type === 'cancel' ? new Promise(() => {}) : open.publish(name, message),
  })
  await rig.passed(SHOWN_AGAIN - SOON - 1_000)
  const shown = sentOf(place, 'proposal')
  shared.closing.cancel()
  await rig.passed(SHOWN_AGAIN)
  expect([shared.closing.state, sentOf(place, 'proposal') - shown]).toEqual(['cancelled', 0])
})
