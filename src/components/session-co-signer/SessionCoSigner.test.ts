import { expect, it } from 'vitest'
import { mountPage, startTogetherWithClock } from '../../../test/helpers/mountTogether'
import { LONG, propose, sign, type ClearnodeRig } from '../../../test/helpers/togetherSteps'
import { startNitronodeTogether } from '../../../test/helpers/nitronodeTogetherRig'
import { ALICE_KEY, BOB, BOB_KEY, CAROL, keptLogins, PAID, type Party } from '../../../test/helpers/togetherRig'
import { createMemoryJournal } from '../../core'
import { german } from '../../locales/de'
import SessionCoSigner from './SessionCoSigner.vue'

const SIGN = 'Sign'

async function start(): Promise<{ rig: ClearnodeRig, alice: Party, bob: Party }> {
  const rig = startTogetherWithClock()
  return { rig, alice: await rig.join(ALICE_KEY), bob: await rig.join(BOB_KEY) }
}

/** The component with a proposal that was read and checked. */
async function opened(rig: ClearnodeRig, { client }: Party, proposal: string, props = {}) {
  const page = await mountPage(SessionCoSigner, client, { proposal, ...props })
  await rig.settled(client.coSign(proposal).catch(() => {}))
  await rig.passed(1_000)
  return page
}

it('SessionCoSigner says what a signature does, signs it with one button, gives the reply and shows that the session was paid', async () => {
  const { rig, alice, bob } = await start()
  const shared = await propose(rig, alice)
  const page = await opened(rig, bob, shared.text, { names: { [CAROL]: 'Carol' }, locale: 'en' })

  expect([page.state(), await page.violations()]).toEqual(['review', []])
  for (const part of [
    'If you sign, 0x5d5c…00D2 can close this session', 'You receive 0.2 usdc.', 'you get 0.2 usdc more',
    'Carol 0x8bfa', '0 usdc', '+0.1 usdc', '−0.3 usdc',
    'Without your signature, the others cannot close this session.', 'Nothing proves who made this proposal.', shared.code, 'Sign until', '0:5',
  ]) expect(page.text()).toContain(part)

  await page.click(SIGN)
  await rig.passed(3_000)
  expect([page.state(), page.hasButton(SIGN), await page.violations()]).toEqual(['signed', false, []])
  const reply = page.valueOf('Reply as text')
  expect(page.wrapper.emitted('signed')).toEqual([[reply]])
  await page.click('QR code')
  expect(page.wrapper.find('svg[role=img] path').attributes('d')).toMatch(/^M0 0h7v1h-7z/)

  await rig.settled(alice.client.addSignature(reply))
  await rig.settled(shared.closing)
  await rig.passed(LONG)
  expect(rig.paid()).toEqual(PAID)
  expect([page.state(), page.hasButton(SIGN), page.wrapper.emitted('paid')?.length, await page.violations()]).toEqual(['result', false, 1, []])
  expect(page.text()).toContain('The session was paid exactly as you have signed.')
})

it('SessionCoSigner declines with a reason and a message for the submitter, and lets the person look at the proposal again', async () => {
  const { rig, alice, bob } = await start()
  const shared = await propose(rig, alice)
  const page = await opened(rig, bob, shared.text)
  await page.click('Do not sign…')
  expect([page.hasButton(SIGN), document.activeElement?.textContent, await page.violations()]).toEqual([false, 'Why do you not sign?', []])
  page.wrapper.find<HTMLInputElement>('input[value=later]').element.click()
  await page.type('Message to the sender', 'Tomorrow')
  await page.wrapper.find('form').trigger('submit')
  expect([page.state(), page.hasButton(SIGN), await page.violations()]).toEqual(['declined', false, []])

  await rig.settled(alice.client.addSignature(page.valueOf('Reply as text')))
  expect(shared.declines).toEqual([{ participant: BOB, reason: 'later', note: 'Tomorrow' }])
  await page.click('Back')
  expect([page.state(), page.hasButton(SIGN)]).toEqual(['review', true])
})

