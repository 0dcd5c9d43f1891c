import { describe, expect, it } from 'vitest'
import { createMemoryJournal } from '../journal/memoryJournal'
import { createLocalPeers, localPeersOf, type PeerMessage } from './peers'

const ASK: PeerMessage = { version: 1, kind: 'ask', key: 'one' }

describe('clients of one page', () => {
  it('clients of one page hold a name one after the other, in the order in which they asked', async () => {
    const peer = createLocalPeers().join(() => {})
    const order: string[] = []
    const ends = ['first', 'second', 'third'].map((who) => {
      const over = new AbortController()
      void peer.hold('one', over.signal).then(() => { order.push(who) })
      return over
    })
    await peer.hold('another', new AbortController().signal)
    expect(order).toEqual(['first'])
    ends[0]?.abort()
    await Promise.resolve()
    expect(order).toEqual(['first', 'second'])
    ends[1]?.abort()
    await Promise.resolve()
    expect(order).toEqual(['first', 'second', 'third'])
    ends[2]?.abort()
    await peer.hold('one', new AbortController().signal)
  })

  it('a client that stops waiting for a name is passed over', async () => {
    const peer = createLocalPeers().join(() => {})
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
    await peer.hold('one', first.signal)
    void peer.hold('one', second.signal)
    const last = peer.hold('one', third.signal)
    second.abort()
    first.abort()
    await last
  })

  it('a message to the clients of one page reaches all of them but its sender, and no client that has left', async () => {
    const peers = createLocalPeers()
    const heard: string[] = []
    const teller = peers.join(() => heard.push('teller'))
    peers.join(() => heard.push('other'))
    const gone = peers.join(() => heard.push('gone'))
    gone.leave()
    teller.tell(ASK)
    expect(heard).toEqual([])
    await Promise.resolve()
    expect(heard).toEqual(['other'])
  })

  it('clients with the same journal share their peers', () => {
    const journal = createMemoryJournal()
    expect(localPeersOf(journal)).toBe(localPeersOf(journal))
    expect(localPeersOf(createMemoryJournal())).not.toBe(localPeersOf(journal))
  })
})
