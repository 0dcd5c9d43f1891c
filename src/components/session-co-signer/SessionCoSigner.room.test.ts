import { expect, it } from 'vitest'
import { createMeetingPlace } from '../../../test/helpers/memoryTransport'
import { askingWallet, startNitronodeTogether } from '../../../test/helpers/nitronodeTogetherRig'
import { mountPage, startTogetherWithClock } from '../../../test/helpers/mountTogether'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, REQUESTED } from '../../../test/helpers/togetherRig'
import { proposeIn } from '../../../test/helpers/roomSteps'
import { LONG, propose, sign } from '../../../test/helpers/togetherSteps'
import { decodeMessage } from '../../core/cosigning/codec/messageCodec'
import type { RoomPresence, Transport } from '../../core/cosigning/transport'
import SessionCloser from '../session-closer/SessionCloser.vue'
import SessionCoSigner from './SessionCoSigner.vue'

const APPROVE = 'Approve'
const DO_NOT_SIGN_AGAIN = 'Do not sign again…'

async function start(quorum = 80) {
  const rig = startTogetherWithClock({ quorum })
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const signer = await mountPage(SessionCoSigner, bob.client, { proposal: null, transport: place.transport(), sessionId: rig.sessionId, locale: 'en' })
  await rig.passed(1_000)
  return { rig, place, alice, bob, signer }
}

it('in a room, SessionCoSigner shows the proposal of SessionCloser by itself, approves it, and both show that the session was paid', async () => {
  const { rig, place, alice, signer } = await start()
  expect([signer.state(), await signer.violations()]).toEqual(['empty', []])
  expect(signer.text()).toContain('There is no proposal for this session yet.')

  const closer = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId, transport: place.transport(), names: { [CAROL]: 'Carol' }, locale: 'en' })
  await rig.passed(2_000)
  await closer.click('Propose to the others')
  await closer.click('Propose')
  await rig.passed(3_000)
  expect([closer.state(), await closer.violations()]).toEqual(['collecting', []])
  for (const text of ['Waiting for approvals', 'Once enough of them approve it and are there', 'Signed: 0 of 3']) expect(closer.text()).toContain(text)
  expect(closer.text()).not.toContain('Reply of a participant')

  expect([signer.state(), signer.hasButton(APPROVE), signer.hasButton('Sign'), await signer.violations()]).toEqual(['review', true, false, []])
  expect(signer.text()).not.toContain('Nothing proves who made this proposal.')
  await signer.click(APPROVE)
  expect([signer.state(), signer.wrapper.emitted('approved')?.length, await signer.violations()]).toEqual(['approved', 1, []])
  expect(signer.text()).toContain('You approve this proposal')
  await rig.passed(LONG)
  expect([signer.state(), closer.state()]).toEqual(['result', 'result'])
  expect(rig.closesSent()).toHaveLength(1)
})

/** A transport on which the test says who is in the room. */
function withPresence(transport: Transport) {
  const listeners = new Set<(presence: RoomPresence) => void>()
  return {
    transport: {
      ...transport,
      presence(_room, listener) {
        listeners.add(listener)
        return () => { listeners.delete(listener) }
      },
    } satisfies Transport,
    tell: (presence: RoomPresence) => { for (const listener of listeners) listener(presence) },
  }
}

it('SessionCloser says who is in the room as long as the transport knows it, and nothing about it otherwise', async () => {
  const { rig, place, alice } = await start()
  const { transport, tell: tellNow } = withPresence(place.transport())
  const closer = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId, transport, locale: 'en' })
  await rig.passed(2_000)
  await closer.click('Propose to the others')
  await closer.click('Propose')
  await rig.passed(3_000)
  const presences = () => closer.wrapper.findAll('.nitrolite-presence').map(each => each.text())
  expect([closer.state(), presences()]).toEqual(['collecting', []])
  const tell = async (presence: RoomPresence): Promise<void> => {
    tellNow(presence)
    await rig.passed(100)
  }
  await tell({ others: 1, addresses: [BOB.toLowerCase()] })
  expect([presences(), await closer.violations()]).toEqual([['is here now', 'is not here now'], []])
  await tell({ others: 1, addresses: [CAROL] })
  expect(presences()).toEqual(['is not here now', 'is here now'])
  await tell({ others: 2 })
  expect(presences()).toEqual([])
})

