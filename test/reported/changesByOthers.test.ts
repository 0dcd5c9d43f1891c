import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { createVirtualTime } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, readSent, split, startNode, URL_OF_NODE } from '../helpers/flow'

const SECOND = 1_000
const CAROL_KEY = `0x${'c0'.repeat(32)}` as const

/** A person who shows sessions, and other people with clients of their own. */
async function start() {
  const time = createVirtualTime()
  const node = startNode({ clock: time.now, timers: time })
  const sent: { method: string, at: number }[] = []
  class RecordingSocket extends node.WebSocket {
    override send(data: string): void {
      sent.push({ method: readSent(data).method, at: time.elapsed() })
      super.send(data)
    }
  }
  const page = { isAway: false, onReturn: (): void => {} }
  const presence = { isAway: () => page.isAway, onReturn: (callback: () => void) => { page.onReturn = callback; return () => {} } }
  const connect = async (options: Partial<NitroliteClientOptions>) => {
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, WebSocket: node.WebSocket, timers: time, reconnect: { jitter: 0 },
      journal: createMemoryJournal(), ...options,
    })
    const connected = client.connect()
    await time.runUntil(() => client.status === 'ready')
    await connected
    return client
  }
  const createSession = () => node.createSession({
    participants: [ALICE, BOB], weights: [100, 100], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id
  /** Reads a session for the screen and watches it. @returns the changes that the client reports */
  const show = async (client: Awaited<ReturnType<typeof connect>>, id: `0x${string}`) => {
    const changes: number[] = []
    const shown = client.sessions.get(id)
    let isShown = false
    void shown.then(() => { isShown = true })
    await time.runUntil(() => isShown)
    client.sessions.watch(id)
    client.on('session', (changed) => { if (changed === id) changes.push(time.elapsed()) })
    return changes
  }
  const close = async (client: Awaited<ReturnType<typeof connect>>, sessionId: `0x${string}`) => {
    const closing = client.close({ sessionId, allocations: split([ALICE, '0.5'], [BOB, '0.5']) })
    await time.runUntil(() => closing.state === 'closed')
    return time.elapsed()
  }
  return { time, node, sent, page, presence, RecordingSocket, connect, createSession, show, close }
}

it('a screen learns from the balance update that another participant has closed its session', async () => {
  const { time, connect, createSession, show, close } = await start()
  const id = createSession()
  const [alice, bob] = [await connect({ signer: ALICE_KEY }), await connect({ signer: BOB_KEY })]
  const changes = await show(alice, id)
  const closedAt = await close(bob, id)
  await time.runUntil(() => changes.length > 0, 3 * SECOND)
  expect((changes[0] ?? Infinity) - closedAt).toBeLessThanOrEqual(2 * SECOND)
  for (const client of [alice, bob]) client.dispose()
})

it('a screen of somebody who gets no balance update learns of the close within ten seconds', async () => {
  const { time, connect, createSession, show, close } = await start()
  const id = createSession()
  const [carol, bob] = [await connect({ signer: CAROL_KEY }), await connect({ signer: BOB_KEY })]
  const changes = await show(carol, id)
  const closedAt = await close(bob, id)
  await time.runUntil(() => changes.length > 0, 20 * SECOND)
  expect((changes[0] ?? Infinity) - closedAt).toBeLessThanOrEqual(10 * SECOND)
  for (const client of [carol, bob]) client.dispose()
})

it('a screen learns of a close that another part of the app was the first to read', async () => {
  const { time, connect, createSession, show, close } = await start()
  const id = createSession()
  const [carol, bob] = [await connect({ signer: CAROL_KEY }), await connect({ signer: BOB_KEY })]
  const changes = await show(carol, id)
  await close(bob, id)
  await show(carol, id)
  await time.runUntil(() => changes.length > 0, 20 * SECOND)
  expect(changes).toHaveLength(1)
  for (const client of [carol, bob]) client.dispose()
})

it('a screen learns of the close of a session that never held anything, which moves no funds', async () => {
  const { time, node, connect, show } = await start()
  const { id } = node.createSession({ participants: [ALICE, BOB], weights: [100, 100], quorum: 100, application: APPLICATION, allocations: [] })
  const [carol, alice, bob] = [await connect({ signer: CAROL_KEY }), await connect({ signer: ALICE_KEY }), await connect({ signer: BOB_KEY })]
  const changes = [await show(carol, id), await show(alice, id)]
  const closing = bob.close({ sessionId: id, allocations: split([ALICE, '0'], [BOB, '0']) })
  await time.runUntil(() => closing.state === 'closed')
  await time.advance(12 * SECOND)
  expect(changes.map(({ length }) => length)).toEqual([1, 1])
  for (const client of [carol, alice, bob]) client.dispose()
})

it('sessions on screen are read at most once a second, and not at all while the page is hidden', async () => {
  const { time, sent, page, presence, RecordingSocket, connect, createSession, show } = await start()
  const carol = await connect({ signer: CAROL_KEY, WebSocket: RecordingSocket as never, presence, timeouts: { heartbeat: 0 } })
  for (let count = 0; count < 15; count += 1) await show(carol, createSession())
  sent.length = 0
  await time.advance(30 * SECOND)
  const reads = sent.map(({ at }) => at)
  expect(reads.length).toBeGreaterThan(20)
  expect(Math.min(...reads.slice(1).map((at, index) => at - (reads[index] ?? 0)))).toBeGreaterThanOrEqual(SECOND)
  page.isAway = true
  sent.length = 0
  await time.advance(60 * SECOND)
  expect(sent.length).toBeLessThanOrEqual(1)
  page.isAway = false
  page.onReturn()
  sent.length = 0
  await time.advance(2 * SECOND)
  expect(sent.length).toBeGreaterThan(0)
  carol.dispose()
})

it('a list on screen learns that a session was closed by somebody else', async () => {
  const { time, connect, createSession, close } = await start()
  const id = createSession()
  const [carol, bob] = [await connect({ signer: CAROL_KEY }), await connect({ signer: BOB_KEY })]
  const changes: string[] = []
  carol.on('session', changed => changes.push(changed))
  carol.sessions.watch({ participant: ALICE, status: 'open' })
  await time.advance(35 * SECOND)
  await close(bob, id)
  await time.advance(35 * SECOND)
  expect(changes).toContain(id)
  for (const client of [carol, bob]) client.dispose()
})
