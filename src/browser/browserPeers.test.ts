import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PeerMessage } from '../core/peers/peers'
import { createBrowserPeers } from './browserPeers'

const ASK: PeerMessage = { version: 1, kind: 'ask', key: 'one' }
let count = 0
const leaving: (() => void)[] = []

/** Another tab of the same origin. */
function tab(name: string) {
  const heard: PeerMessage[] = []
  const peer = createBrowserPeers(name).join(message => heard.push(message))
  leaving.push(peer.leave)
  return { peer, heard }
}

/** The locks of a browser, as far as they are needed. */
function stubLocks() {
  const queues = new Map<string, Promise<unknown>>()
  const request = (name: string, { signal }: LockOptions, task: () => Promise<unknown>): Promise<unknown> => {
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => {
      if (signal?.aborted) throw signal.reason
      return task()
    })
    queues.set(name, turn.catch(() => {}))
    return turn
  }
  vi.stubGlobal('navigator', { locks: { request } })
}

afterEach(() => {
  vi.unstubAllGlobals()
  for (const leave of leaving.splice(0)) leave()
})

describe('tabs', () => {
  it('hear each other, but not those of another database, another version, or who has left', async () => {
    const name = `tabs ${++count}`
    const [one, other, stranger] = [tab(name), tab(name), tab('another')]
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

  it('hold a name one at a time, until they let go', async () => {
    stubLocks()
    const name = `tabs ${++count}`
    const over = new AbortController()
    await tab(name).peer.hold('one', over.signal)
    let isHeld = false
    const waiting = tab(name).peer.hold('one', new AbortController().signal).then(() => { isHeld = true })
    await tab(name).peer.hold('two', new AbortController().signal)
    expect(isHeld).toBe(false)
    over.abort()
    await waiting
  })

  it('hold nothing once they have stopped waiting', async () => {
    stubLocks()
    const name = `tabs ${++count}`
    const [first, second] = [new AbortController(), new AbortController()]
    await tab(name).peer.hold('one', first.signal)
    const waiting = tab(name).peer.hold('one', second.signal)
    second.abort()
    first.abort()
    await waiting
    await tab(name).peer.hold('one', new AbortController().signal)
  })
})

describe('a browser without locks or channels', () => {
  it.each([
    ['has no locks', { navigator: {} }],
    ['refuses locks', { navigator: { locks: { request: async () => { throw new Error('refused') } } } }],
    ['refuses channels', { navigator: {}, BroadcastChannel: function refuse() { throw new Error('refused') } }],
  ])('%s: nobody waits', async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
    const { peer } = tab(`tabs ${++count}`)
    await peer.hold('one', new AbortController().signal)
    await peer.hold('one', new AbortController().signal)
    expect(() => { peer.tell(ASK) }).not.toThrow()
  })
})
