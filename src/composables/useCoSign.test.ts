import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { expect, it, onTestFinished, vi } from 'vitest'
import { LONG, propose, type ClearnodeRig } from '../../test/helpers/togetherSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, keptLogins, PAID, startTogether, type Party } from '../../test/helpers/togetherRig'
import { createMemoryJournal } from '../core'
import { createNitrolite } from '../plugin/createNitrolite'
import { useCoSign } from './useCoSign'

/** A page of an app whose client is Bob's. */
function openPage({ client }: Party) {
  const results: ReturnType<typeof useCoSign>[] = []
  const app = createApp({
    setup() {
      results.push(useCoSign())
      return () => null
    },
  })
  app.use(createPinia()).use(createNitrolite({ client, storage: false })).mount(document.createElement('div'))
  onTestFinished(() => { app.unmount() })
  const [result] = results
  if (!result) throw new Error('The setup did not run.')
  return result
}

/** Alice collects signatures for a session that Bob's signature completes. The clock of the device is that of the node. */
async function start(): Promise<{ rig: ClearnodeRig, alice: Party, bob: Party }> {
  const rig = startTogether()
  vi.spyOn(Date, 'now').mockImplementation(() => rig.time.now())
  return { rig, alice: await rig.join(ALICE_KEY), bob: await rig.join(BOB_KEY) }
}

it('useCoSign shows what a proposal does, signs it after approval, and shows that the session was paid as signed', async () => {
  const { rig, alice, bob } = await start()
  const shared = await propose(rig, alice)
  const page = openPage(bob)
  expect([page.state.value, page.openFromPage(), page.canSign.value]).toEqual(['idle', false, false])

  await rig.settled(page.open(shared.link('https://app.example/sign')))
  expect([page.state.value, page.code.value, page.canSign.value, page.error.value]).toEqual(['reviewed', shared.code, true, null])
  expect(page.review.value?.rows.map(({ participant, before, after }) => [participant, before, after]).slice(0, 2))
    .toEqual([[ALICE, '1', '0.7'], [BOB, '0', '0.2']])

  expect(page.decline('later', 'Tomorrow')).toMatch(/^nld1\./)
  expect([page.state.value, page.canSign.value, page.reply.value?.slice(0, 5)]).toEqual(['declined', true, 'nld1.'])
  page.approve()
  expect([page.state.value, page.reply.value]).toEqual(['approved', null])
  const reply = await rig.settled(page.sign())
  expect([page.state.value, page.reply.value, page.canSign.value, page.canWithdraw.value]).toEqual(['signed', reply, false, true])
  expect([page.slots.value.map(({ role }) => role), page.decline('later')]).toEqual([['co-signer'], null])

  await rig.settled(alice.client.addSignature(reply ?? ''))
  await rig.settled(shared.closing)
  await rig.passed(LONG)
  expect(rig.paid()).toEqual(PAID)
  expect([page.state.value, page.receipt.value?.result, page.error.value, page.slots.value]).toEqual(['landed', 'closed', null, []])
})

it('useCoSign offers no signature while the session has another one, or once the time of the proposal is over', async () => {
  const { rig, alice, bob } = await start()
  const own = await propose(rig, bob)
  const theirs = await propose(rig, alice)
  const page = openPage(bob)
  await rig.settled(page.open(theirs.text))
  page.approve()
  expect([page.state.value, page.canSign.value, page.error.value?.code]).toEqual(['approved', false, 'PROPOSAL_CONFLICT'])
  expect(await page.sign()).toBeNull()

  own.closing.cancel()
  await rig.passed(1_000)
  expect([page.canSign.value, page.error.value]).toEqual([true, null])

  await rig.passed(120_000)
  await rig.settled(page.reopen())
  expect([page.state.value, page.canSign.value, page.error.value?.code]).toEqual(['reviewed', false, 'PROPOSAL_TOO_LATE'])

  await rig.settled(page.open('nlp1.damaged'))
  expect([page.state.value, page.canSign.value, page.error.value?.code]).toEqual(['refused', false, 'PROPOSAL_MALFORMED'])
  page.reset()
  expect([page.state.value, page.error.value, page.review.value]).toEqual(['idle', null, null])
})

it('useCoSign shows a signature that was given before a reload with its reply, and that it has lapsed', async () => {
  const { rig, alice } = await start()
  const shared = await propose(rig, alice)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const before = await rig.join(BOB_KEY, { keep })
  const first = openPage(before)
  await rig.settled(first.open(shared.text))
  first.approve()
  await rig.settled(first.sign())
  before.client.dispose()

  const page = openPage(await rig.join(BOB_KEY, { keep }))
  await rig.settled(page.open(`  ${shared.text}\n`))
  expect([page.state.value, page.canSign.value, page.canWithdraw.value]).toEqual(['signed', false, true])
  expect(page.reply.value).toMatch(/^nlr1\./)
  await rig.passed(LONG)
  expect([page.state.value, page.error.value?.code, rig.paid()]).toEqual(['lapsed', 'PROPOSAL_LAPSED', []])
})

it('useCoSign waits for a wallet, and reads the proposal again for another one', async () => {
  const { rig, alice, bob } = await start()
  const shared = await propose(rig, alice)
  bob.client.disconnect()
  const page = openPage(bob)
  await page.open(shared.text)
  expect([page.state.value, page.canSign.value]).toEqual(['waiting', false])
  await rig.settled(bob.client.connect())
  await rig.passed(1_000)
  expect([page.state.value, page.canSign.value]).toEqual(['reviewed', true])
  await rig.settled(bob.client.connect(ALICE_KEY))
  await rig.passed(1_000)
  // Alice's own client signs last by itself.
  expect([page.state.value, page.review.value?.submitter.relation, page.canSign.value]).toEqual(['reviewed', 'me', false])
})

it('useCoSign withdraws a signature that was given before a reload', async () => {
  const { rig, alice } = await start()
  const shared = await propose(rig, alice)
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const before = await rig.join(BOB_KEY, { keep })
  const review = await rig.settled(before.client.coSign(shared.text))
  review.approve()
  await rig.settled(review.sign())
  before.client.dispose()

  const page = openPage(await rig.join(BOB_KEY, { keep }))
  await rig.settled(page.open(shared.text))
  expect([page.state.value, page.withdraw()]).toEqual(['signed', true])
  await rig.passed(LONG)
  expect([page.state.value, rig.paid()]).toEqual(['withdrawn', []])
})
