import { expect, it, onTestFinished, vi } from 'vitest'
import { stubLocks, stubPage } from '../../test/helpers/cachedPage'
import type { PeerMessage } from '../core/peers/peers'
import { createBrowserPeers } from './browserPeers'

const ASK: PeerMessage = { version: 1, kind: 'ask', key: 'one' }
let count = 0

/** A page that can be put into the cache, and another tab that stays. */
function start() {
  stubLocks()
  const name = `cached tabs ${++count}`
  const page = stubPage()
  const heard: PeerMessage[] = []
  const cached = createBrowserPeers(name).join(message => heard.push(message))
  page.forgetPage()
  const heardByOther: PeerMessage[] = []
  const other = createBrowserPeers(name).join(message => heardByOther.push(message))
  onTestFinished(() => {
    cached.leave()
    other.leave()
  })
  return { page, cached, other, heard, heardByOther }
}

/** Asks for the lock. */
function hold(peer: ReturnType<typeof start>['cached']) {
  const over = new AbortController()
  const seen = { isHeld: false, isLost: false }
  const held = peer.hold('one', over.signal, () => { seen.isLost = true }).then(() => { seen.isHeld = true })
  return { seen, held, release: () => { over.abort() } }
}

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 20) })

it('a page that is put into the back-forward cache gives its lock to the tab that waits for it, and learns that it has lost the lock', async () => {
  const { page, cached, other } = start()
  const first = hold(cached)
  await first.held
  const waiting = hold(other)
  page.fireWithoutCache('pagehide')
  await settled()
  expect([first.seen.isLost, waiting.seen.isHeld]).toEqual([false, false])
  page.leave()
  await waiting.held
  expect(first.seen.isLost).toBe(true)
})

it('a page in the back-forward cache waits for no lock, and asks for the lock again when it returns', async () => {
  const { page, cached, other } = start()
  const first = hold(other)
  await first.held
  const before = hold(cached)
  page.leave()
  const meanwhile = hold(cached)
  first.release()
  const next = hold(other)
  await next.held
  expect([before.seen.isHeld, meanwhile.seen.isHeld]).toEqual([false, false])
  page.fireWithoutCache('pageshow')
  page.comeBack()
  next.release()
  await before.held
  expect(before.seen.isLost).toBe(false)
  before.release()
  await meanwhile.held
})

it('a page in the back-forward cache receives no message, and sends its own when it returns', async () => {
  const { page, cached, other, heard, heardByOther } = start()
  page.leave()
  other.tell(ASK)
  cached.tell({ ...ASK, key: 'two' })
  await settled()
  expect([heard, heardByOther]).toEqual([[], []])
  page.comeBack()
  await vi.waitFor(() => { expect(heardByOther).toEqual([{ ...ASK, key: 'two' }]) })
  other.tell({ ...ASK, key: 'three' })
  await vi.waitFor(() => { expect(heard).toEqual([{ ...ASK, key: 'three' }]) })
})

it('a client that has left the other tabs opens no channel when its page returns from the back-forward cache', async () => {
  const { page, cached, other, heard } = start()
  cached.leave()
  expect(page.listeners).toBe(0)
  page.leave()
  page.comeBack()
  other.tell(ASK)
  await settled()
  expect(heard).toEqual([])
})