it('SessionCoSigner says who is in the room, and that signing waits for a submitter who is not there', async () => {
  const { rig, place, alice } = await start(100)
  const bob = await rig.join(BOB_KEY)
  const { transport, tell: tellNow } = withPresence(place.transport())
  const page = await mountPage(SessionCoSigner, bob.client, { proposal: null, transport, sessionId: rig.sessionId, names: { [ALICE]: 'Alice', [CAROL]: 'Carol' }, locale: 'en' })
  await rig.passed(1_000)
  const people = () => page.wrapper.findAll('.nitrolite-person').map(each => [each.find('.nitrolite-name').text(), each.find('.nitrolite-presence').text()])
  const notice = () => page.wrapper.find('.nitrolite-people [role=status]').text()
  const tell = async (presence: RoomPresence): Promise<void> => {
    tellNow(presence)
    await rig.passed(100)
  }
  expect([page.state(), people()]).toEqual(['empty', []])
  await tell({ others: 1, addresses: [CAROL.toLowerCase()] })
  expect([people(), notice(), await page.violations()]).toEqual([[['Carol', 'is here now']], '', []])

  await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  await rig.passed(3_000)
  expect([page.state(), people()]).toEqual(['review', [['Alice', 'is not here now'], ['Carol', 'is here now']]])
  expect(page.wrapper.find('.nitrolite-person .nitrolite-mark').text()).toBe('collects the signatures')
  expect(notice()).toBe('Alice collects the signatures and is not here now. Signing starts only once Alice is back.')

  await page.click(APPROVE)
  expect([page.state(), notice(), await page.violations()]).toEqual(['approved', expect.stringContaining('Alice'), []])
  await tell({ others: 1, addresses: [ALICE] })
  expect([people(), notice()]).toEqual([[['Alice', 'is here now'], ['Carol', 'is not here now']], ''])
  await tell({ others: 2 })
  expect(page.wrapper.find('.nitrolite-people').exists()).toBe(false)
})

it('SessionCoSigner says who is in the room of a proposal that was opened with a link', async () => {
  const { rig, place, alice } = await start(100)
  const bob = await rig.join(BOB_KEY)
  const { transport, tell } = withPresence(place.transport())
  const { text } = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  const page = await mountPage(SessionCoSigner, bob.client, { proposal: text, transport, locale: 'en' })
  await rig.passed(3_000)
  tell({ others: 1, addresses: [ALICE] })
  await rig.passed(100)
  expect([page.state(), page.wrapper.findAll('.nitrolite-presence').map(each => each.text())]).toEqual(['review', ['is here now', 'is not here now']])
})

it('in a room, a proposal that the person has left is not shown again because somebody comes or goes', async () => {
  const { rig, place, alice } = await start(100)
  const bob = await rig.join(BOB_KEY)
  const { transport, tell } = withPresence(place.transport())
  const page = await mountPage(SessionCoSigner, bob.client, { proposal: null, transport, sessionId: rig.sessionId, locale: 'en' })
  await rig.passed(1_000)
  await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  await rig.passed(3_000)
  await page.click('Do not sign…')
  await page.wrapper.find('form').trigger('submit')
  await page.click('Open another proposal')
  expect(page.state()).toBe('empty')
  tell({ others: 1, addresses: [ALICE] })
  await rig.passed(1_000)
  expect([page.state(), page.wrapper.findAll('.nitrolite-presence').map(each => each.text())]).toEqual(['empty', ['is here now']])
})

it('in a room, SessionCloser says that the next round asks a participant again whose signature the node has refused', async () => {
  const rig = startTogetherWithClock()
  // Replies are slow, so that another device can log in before the submitter has them.
  const place = createMeetingPlace(rig.time, { delaysOf: message => decodeMessage(message).type === 'reply' ? [5_000] : [10] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const closer = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId, transport: place.transport(), names: { [BOB]: 'Bob' }, locale: 'en' })
  const signer = await mountPage(SessionCoSigner, bob.client, { proposal: null, transport: place.transport(), sessionId: rig.sessionId, locale: 'en' })
  await rig.passed(1_000)
  await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  await rig.passed(3_000)
  await signer.click(APPROVE)
  await rig.passed(2_000)
  await rig.join(BOB_KEY)
  await rig.passed(6_000)
  expect([closer.state(), await closer.violations()]).toEqual(['collecting', []])
  expect(closer.wrapper.find('.nitrolite-refusals').text()).toBe('The node has refused the signature of Bob. This person is asked again in the next round.')
})

it('in a room, a participant can look again at what they have approved and decline it, and SessionCloser shows both', async () => {
  const { rig, place, alice, signer } = await start(100)
  const closer = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId, transport: place.transport(), locale: 'en' })
  await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  await rig.passed(3_000)
  await signer.click(APPROVE)
  await rig.passed(3_000)
  expect(closer.text()).toContain('approves')
  await signer.click('Back')
  expect([signer.state(), signer.hasButton(APPROVE)]).toEqual(['review', true])
  await signer.click('Do not sign…')
  await signer.wrapper.find('form').trigger('submit')
  await rig.passed(3_000)
  expect(signer.state()).toBe('declined')
  expect(closer.text()).toContain('does not sign: the amounts are wrong')
})

