import { expect, it } from 'vitest'
import { createMeetingPlace } from '../../../test/helpers/memoryTransport'
import { mountPage, startTogetherWithClock } from '../../../test/helpers/mountTogether'
import { ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, REQUESTED } from '../../../test/helpers/togetherRig'
import { LONG } from '../../../test/helpers/togetherSteps'
import type { RoomPresence, Transport } from '../../core/cosigning/transport'
import SessionCloser from '../session-closer/SessionCloser.vue'
import SessionCoSigner from './SessionCoSigner.vue'

const APPROVE = 'Approve'

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

it('SessionCloser says who is in the room as long as the transport knows it, and nothing about it otherwise', async () => {
  const { rig, place, alice } = await start()
  const listeners: ((presence: RoomPresence) => void)[] = []
  const transport: Transport = {
    ...place.transport(),
    presence(_room, listener) {
      listeners.push(listener)
      return () => {}
    },
  }
  const closer = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId, transport, locale: 'en' })
  await rig.passed(2_000)
  await closer.click('Propose to the others')
  await closer.click('Propose')
  await rig.passed(3_000)
  const presences = () => closer.wrapper.findAll('.nitrolite-presence').map(each => each.text())
  expect([closer.state(), listeners.length, presences()]).toEqual(['collecting', 1, []])
  const tell = async (presence: RoomPresence): Promise<void> => {
    listeners[0]?.(presence)
    await rig.passed(100)
  }
  await tell({ others: 1, addresses: [BOB.toLowerCase()] })
  expect([presences(), await closer.violations()]).toEqual([['is here now', 'is not here now'], []])
  await tell({ others: 1, addresses: [CAROL] })
  expect(presences()).toEqual(['is not here now', 'is here now'])
  await tell({ others: 2 })
  expect(presences()).toEqual([])
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

it('in a room with several proposals, a person chooses one, and a proposal that was given up disappears', async () => {
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
  expect(signer.wrapper.findAll('.nitrolite-preset')).toEqual([])
  expect(signer.text()).toContain(own.code)
  expect(signer.text()).not.toContain(other.code)
})
