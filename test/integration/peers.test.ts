import { expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type ClosingSnapshot, type NitroliteClientOptions, type Peers } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import { createEmbeddedClearnode, createVirtualTime, type FaultSchedule } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, paidOut, recordSocket, seedSession, split, URL_OF_NODE } from '../helpers/flow'

const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]
const CLOSE = { method: 'close_app_session' } as const
const LOST_REQUEST = [{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }] as const

/** Tabs of one browser: they share the journal and exchange messages. */
function start(faults: FaultSchedule['faults'] = []) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: time.now, timers: time, faults: { faults } })
  onTestFinished(() => node.dispose())
  const sessionId = seedSession(node)
  const store = createMemoryJournal()
  const peers = createLocalPeers()
  const settled = async <T>(work: PromiseLike<T>): Promise<T> => {
    let isDone = false
    Promise.resolve(work).then(() => { isDone = true }, () => { isDone = true })
    await time.runUntil(() => isDone, 3_600_000)
    expect(isDone).toBe(true)
    return work
  }
  function open(options: Partial<NitroliteClientOptions> = {}) {
    const { WebSocket, sent, cut } = recordSocket(node)
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket, journal: { ...store }, peers, timers: time,
      reconnect: { jitter: 0 }, ...options,
    })
    onTestFinished(() => client.dispose())
    const shown: ClosingSnapshot[] = []
    client.on('closing', snapshot => shown.push(snapshot))
    const closesSent = () => sent.filter(({ method }) => method === CLOSE.method).length
    return { client, shown, closesSent, cut }
  }
  async function openConnected(options: Partial<NitroliteClientOptions> = {}) {
    const tab = open(options)
    await settled(tab.client.connect())
    return tab
  }
  return { time, node, sessionId, store, peers, open, openConnected, settled }
}

const hasState = ({ closings }: ReturnType<typeof createNitroliteClient>, state: string) => () => closings.list()[0]?.state === state

it('a running closing is shown in the other tab, which gets the same receipt', async () => {
  const { openConnected, sessionId, settled, time, node } = start(LOST_REQUEST)
  const [firstTab, secondTab] = [await openConnected(), await openConnected()]
  const closing = firstTab.client.close({ sessionId, allocations: REQUESTED })
  const receipt = await settled(closing)
  await time.runUntil(hasState(secondTab.client, 'closed'))
  const seen = secondTab.client.closings.get(sessionId)
  expect(seen?.snapshot()).toEqual({ ...closing.snapshot(), isResumed: true, isElsewhere: true })
  expect(await seen).toEqual(receipt)
  const phases = (shown: ClosingSnapshot[]) => [...new Set(shown.map(({ recovery }) => recovery?.phase))]
  expect(phases(secondTab.shown)).toEqual(expect.arrayContaining(['fencing', 'settling']))
  expect(secondTab.closesSent()).toBe(0)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a tab takes over the closing of a tab that is closed, and the session is paid once', async () => {
  const { openConnected, sessionId, settled, time, node, store } = start(LOST_REQUEST)
  const [firstTab, secondTab] = [await openConnected(), await openConnected()]
  firstTab.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => secondTab.client.closings.get(sessionId)?.state === 'confirming')
  firstTab.client.dispose()
  const takenOver = secondTab.client.closings.get(sessionId)
  await time.runUntil(() => takenOver?.snapshot().isElsewhere === false)
  if (takenOver) await settled(takenOver)
  expect(takenOver?.state).toBe('closed')
  expect([firstTab.closesSent(), secondTab.closesSent()]).toEqual([1, 1])
  expect(paidOut(node, sessionId)).toEqual(PAID)
  await time.runUntil(() => takenOver?.snapshot().watchedUntil === null)
  expect(await store.list()).toEqual([])
})