it('in a room, a person who has signed says that they do not sign again, and signs in no later round', async () => {
  const rig = startTogetherWithClock()
  const replies = new Set<string>()
  // Replies are lost, so the round is missed.
  const place = createMeetingPlace(rig.time, {
    delaysOf: (bytes) => {
      const message = decodeMessage(bytes)
      if (message.type !== 'reply') return [10]
      replies.add(message.reply.proposalId)
      return []
    },
  })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const signer = await mountPage(SessionCoSigner, bob.client, { proposal: null, transport: place.transport(), sessionId: rig.sessionId, locale: 'en' })
  await rig.passed(1_000)
  const proposed = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  await rig.passed(3_000)
  await signer.click(APPROVE)
  await rig.passed(4_000)
  expect([signer.state(), signer.hasButton(DO_NOT_SIGN_AGAIN), replies.size, await signer.violations()]).toEqual(['signed', true, 1, []])

  await signer.click(DO_NOT_SIGN_AGAIN)
  expect([signer.text().includes('The signature that you have given can still be used.'), await signer.violations()]).toEqual([true, []])
  await signer.wrapper.find('form').trigger('submit')
  await rig.passed(1_000)
  expect([signer.state(), signer.hasButton(DO_NOT_SIGN_AGAIN), signer.wrapper.emitted('declined')?.length]).toEqual(['signed', false, 1])
  expect(signer.text()).toContain('You do not sign this proposal again.')
  await rig.passed(LONG)
  expect([signer.state(), replies.size, proposed.closing.state]).toEqual(['declined', 1, 'collecting'])
  expect(proposed.declines.map(({ participant }) => participant)).toEqual([BOB])
})

it('in a room with several proposals, a person chooses one, and no other proposal takes the place of one that was given up', async () => {
  const { rig, place, alice, signer } = await start(100)
  const carol = await rig.join(CAROL_KEY)
  const own = await rig.settled(alice.client.propose({ sessionId: rig.sessionId, allocations: REQUESTED, transport: place.transport() }))
  await rig.passed(3_000)
  const split = [...REQUESTED].map((row, at) => ({ ...row, amount: REQUESTED[(at + 1) % REQUESTED.length]?.amount ?? '0' }))
  const other = await rig.settled(carol.client.propose({ sessionId: rig.sessionId, allocations: split, transport: place.transport() }))
  await rig.passed(3_000)
  expect(signer.text()).toContain(own.code)
  const choice = signer.wrapper.findAll('.nitrolite-preset').find(button => button.text().includes(other.code))
  await choice?.trigger('click')
  await rig.passed(1_000)
  expect(signer.wrapper.find('.nitrolite-preset[aria-pressed=true]').text()).toContain(other.code)
  expect(await signer.violations()).toEqual([])

  other.closing.cancel()
  await rig.passed(3_000)
  expect(signer.text()).not.toContain(other.code)
  // A click that was meant for the other proposal must not approve this one.
  expect([signer.state(), signer.hasButton(APPROVE)]).toEqual(['empty', false])
  expect(signer.text()).not.toContain('There is no proposal')
  const [left, ...more] = signer.wrapper.findAll('.nitrolite-preset')
  expect([left?.text().includes(own.code), more]).toEqual([true, []])
  await left?.trigger('click')
  await rig.passed(1_000)
  expect([signer.state(), signer.hasButton(APPROVE)]).toEqual(['review', true])
})

it('in a room on a nitronode, SessionCoSigner shows at once that another device has signed, if that was after the proposal was shown', async () => {
  const rig = await startNitronodeTogether({ quorum: 100 })
  const place = createMeetingPlace(rig.time)
  const [alice, laptop, phone, carol] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const page = await mountPage(SessionCoSigner, laptop.client, { proposal: null, transport: place.transport(), sessionId: rig.sessionId, locale: 'en' })
  await proposeIn(rig, alice, place.transport())
  await rig.passed(3_600_000)
  await sign(rig, phone, (await propose(rig, carol)).text)
  const WARNING = 'Your wallet may already have signed a proposal for this session on another device.'
  expect([page.state(), page.text()]).toEqual(['review', expect.not.stringContaining(WARNING)])
  await page.click(APPROVE)
  await rig.passed(2_000)
  expect([page.state(), page.text(), page.hasButton(APPROVE), await page.violations()]).toEqual(['review', expect.stringContaining(WARNING), true, []])
  await page.click(APPROVE)
  await rig.passed(2_000)
  expect(page.state()).toBe('approved')
})

it('in a room on a nitronode, a person who has declined in the wallet reads the proposal again, approves it again, and signs', async () => {
  const rig = await startNitronodeTogether()
  const place = createMeetingPlace(rig.time)
  const asking = askingWallet(BOB_KEY)
  let declines = true
  const wallet = {
    ...asking,
    signMessage: (message: Uint8Array): Promise<string> => declines ? Promise.reject(Object.assign(new Error('rejected'), { code: 4001 })) : asking.signMessage(message),
  }
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(wallet)]
  const page = await mountPage(SessionCoSigner, bob.client, { proposal: null, transport: place.transport(), sessionId: rig.sessionId, locale: 'en' })
  await proposeIn(rig, alice, place.transport())
  await rig.passed(2_000)
  await page.click(APPROVE)
  await rig.passed(5_000)
  expect([page.state(), page.text()]).toEqual(['failed', expect.stringContaining('The wallet declined to sign.')])
  await page.click('Read again')
  expect([page.state(), page.hasButton(APPROVE), page.text()]).toEqual(['review', true, expect.not.stringContaining('The wallet declined to sign.')])
  declines = false
  await page.click(APPROVE)
  await rig.passed(LONG)
  expect([page.state(), page.wrapper.emitted('failed')?.length]).toEqual(['result', 1])
})