it('SessionCoSigner shows no button for signing when a proposal conflicts, is over, is the wallet’s own or is damaged', async () => {
  const { rig, alice, bob } = await start()
  const own = await propose(rig, bob)
  const shared = await propose(rig, alice)
  const page = await opened(rig, bob, shared.text)
  expect([page.state(), page.hasButton(SIGN), page.hasButton('Do not sign…')]).toEqual(['review', false, false])
  expect(page.text()).toContain('Another proposal or closing of this session is under way on this device.')
  expect(page.wrapper.find('.nitrolite-blocker .nitrolite-clock dt').text()).toBe('You can sign another proposal from')

  own.closing.cancel()
  await rig.passed(1_000)
  expect(page.hasButton(SIGN)).toBe(true)

  await rig.passed(60_000)
  await page.click(SIGN)
  await rig.passed(1_000)
  expect([page.state(), page.hasButton(SIGN), await page.violations()]).toEqual(['failed', false, []])
  expect(page.text()).toContain('The time to sign this proposal is over.')
  await page.click('Read again')
  await rig.passed(1_000)
  expect([page.state(), page.hasButton(SIGN)]).toEqual(['review', false])

  await page.wrapper.setProps({ proposal: 'nlp1.damaged' })
  await rig.passed(1_000)
  expect([page.state(), page.hasButton(SIGN), await page.violations()]).toEqual(['refused', false, []])
  expect(page.wrapper.emitted('failed')?.map(([error]) => (error as { code: string }).code)).toEqual(['PROPOSAL_TOO_LATE', 'PROPOSAL_MALFORMED'])

  const byOwner = await opened(rig, await rig.join(ALICE_KEY), shared.text)
  expect([byOwner.state(), byOwner.hasButton(SIGN)]).toEqual(['review', false])
})

it('SessionCoSigner shows a signature of an earlier page with its reply, and that it was not used', async () => {
  const { rig, alice } = await start()
  const shared = await propose(rig, alice)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const before = await rig.join(BOB_KEY, { keep })
  const review = await rig.settled(before.client.coSign(shared.text))
  review.approve()
  await rig.settled(review.sign())
  before.client.dispose()

  const page = await opened(rig, await rig.join(BOB_KEY, { keep }), shared.text)
  expect([page.state(), page.hasButton(SIGN), page.hasButton('Withdraw the signature…')]).toEqual(['signed', false, true])
  expect(page.valueOf('Reply as text')).toMatch(/^nlr1\./)
  await rig.passed(LONG)
  expect([page.state(), page.hasButton(SIGN), await page.violations()]).toEqual(['lapsed', false, []])
})

it('SessionCoSigner withdraws a signature after asking, and shows when it can no longer be used', async () => {
  const { rig, alice, bob } = await start()
  const shared = await propose(rig, alice)
  const page = await opened(rig, bob, shared.text)
  await page.click(SIGN)
  await rig.passed(3_000)
  await page.click('Withdraw the signature…')
  expect(await page.violations()).toEqual([])
  await page.click('Withdraw')
  await rig.passed(LONG)
  expect([page.state(), rig.paid()]).toEqual(['withdrawn', []])
})

it('SessionCoSigner asks for a proposal, and then for a wallet, in the language of the app', async () => {
  const { rig, alice, bob } = await start()
  const shared = await propose(rig, alice)
  bob.client.disconnect()
  const page = await mountPage(SessionCoSigner, bob.client, { proposal: null }, german)
  expect([page.state(), page.wrapper.attributes('lang'), await page.violations()]).toEqual(['empty', 'de', []])
  await page.type('Vorschlag', shared.link('https://app.example/'))
  await page.wrapper.find('form').trigger('submit')
  expect([page.state(), page.hasButton('Verbinden'), await page.violations()]).toEqual(['waiting', true, []])
  // The session key of another device ends with the login.
  expect(page.text()).toContain('zieht die Anmeldung hier jene Unterschrift zurück')
  await page.click('Verbinden')
  await rig.passed(3_000)
  expect([page.state(), page.hasButton('Unterschreiben')]).toEqual(['review', true])
})

it('SessionCoSigner says that another device of the wallet may have signed on a nitronode, and lets the person sign', async () => {
  const rig = await startNitronodeTogether()
  const [alice, phone, laptop] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  await sign(rig, phone, shared.text)
  const page = await mountPage(SessionCoSigner, laptop.client, { proposal: shared.text })
  await rig.passed(2_000)
  expect(page.text()).toContain('Your wallet may already have signed a proposal for this session on another device.')
  expect([page.state(), page.hasButton(SIGN), await page.violations()]).toEqual(['review', true, []])
})

it('SessionCoSigner shows that another device has signed while the proposal was open, before the person signs', async () => {
  const rig = await startNitronodeTogether()
  const [alice, phone, laptop] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY), await rig.join(BOB_KEY)]
  const shared = await propose(rig, alice)
  const page = await mountPage(SessionCoSigner, laptop.client, { proposal: shared.text })
  await rig.passed(2_000)
  await sign(rig, phone, shared.text)
  const WARNING = 'Your wallet may already have signed a proposal for this session on another device.'
  expect(page.text()).not.toContain(WARNING)
  await page.click(SIGN)
  await rig.passed(2_000)
  expect([page.state(), page.text()]).toEqual(['failed', expect.stringContaining('Nothing was signed. Read the proposal again and approve it.')])
  await page.click('Read again')
  await rig.passed(2_000)
  expect([page.state(), page.text(), page.hasButton(SIGN)]).toEqual(['review', expect.stringContaining(WARNING), true])
  await page.click(SIGN)
  await rig.passed(2_000)
  expect(page.state()).toBe('signed')
})
