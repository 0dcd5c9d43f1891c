import { expect } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { browserTest as test } from './support/browserTest'
import { actAs, openAs, openElsewhere, partsOf, proposeAsAlice, serveRelay, serveSharedSession } from './support/togetherPages'

/** What the node pays to Alice, Bob and Carol if it pays what Alice proposes, once. */
const PAID_ONCE = ['0.7', '0', '0.3']

/** Alice, Bob and Carol in three browser profiles. */
async function openProfiles(browser: Browser) {
  const [alice, bob, carol] = [await openElsewhere(browser), await openElsewhere(browser), await openElsewhere(browser)]
  const problems = (): string[] => [alice, bob, carol].flatMap(profile => profile.problemsOnline())
  return { alicePage: alice.page, bobPage: bob.page, carolPage: carol.page, problems }
}

test('of three browser profiles that meet over a relay, one reloads, one is offline for a while and one is closed for good, and the session is paid once', async ({ browser, playground }) => {
  const node = await serveSharedSession({ weights: [40, 30, 30], quorum: 70 })
  const relay = await serveRelay(new URL(playground).origin)
  const address = node.pageOf(playground, `&meet=relay&relay=${encodeURIComponent(relay.url)}`)
  const { alicePage, bobPage, carolPage, problems } = await openProfiles(browser)
  const bob = await openAs(bobPage, 'Bob', address)
  const carol = await openAs(carolPage, 'Carol', address)
  const alice = await proposeAsAlice(alicePage, address)
  const code = await alice.closerCode.innerText()
  await expect.poll(() => bob.signerCode.innerText()).toBe(code)
  await expect.poll(() => carol.signerCode.innerText()).toBe(code)

  await carolPage.context().close()
  await alicePage.reload()
  await actAs(alicePage, 'Alice')
  await expect.poll(() => alice.closerCode.innerText()).toBe(code)
  await bobPage.context().setOffline(true)
  // Going offline alone does not end the sockets of Chromium.
  node.cut()
  relay.cut()
  await expect.poll(() => bob.signer.getAttribute('data-state')).not.toBe('review')

  await bobPage.context().setOffline(false)
  await bob.signer.getByRole('button', { name: 'Approve' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
  expect(problems()).toEqual([])
})

test('of three tabs that meet over BroadcastChannel, one reloads after it has approved and one is closed for good, and the session is paid once', async ({ openPage, playground }) => {
  const node = await serveSharedSession({ weights: [40, 30, 30], quorum: 100 })
  const address = node.pageOf(playground, '&meet=tabs')
  const [alicePage, bobPage, carolPage, closedPage] = [await openPage(), await openPage(), await openPage(), await openPage()]
  const alice = await proposeAsAlice(alicePage, address)
  const bob = await openAs(bobPage, 'Bob', address)
  const closed = await openAs(closedPage, 'Carol', address)
  await bob.signer.getByRole('button', { name: 'Approve' }).click()
  await closed.signerCode.waitFor()
  await closedPage.close()

  await bobPage.reload()
  await actAs(bobPage, 'Bob')
  await bobPage.getByRole('button', { name: 'Sign as Bob' }).click()
  await expect.poll(() => bob.signer.getAttribute('data-state')).toBe('approved')
  const carol = await openAs(carolPage, 'Carol', address)
  await carol.signer.getByRole('button', { name: 'Approve' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  await carol.closed(carol.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
})

test('of three browser profiles that sign by hand, one reloads, one is offline after it has signed and one is closed for good, and the session is paid once', async ({ browser, playground }) => {
  const node = await serveSharedSession({ weights: [40, 30, 30], quorum: 100 })
  const { alicePage, bobPage, carolPage, problems } = await openProfiles(browser)
  const alice = await proposeAsAlice(alicePage, node.pageOf(playground))
  const link = `${alicePage.url()}#${await alice.closer.getByLabel('Proposal as text').inputValue()}`
  const signIn = async (signing: Page, name: 'Bob' | 'Carol'): Promise<string> => {
    const { signer } = await openAs(signing, name, link)
    await signer.getByRole('button', { name: 'Sign', exact: true }).click()
    return signer.getByLabel('Reply as text').inputValue()
  }
  const addReply = async (reply: string): Promise<void> => {
    await alice.closer.getByLabel('Reply of a participant').fill(reply)
    await alice.closer.getByRole('button', { name: 'Add reply' }).click()
  }
  await addReply(await signIn(bobPage, 'Bob'))
  await alice.closer.getByText('Signed: 1 of 3').waitFor()
  await bobPage.context().close()
  await alicePage.reload()
  await actAs(alicePage, 'Alice')

  const reply = await signIn(carolPage, 'Carol')
  await carolPage.context().setOffline(true)
  await addReply(reply)
  await alice.closed(alice.closer)
  await carolPage.context().setOffline(false)
  const carol = partsOf(carolPage)
  await carol.closed(carol.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
  expect(problems()).toEqual([])
})
