import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { expect, it, onTestFinished } from 'vitest'
import { LONG, sign } from '../../test/helpers/togetherSteps'
import { ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, keptLogins, PAID, REQUESTED, startTogether, type Party } from '../../test/helpers/togetherRig'
import { createMemoryJournal } from '../core'
import { createNitrolite } from '../plugin/createNitrolite'
import { useCloseSession } from './useCloseSession'

/** A page of an app that shows the closing of a session. */
function openPage({ client }: Party, sessionId: string) {
  const results: ReturnType<typeof useCloseSession>[] = []
  const app = createApp({
    setup() {
      results.push(useCloseSession(sessionId))
      return () => null
    },
  })
  app.use(createPinia()).use(createNitrolite({ client, storage: false })).mount(document.createElement('div'))
  onTestFinished(() => { app.unmount() })
  const [result] = results
  if (!result) throw new Error('The setup did not run.')
  return result
}

it('useCloseSession proposes, shows who has signed or declined, and shows the same proposal after a reload until the session is paid', async () => {
  const rig = startTogether({ quorum: 100 })
  const keep = { closings: createMemoryJournal(), logins: keptLogins() }
  const alice = await rig.join(ALICE_KEY, { keep })
  const [bob, carol] = [await rig.join(BOB_KEY), await rig.join(CAROL_KEY)]
  const first = openPage(alice, rig.sessionId)
  expect([first.state.value, first.shared.value]).toEqual(['idle', null])
  await rig.settled(first.propose(REQUESTED, { signWithin: 120_000 }))
  const { shared } = first
  expect([first.state.value, first.isClosing.value, shared.value?.signedBy, shared.value?.missingWeight]).toEqual(['collecting', true, [], 50])
  const { text = '', code } = shared.value ?? {}

  const { reply } = await sign(rig, bob, text)
  await rig.settled(shared.value?.addSignature(reply) ?? Promise.resolve())
  const review = await rig.settled(carol.client.coSign(text))
  expect([shared.value?.signedBy, shared.value?.missingWeight]).toEqual([[BOB], 20])
  await rig.settled(shared.value?.addSignature(review.decline('amounts', 'I paid for the board')) ?? Promise.resolve())
  expect(shared.value?.declines).toEqual([{ participant: CAROL, reason: 'amounts', note: 'I paid for the board' }])
  await expect(rig.settled(shared.value?.addSignature('nlr1.damaged') ?? Promise.resolve())).rejects.toMatchObject({ code: 'PROPOSAL_MALFORMED' })
  alice.client.dispose()

  const page = openPage(await rig.join(ALICE_KEY, { keep }), rig.sessionId)
  await rig.passed(2_000)
  expect([page.state.value, page.shared.value?.text, page.shared.value?.code, page.shared.value?.signedBy]).toEqual(['collecting', text, code, [BOB]])
  review.approve()
  await rig.settled(page.shared.value?.addSignature(await rig.settled(review.sign())) ?? Promise.resolve())
  await rig.passed(LONG)
  expect([page.state.value, page.shared.value, rig.paid()]).toEqual(['closed', null, PAID])
})

it('useCloseSession shows why a proposal was refused, and causes no unhandled rejection for a caller that ignores it', async () => {
  const rig = startTogether({ quorum: 50 })
  const page = openPage(await rig.join(ALICE_KEY), rig.sessionId)
  await rig.settled(page.propose(REQUESTED, { signWithin: 1 }).then(() => {}, () => {}))
  void page.propose(REQUESTED, { signWithin: 1 })
  expect([page.state.value, page.isClosing.value, page.error.value]).toEqual(['planning', true, null])
  await rig.passed(1_000)
  expect([page.state.value, page.error.value?.code]).toEqual(['idle', 'OPTIONS_INVALID'])
  await expect(rig.settled(page.propose(REQUESTED))).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  expect([page.state.value, page.error.value?.code]).toEqual(['failed', 'OPTIONS_INVALID'])
  page.reset()
  expect([page.state.value, page.error.value]).toEqual(['idle', null])
})

it('useCloseSession has nothing to share for a co-signer, or for a submitter who has cancelled', async () => {
  const rig = startTogether()
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const [submitter, coSigner] = [openPage(alice, rig.sessionId), openPage(bob, rig.sessionId)]
  const { text } = await rig.settled(submitter.propose(REQUESTED))
  await sign(rig, bob, text)
  await rig.passed(2_000)
  expect([coSigner.state.value, coSigner.shared.value, submitter.shared.value?.text]).toEqual(['collecting', null, text])
  expect(submitter.cancel()).toBe(true)
  await rig.passed(1_000)
  expect([submitter.state.value, submitter.shared.value]).toEqual(['cancelled', null])
})

it('useCloseSession gives a proposal up before its closing has begun', async () => {
  const rig = startTogether()
  const page = openPage(await rig.join(ALICE_KEY), rig.sessionId)
  const proposal = page.propose(REQUESTED)
  expect([page.isClosing.value, page.cancel()]).toEqual([true, true])
  await expect(rig.settled(proposal)).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
  await rig.passed(1_000)
  expect([page.isClosing.value, page.error.value, page.shared.value]).toEqual([false, null, null])
})
