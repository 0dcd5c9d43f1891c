import { expect } from 'vitest'
import { browserTest as test, screenshot } from './support/browserTest'
import { closesOnNode } from './support/playgroundPage'
import { readQrCode } from './support/readQrCode'
import {
  actAs, openAs, openElsewhere, partsOf, proposeAsAlice, serveRelay, serveSharedSession,
} from './support/togetherPages'

/** What the node pays to Alice, Bob and Carol if it pays what Alice proposes, once. */
const PAID_ONCE = ['0.7', '0', '0.3']

test('two tabs that meet over BroadcastChannel approve a proposal and close once, although the tab that proposed was reloaded', async ({ openPage, playground }) => {
  const node = await serveSharedSession()
  const [alicePage, bobPage] = [await openPage(), await openPage()]
  const alice = await proposeAsAlice(alicePage, node.pageOf(playground, '&meet=tabs'))
  const code = await alice.closerCode.innerText()
  await alicePage.reload()
  await actAs(alicePage, 'Alice')
  await expect.poll(() => alice.closerCode.innerText()).toBe(code)

  const bob = await openAs(bobPage, 'Bob', node.pageOf(playground, '&meet=tabs'))
  await expect.poll(() => bob.signerCode.innerText()).toBe(code)
  await screenshot(bobPage, 'a proposal in a room')
  await bob.signer.getByRole('button', { name: 'Approve' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
})

test('in one tab of the playground, two participants whose clients meet in a room close a session that one of them alone cannot close', async ({ page, playground }) => {
  await page.goto(playground)
  await page.getByRole('button', { name: 'New session' }).click()
  await page.getByRole('button', { name: '50 / 30 / 20' }).click()
  await page.getByRole('button', { name: 'Create and fund' }).click()
  await page.getByRole('button', { name: 'Tabs of this browser' }).click()
  await page.getByRole('button', { name: 'Sign as Bob' }).click()
  const { closer, signer, closed } = partsOf(page)
  await closer.getByRole('button', { name: 'Propose to the others' }).click()
  await closer.getByRole('button', { name: 'Propose', exact: true }).click()
  await signer.getByRole('button', { name: 'Approve' }).click()
  await closed(closer)
  await closed(signer)
  expect((await closesOnNode(page)).handled).toBe(1)
})

test('a proposal that travels as QR code and link, and a reply that travels as text, close a session of two browser profiles once', async ({ page, browser, playground }) => {
  const node = await serveSharedSession()
  const alice = await proposeAsAlice(page, node.pageOf(playground))
  await alice.closer.getByRole('button', { name: 'QR code' }).click()
  await screenshot(page, 'a proposal by hand')
  const link = await readQrCode(page, alice.closer.locator('.nitrolite-qr'))
  const text = await alice.closer.getByLabel('Proposal as text').inputValue()
  expect(link).toBe(`${page.url()}#${text}`)

  const elsewhere = await openElsewhere(browser)
  const bob = await openAs(elsewhere.page, 'Bob', link)
  await expect.poll(() => bob.signerCode.innerText()).toBe(await alice.closerCode.innerText())
  await screenshot(elsewhere.page, 'a proposal opened by its link')
  await bob.signer.getByRole('button', { name: 'Sign', exact: true }).click()
  const reply = await bob.signer.getByLabel('Reply as text').inputValue()
  expect(node.paid()).toEqual([])

  await alice.closer.getByLabel('Reply of a participant').fill(reply)
  await alice.closer.getByRole('button', { name: 'Add reply' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
  expect(elsewhere.problems()).toEqual([])
})

test('of two browser profiles that meet over a relay, one is offline while the other proposes, and approves when it is back', async ({ browser, playground }) => {
  const node = await serveSharedSession()
  const relay = await serveRelay(new URL(playground).origin)
  const address = node.pageOf(playground, `&meet=relay&relay=${encodeURIComponent(relay.url)}`)
  const [here, elsewhere] = [await openElsewhere(browser), await openElsewhere(browser)]
  const bob = await openAs(elsewhere.page, 'Bob', address)
  await bob.signer.getByText('There is no proposal for this session yet.').waitFor()

  await elsewhere.page.context().setOffline(true)
  // Going offline alone does not end the sockets of Chromium.
  node.cut()
  relay.cut()
  const alice = await proposeAsAlice(here.page, address)
  expect(await bob.signer.getAttribute('data-state')).toBe('empty')

  await elsewhere.page.context().setOffline(false)
  await expect.poll(() => bob.signerCode.innerText()).toBe(await alice.closerCode.innerText())
  await bob.signer.getByRole('button', { name: 'Approve' }).click()
  await alice.closed(alice.closer)
  await bob.closed(bob.signer)
  expect(node.paid()).toEqual(PAID_ONCE)
  expect(node.closes()).toBe(1)
  expect([...here.problemsOnline(), ...elsewhere.problemsOnline()]).toEqual([])
})
