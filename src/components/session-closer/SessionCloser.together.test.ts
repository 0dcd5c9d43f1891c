import { expect, it, vi } from 'vitest'
import { mountPage, startTogetherWithClock } from '../../../test/helpers/mountTogether'
import { startNitronodeTogether } from '../../../test/helpers/nitronodeTogetherRig'
import { sign } from '../../../test/helpers/togetherSteps'
import { ALICE, ALICE_KEY, BOB_KEY, CAROL, CAROL_KEY } from '../../../test/helpers/togetherRig'
import SessionCoSigner from '../session-co-signer/SessionCoSigner.vue'
import SessionCloser from './SessionCloser.vue'

const PROPOSE = 'Propose to the others'

/** Alice looks at a session that she cannot close alone. */
async function start(quorum = 100) {
  const rig = startTogetherWithClock({ quorum })
  const alice = await rig.join(ALICE_KEY)
  const page = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId, names: { [CAROL]: 'Carol' }, signingPage: 'https://app.example/sign', locale: 'en' })
  await rig.passed(2_000)
  return { rig, alice, page }
}

async function propose({ rig, page }: Awaited<ReturnType<typeof start>>): Promise<string> {
  await page.click(PROPOSE)
  await page.click('Propose')
  expect(page.state()).toBe('progress')
  await rig.passed(3_000)
  return page.valueOf('Proposal as text')
}

it('SessionCloser proposes a split that the wallet cannot close alone, collects the signatures, and closes the session', async () => {
  const started = await start()
  const { rig, page } = started
  expect([page.state(), page.hasButton('Close application session'), await page.violations()]).toEqual(['editing', false, []])
  expect(page.text()).toContain('Your signature weighs 50, and closing needs 100.')
  await page.click(PROPOSE)
  expect([page.state(), await page.violations()]).toEqual(['confirm', []])
  expect(page.text()).toContain('Propose this split?')
  expect(page.text()).not.toContain('This cannot be undone.')
  await page.click('Back')

  const text = await propose(started)
  expect([page.state(), await page.violations()]).toEqual(['collecting', []])
  const [bob, carol] = [await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const review = await rig.settled(bob.client.coSign(text))
  for (const part of ['Signed: 0 of 3 · weight 0', 'Needed: 100', 'Your own signature adds 50 at the end.', review.code, 'Sign until', 'signs last']) {
    expect(page.text()).toContain(part)
  }
  expect([page.hasButton('Copy text'), page.hasButton('Copy link'), page.hasButton('QR code'), page.hasButton('Save as file')]).toEqual([true, true, true, true])

  const reply = async (text: string): Promise<void> => {
    await page.type('Reply of a participant', text)
    await page.wrapper.find('form').trigger('submit')
    await rig.passed(1_000)
  }
  await reply('nlr1.damaged')
  expect([page.text(), await page.violations()]).toEqual([expect.stringContaining('This proposal cannot be read.'), []])
  await reply(review.decline('amounts', 'I paid <b>more</b>'))
  expect(page.text()).toContain('does not sign: the amounts are wrong')
  expect(page.wrapper.find('q').text()).toBe('I paid <b>more</b>')

  review.approve()
  await reply(await rig.settled(review.sign()))
  expect(page.text()).toContain('Signed: 1 of 3 · weight 30')
  expect([page.wrapper.find('[role=meter]').attributes('aria-valuenow'), page.valueOf('Reply of a participant'), page.wrapper.find('q').exists()]).toEqual(['30', '', false])
  await reply((await sign(rig, carol, text)).reply)
  await rig.passed(10_000)
  expect([page.state(), rig.paid()[0]]).toEqual(['result', [ALICE, 'usdc', '1']])
})

it('SessionCloser says whose signature the node has refused and what to do, until the participant signs once more', async () => {
  const started = await start()
  const { rig, page } = started
  const text = await propose(started)
  const [bob, carol] = [await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const reply = async (text: string): Promise<void> => {
    await page.type('Reply of a participant', text)
    await page.wrapper.find('form').trigger('submit')
    await rig.passed(3_000)
  }
  const refusals = () => page.wrapper.find('.nitrolite-refusals')
  const review = await rig.settled(carol.client.coSign(text))
  await reply(review.decline('later'))
  review.approve()
  await reply(await rig.settled(review.sign()))
  expect([refusals().attributes('role'), refusals().text()]).toEqual(['status', ''])

  const otherDevice = await rig.join(CAROL_KEY)
  await reply((await sign(rig, bob, text)).reply)
  expect([page.state(), rig.paid(), await page.violations()]).toEqual(['collecting', [], []])
  expect(page.wrapper.find('[data-status=refused] .nitrolite-name').text()).toBe('Carol')
  expect(page.wrapper.find('[data-status=refused] .nitrolite-signer-status').text()).toBe('signature refused by the node')
  expect(refusals().text()).toBe('The node has refused the signature of Carol. Ask this person to connect again and sign once more.')

  await reply((await sign(rig, otherDevice, text)).reply)
  await rig.passed(10_000)
  expect([page.state(), rig.paid()[0]]).toEqual(['result', [ALICE, 'usdc', '1']])
})

it('SessionCloser gives a proposal up, and says why another one was refused', async () => {
  const started = await start()
  const { rig, page } = started
  await propose(started)
  await page.click('Cancel the proposal')
  await rig.passed(1_000)
  expect([page.state(), page.text()]).toEqual(['editing', expect.stringContaining('Cancelled. Nothing was paid out.')])

  const carol = await rig.join(CAROL_KEY)
  const other = await rig.settled(carol.client.propose({ sessionId: rig.sessionId, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }] }))
  await sign(rig, started.alice, other.text)
  await rig.passed(1_000)
  expect([page.state(), page.hasButton(PROPOSE)]).toEqual(['progress', false])
})

it('SessionCloser does not offer to propose if all participants together do not reach the quorum', async () => {
  const { page } = await start(101)
  expect([page.state(), page.hasButton(PROPOSE)]).toEqual(['editing', false])
  expect(page.text()).toContain('signature')
})

it('SessionCloser and SessionCoSigner close a session of a nitronode together', async () => {
  const rig = await startNitronodeTogether()
  vi.spyOn(Date, 'now').mockImplementation(() => rig.time.now())
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const page = await mountPage(SessionCloser, alice.client, { sessionId: rig.sessionId })
  await rig.passed(2_000)
  await page.click(PROPOSE)
  await page.click('Propose')
  await rig.passed(3_000)
  expect([page.state(), await page.violations()]).toEqual(['collecting', []])

  const coSigner = await mountPage(SessionCoSigner, bob.client, { proposal: page.valueOf('Proposal as text') })
  await rig.passed(3_000)
  await coSigner.click('Sign')
  await rig.passed(5_000)
  expect([coSigner.state(), await coSigner.violations()]).toEqual(['signed', []])
  await page.type('Reply of a participant', coSigner.valueOf('Reply as text'))
  await page.wrapper.find('form').trigger('submit')
  await rig.passed(60_000)
  expect([page.state(), coSigner.state()]).toEqual(['result', 'result'])
})