it('a tab accepts the result of another tab that arrives 500 ms after that tab released its lock', async () => {
  const { openConnected, sessionId, settled, time, peers } = start()
  let delay = 0
  const delayedPeers: Peers = {
    join: receive => peers.join(message => { if (delay) time.after(delay, () => receive(message)); else receive(message) }),
  }
  const [firstTab, secondTab] = [await openConnected(), await openConnected({ peers: delayedPeers })]
  const closing = firstTab.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => secondTab.client.closings.get(sessionId)?.snapshot().isElsewhere === true)
  delay = 500
  await settled(closing)
  await time.runUntil(hasState(secondTab.client, 'closed'))
  expect(secondTab.client.closings.get(sessionId)?.snapshot().isElsewhere).toBe(true)
})

it('a tab takes over from a frozen tab, and nothing is paid twice when the frozen tab wakes up', async () => {
  const { openConnected, sessionId, time, node, peers } = start(LOST_REQUEST)
  const heldCallbacks: (() => void)[] = []
  let isFrozen = false
  const freezingPeers: Peers = {
    join(receive) {
      const peer = peers.join(message => { if (!isFrozen) receive(message) })
      return { ...peer, tell: message => { if (!isFrozen) peer.tell(message) } }
    },
  }
  const timers = { ...time, after: (ms: number, callback: () => void) => time.after(ms, () => { if (isFrozen) heldCallbacks.push(callback); else callback() }) }
  const [firstTab, secondTab] = [await openConnected({ peers: freezingPeers, timers }), await openConnected()]
  firstTab.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => secondTab.client.closings.get(sessionId)?.snapshot().isElsewhere === true)
  isFrozen = true
  firstTab.cut()
  await time.runUntil(hasState(secondTab.client, 'closed'), 600_000)
  expect(secondTab.client.closings.get(sessionId)?.snapshot()).toMatchObject({ state: 'closed', isElsewhere: false })
  isFrozen = false
  for (const callback of heldCallbacks.splice(0)) callback()
  await time.runUntil(hasState(firstTab.client, 'closed'), 600_000)
  expect(firstTab.client.closings.get(sessionId)?.state).toBe('closed')
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('one of two tabs that start with different splits at the same moment sends a closing, and both tabs show it', async () => {
  const { openConnected, sessionId, settled, time, node } = start()
  const [firstTab, secondTab] = [await openConnected(), await openConnected()]
  const first = firstTab.client.close({ sessionId, allocations: REQUESTED })
  const second = secondTab.client.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) })
  await expect(settled(second)).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
  await settled(first)
  await time.runUntil(hasState(secondTab.client, 'closed'))
  expect(secondTab.client.closings.get(sessionId)?.id).toBe(first.id)
  expect(secondTab.closesSent()).toBe(0)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a second tab closes the session when the first tab hangs before sending', async () => {
  const { openConnected, sessionId, settled, peers, node } = start()
  const silentPeers: Peers = { join: () => ({ ...peers.join(() => {}), tell() {} }) }
  const hangingJournal = { ...createMemoryJournal(), create: () => new Promise<never>(() => {}) }
  const [firstTab, secondTab] = [await openConnected({ peers: silentPeers, journal: hangingJournal }), await openConnected()]
  firstTab.client.close({ sessionId, allocations: REQUESTED })
  await settled(secondTab.client.close({ sessionId, allocations: REQUESTED }))
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it.each([
  ['disconnects', (tab: { client: ReturnType<typeof createNitroliteClient> }) => tab.client.disconnect()],
  ['switches to another wallet', (tab: { client: ReturnType<typeof createNitroliteClient> }) => void tab.client.connect(BOB_KEY).catch(() => {})],
])('another tab finishes the closing of a tab that %s', async (_, leave) => {
  const { openConnected, sessionId, time, node } = start(LOST_REQUEST)
  const [firstTab, secondTab] = [await openConnected(), await openConnected()]
  firstTab.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => secondTab.client.closings.get(sessionId)?.snapshot().isElsewhere === true)
  leave(firstTab)
  firstTab.cut()
  await time.runUntil(hasState(secondTab.client, 'closed'), 600_000)
  expect(secondTab.client.closings.get(sessionId)?.state).toBe('closed')
  expect(paidOut(node, sessionId)).toEqual(PAID)
})
