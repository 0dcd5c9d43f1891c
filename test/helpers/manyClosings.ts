import { expect, onTestFinished } from 'vitest'
import { createMemoryHistory, createMemoryJournal, createNitroliteClient, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
import {
  createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime, FAULT_PROFILES, judge,
  type EmbeddedWebSocketConstructor, type Latency, type NodeKind,
} from '../../src/testing'
import { loadNitronode } from './loadNitronode'
import { useNativeCurve } from './nativeCurve'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from './people'

const HOUR = 3_600_000
const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])

/** How many closings one client of a crowd leaves behind: few enough that all of them are sent at once. */
const BATCH = 10

/** Sets up a node with many open sessions of Alice in virtual time, and clients of Alice with one journal. */
export async function startManySessions(kind: NodeKind, count: number, latency: Latency = () => undefined) {
  await loadNitronode()
  const signatures = useNativeCurve()
  const time = createVirtualTime()
  const create = kind === 'clearnode' ? createEmbeddedClearnode : createEmbeddedNitronode
  const node = create({ clock: time.now, timers: time, latency })
  onTestFinished(() => { node.dispose() })
  const ids = Array.from({ length: count }, (_, index) => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: index + 1,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id)
  const journal = createMemoryJournal()
  const history = createMemoryHistory()

  async function connect(options: Partial<NitroliteClientOptions> = {}): Promise<NitroliteClient> {
    const client = createNitroliteClient({
      url: `ws://many-${kind}.test`, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket, timers: time, history,
      reconnect: { jitter: 0 }, journal: { ...journal }, signatures, ...options,
    })
    onTestFinished(() => { client.dispose() })
    client.connect().catch(() => {})
    await time.runUntil(() => client.status === 'ready', HOUR)
    return client
  }

  /** Starts to close the sessions of these indices. */
  const closeAll = (client: NitroliteClient, from = 0, to = count): void => {
    for (const sessionId of ids.slice(from, to)) {
      // The result is read from the list of closings.
      client.close({ sessionId, allocations: REQUESTED }).then(() => {}, () => {})
    }
  }

  /**
   * Leaves a closing with an unknown outcome in the journal for every session: the first half of each batch has reached the
   * node, the other half is lost, and no client has seen an answer.
   */
  async function leaveUnknown(): Promise<void> {
    for (let from = 0; from < count; from += BATCH) {
      const { WebSocket, sent } = createDeafSocket(node.WebSocket, FAULT_PROFILES[kind].closeMethod)
      // A journal of its own, because the client would otherwise work on the closings of the earlier ones.
      const own = createMemoryJournal()
      const client = await connect({ WebSocket, journal: own })
      closeAll(client, from, from + BATCH)
      const expected = Math.min(BATCH, count - from)
      await time.runUntil(() => sent() === expected, HOUR)
      expect(sent()).toBe(expected)
      client.dispose()
      for (const { key, record } of await own.list()) await journal.create(key, record)
    }
    expect(await journal.list()).toHaveLength(count)
  }

  /** Lets time pass until every closing of the client has ended, and counts them by state. */
  async function states(client: NitroliteClient, limit: number): Promise<Record<string, number>> {
    const isOver = (): boolean => {
      const closings = client.closings.list()
      return closings.length >= count && closings.every(({ state, watchedUntil }) => state === 'closed' && watchedUntil === null)
    }
    await time.runUntil(isOver, limit)
    const counts: Record<string, number> = {}
    for (const { state } of client.closings.list()) counts[state] = (counts[state] ?? 0) + 1
    return counts
  }

  /** Checks in the node's ledger that every session was paid once and as requested, and that nothing is left in the journal. */
  async function expectPaidOnce(): Promise<void> {
    const wrong = ids.filter((id) => {
      const { closes, isOverpaid, status, paid } = judge(node, id)
      return closes !== 1 || isOverpaid || status !== 'closed' || paid['usdc'] !== '1'
    })
    expect(wrong).toEqual([])
    expect(await journal.list()).toEqual([])
    expect(await history.find({ limit: Infinity })).toHaveLength(count)
  }

  return { node, time, ids, connect, closeAll, leaveUnknown, states, expectPaidOnce }
}

/** A socket that loses every second request of a method on its way to the node, and every answer to the others. */
function createDeafSocket(WebSocket: EmbeddedWebSocketConstructor, method: string) {
  const unheard = new Set<number>()
  class DeafSocket extends WebSocket {
    override send(text: string): void {
      const frame = JSON.parse(text) as { req?: [number, string] } & [number, number, string]
      const [id, name] = frame.req ?? [frame[1], frame[2]]
      if (name !== method) return super.send(text)
      unheard.add(id)
      if (unheard.size % 2 === 1) super.send(text)
    }

    override dispatchEvent(event: Event): boolean {
      const text: unknown = 'data' in event ? event.data : null
      if (typeof text === 'string') {
        const frame = JSON.parse(text) as { res?: [number] } & [number, number]
        if (unheard.has(frame.res?.[0] ?? frame[1])) return true
      }
      return super.dispatchEvent(event)
    }
  }
  return { WebSocket: DeafSocket as EmbeddedWebSocketConstructor, sent: () => unheard.size }
}
