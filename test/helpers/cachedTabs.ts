import { expect, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type ClosingSnapshot, type NitroliteClient, type NitroliteClientOptions, type Peer, type Peers } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import { createEmbeddedClearnode, createVirtualTime, type EmbeddedClearnodeOptions, type VirtualTime } from '../../src/testing'
import { ALICE_KEY, APPLICATION, recordSocket, seedSession, URL_OF_NODE } from './flow'

/** A page that can be put into the back-forward cache: it stands still, gives its locks back, and its socket is closed. */
function createCachedPage(peers: Peers, time: VirtualTime) {
  const heldBack: (() => void)[] = []
  const losses = new Set<() => void>()
  let isCached = false
  /** Runs at once, or when the page returns. */
  const run = (work: () => void): void => { if (isCached) heldBack.push(work); else work() }

  const cachedPeers: Peers = {
    join(hear) {
      const peer: Peer = peers.join((message) => { if (!isCached) hear(message) })
      return {
        ...peer,
        tell: message => run(() => { peer.tell(message) }),
        hold: (name, signal, onLost) => new Promise((resolve) => {
          run(() => {
            const place = new AbortController()
            signal.addEventListener('abort', () => { place.abort() })
            if (signal.aborted) place.abort()
            const lose = (): void => {
              place.abort()
              onLost?.()
            }
            void peer.hold(name, place.signal).then(() => {
              if (!place.signal.aborted) losses.add(lose)
              resolve()
            })
          })
        }),
      }
    },
  }
  return {
    peers: cachedPeers,
    timers: { ...time, after: (ms: number, callback: () => void) => time.after(ms, () => { run(callback) }) },
    leave() {
      isCached = true
      for (const lose of [...losses]) lose()
      losses.clear()
    },
    comeBack() {
      isCached = false
      for (const work of heldBack.splice(0)) work()
    },
  }
}

/** Tabs of one browser on a ClearNode. The first one can be put into the back-forward cache. */
export async function startCachedTabs(options: Pick<EmbeddedClearnodeOptions, 'faults' | 'latency'> = {}) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: time.now, timers: time, ...options })
  onTestFinished(() => node.dispose())
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const peers = createLocalPeers()
  const page = createCachedPage(peers, time)

  async function open(given: Partial<NitroliteClientOptions>) {
    const { WebSocket, sent, cut } = recordSocket(node)
    const client: NitroliteClient = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket, journal: { ...journal }, peers, timers: time, reconnect: { jitter: 0 }, ...given,
    })
    onTestFinished(() => { client.dispose() })
    const shown: ClosingSnapshot[] = []
    client.on('closing', snapshot => shown.push(snapshot))
    void client.connect().catch(() => {})
    await time.runUntil(() => client.status === 'ready')
    return { client, shown, cut, closesSent: () => sent.filter(({ method }) => method === 'close_app_session').length }
  }

  const tab = await open(page)
  return {
    time, node, sessionId, tab,
    openOther: () => open({}),
    /** Puts the first tab into the cache. */
    leave() {
      page.leave()
      tab.cut()
    },
    comeBack: () => { page.comeBack() },
    async until(isReached: () => boolean, limit = 600_000): Promise<void> {
      await time.runUntil(isReached, limit)
      expect(isReached()).toBe(true)
    },
  }
}
