import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { createMeetingPlace } from '../../test/helpers/memoryTransport'
import { settle } from '../../test/helpers/mountCloser'
import { startTogetherWithClock } from '../../test/helpers/mountTogether'
import { enter, seenIn } from '../../test/helpers/roomSteps'
import { ALICE_KEY, BOB_KEY } from '../../test/helpers/togetherRig'
import { LONG } from '../../test/helpers/togetherSteps'
import { defineSessionCloser } from './index'

beforeAll(() => defineSessionCloser())

/** Alice looks at a session in the element, and Bob waits for proposals in the room of the session. */
async function start() {
  const rig = startTogetherWithClock({ quorum: 80 })
  const place = createMeetingPlace(rig.time)
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const room = await enter(rig, bob, place.transport())
  const closer = document.createElement('session-closer')
  Object.assign(closer, { client: alice.client, sessionId: rig.sessionId, locale: 'en' })
  document.body.append(closer)
  onTestFinished(() => { closer.remove() })
  await rig.passed(2_000)

  const text = () => closer.shadowRoot?.querySelector('.nitrolite-closer')?.textContent ?? ''
  async function click(label: string): Promise<void> {
    const button = [...closer.shadowRoot?.querySelectorAll('button') ?? []].find(({ textContent }) => textContent.trim() === label)
    if (!button) throw new Error(`There is no button ${label} in: ${text()}`)
    button.click()
    await settle()
  }
  return { rig, place, room, closer, text, click }
}

it('session-closer proposes through the transport of its property, and closes the session once a participant in the room approves', async () => {
  const { rig, place, room, closer, text, click } = await start()
  closer.transport = place.transport()
  await settle()
  await click('Propose to the others')
  await click('Propose')
  await rig.passed(3_000)
  expect(text()).toContain('Waiting for approvals')
  const review = await seenIn(rig, room)
  review.approve()
  await rig.passed(LONG)
  expect(closer.shadowRoot?.querySelector('.nitrolite-closer')?.getAttribute('data-state')).toBe('result')
  expect(rig.closesSent()).toHaveLength(1)
})
