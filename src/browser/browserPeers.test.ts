import { afterEach, describe, expect, it, vi } from 'vitest'
import { stubLocks } from '../../test/helpers/cachedPage'
import type { PeerMessage } from '../core/peers/peers'
import { createBrowserPeers } from './browserPeers'

const ASK: PeerMessage = { version: 1, kind: 'ask', key: 'one' }
let count = 0
const leaving: (() => void)[] = []

/** Opens another tab of the same origin. */
function openTab(name: string) {
  const heard: PeerMessage[] = []
  const peer = createBrowserPeers(name).join(message => heard.push(message))
  leaving.push(peer.leave)
  return { peer, heard }
}

afterEach(() => {
  vi.unstubAllGlobals()
  for (const leave of leaving.splice(0)) leave()
})

describe('createBrowserPeers', () => {
  it('browser peers deliver messages between tabs, but not from another database, another version, or a tab that has left', async () => {
    const name = `tabs ${++count}`
    const [one, other, stranger] = [openTab(name), openTab(name), openTab('another')]
    const raw = new BroadcastChannel(name)
    leaving.push(() => raw.close())
    for (const message of [{ ...ASK, version: 2 }, 'ask', null, { version: 1, kind: 'ask' }]) raw.postMessage(message)
    one.peer.tell(ASK)
    await vi.waitFor(() => { expect(other.heard).toEqual([ASK]) })
    expect(one.heard).toEqual([])
    expect(stranger.heard).toEqual([])
    one.peer.leave()
    one.peer.tell(ASK)
    other.peer.tell({ ...ASK, key: 'two' })
    raw.postMessage({ ...ASK, key: 'last' })
    await vi.waitFor(() => { expect(other.heard).toEqual([ASK, { ...ASK, key: 'last' }]) })
    expect(one.heard).toEqual([])
  })

  it('browser peers let one tab at a time hold a name, until that tab releases the name', async () => {
    stubLocks()
    const name = `tabs ${++count}`
    const over = new AbortController()
    await openTab(name).peer.hold('one', over.signal)
    let isHeld = false
    const waiting = openTab(name).peer.hold('one', new AbortController().signal).then(() => { isHeld = true })
    await openTab(name).peer.hold('two', new AbortController().signal)
    expect(isHeld).toBe(false)
    over.abort()
    await waiting
  })

  it('browser peers let no tab hold a name after that tab has stopped waiting for the name', async () => {
    stubLocks()
    const name = `tabs ${++count}`
    const [first, second] = [new AbortController(), new AbortController()]
    await openTab(name).peer.hold('one', first.signal)
    const waiting = openTab(name).peer.hold('one', second.signal)
    second.abort()
    first.abort()
    await waiting
    await openTab(name).peer.hold('one', new AbortController().signal)
  })
})

describe('createBrowserPeers without locks or channels', () => {
  it.each([
    ['that has no locks', { navigator: {} }],
    ['that refuses locks', { navigator: { locks: { request: async () => { throw new Error('refused') } } } }],
    ['that refuses channels', { navigator: {}, BroadcastChannel: function refuse() { throw new Error('refused') } }],
  ])('browser peers let tabs hold names without waiting in a browser %s', async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    const { peer } = openTab(`tabs ${++count}`)
    await peer.hold('one', new AbortController().signal)
    await peer.hold('one', new AbortController().signal)
    expect(() => { peer.tell(ASK) }).not.toThrow()
  })
})
