import { expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type ClosingSnapshot, type NitroliteClientOptions, type Peers } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import { createEmbeddedClearnode, createVirtualTime, type FaultSchedule } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, paidOut, recordSocket, seedSession, split, URL_OF_NODE } from '../helpers/flow'

const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]
const CLOSE = { method: 'close_app_session' } as const
const LOST = [{ kind: 'cut', at: { moment: 'sent', ...CLOSE } }] as const

/** Tabs of one browser: they share what is stored and know of each other. */
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

const ended = ({ closings }: ReturnType<typeof createNitroliteClient>, state: string) => () => closings.list()[0]?.state === state

it('a closing of one tab is shown in the other as it goes, and ends there with the same receipt', async () => {
  const { openConnected, sessionId, settled, time, node } = start(LOST)
  const [one, other] = [await openConnected(), await openConnected()]
  const closing = one.client.close({ sessionId, allocations: REQUESTED })
  const receipt = await settled(closing)
  await time.runUntil(ended(other.client, 'closed'))
  const seen = other.client.closings.get(sessionId)
  expect(seen?.snapshot()).toEqual({ ...closing.snapshot(), isResumed: true, isElsewhere: true })
  expect(await seen).toEqual(receipt)
  const phases = (shown: ClosingSnapshot[]) => [...new Set(shown.map(({ recovery }) => recovery?.phase))]
  expect(phases(other.shown)).toEqual(expect.arrayContaining(['fencing', 'settling']))
  expect(other.closesSent()).toBe(0)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a tab that ends in the middle is taken over by another one', async () => {
  const { openConnected, sessionId, settled, time, node, store } = start(LOST)
  const [one, other] = [await openConnected(), await openConnected()]
  one.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => other.client.closings.get(sessionId)?.state === 'confirming')
  one.client.dispose()
  const taken = other.client.closings.get(sessionId)
  await time.runUntil(() => taken?.snapshot().isElsewhere === false)
  if (taken) await settled(taken)
  expect(taken?.state).toBe('closed')
  expect([one.closesSent(), other.closesSent()]).toEqual([1, 1])
  expect(paidOut(node, sessionId)).toEqual(PAID)
  expect(await store.list()).toEqual([])
})

it('an end that is told just as the lock is let go is believed', async () => {
  const { openConnected, sessionId, settled, time, peers } = start()
  let delay = 0
  const late: Peers = {
    join: hear => peers.join(message => { if (delay) time.after(delay, () => hear(message)); else hear(message) }),
  }
  const [one, other] = [await openConnected(), await openConnected({ peers: late })]
  const closing = one.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => other.client.closings.get(sessionId)?.snapshot().isElsewhere === true)
  delay = 500
  await settled(closing)
  await time.runUntil(ended(other.client, 'closed'))
  expect(other.client.closings.get(sessionId)?.snapshot().isElsewhere).toBe(true)
})

it('a tab that fell silent is not waited for, and nothing is paid twice when it wakes', async () => {
  const { openConnected, sessionId, time, node, peers } = start(LOST)
  const asleep: (() => void)[] = []
  let sleeps = false
  const sleepy: Peers = {
    join(hear) {
      const peer = peers.join(message => { if (!sleeps) hear(message) })
      return { ...peer, tell: message => { if (!sleeps) peer.tell(message) } }
    },
  }
  const timers = { ...time, after: (ms: number, callback: () => void) => time.after(ms, () => { if (sleeps) asleep.push(callback); else callback() }) }
  const [one, other] = [await openConnected({ peers: sleepy, timers }), await openConnected()]
  one.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => other.client.closings.get(sessionId)?.snapshot().isElsewhere === true)
  sleeps = true
  one.cut()
  await time.runUntil(ended(other.client, 'closed'), 600_000)
  expect(other.client.closings.get(sessionId)?.snapshot()).toMatchObject({ state: 'closed', isElsewhere: false })
  sleeps = false
  for (const wake of asleep.splice(0)) wake()
  await time.runUntil(ended(one.client, 'closed'), 600_000)
  expect(one.client.closings.get(sessionId)?.state).toBe('closed')
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('two tabs that begin at the same moment: one closes, the other shows it', async () => {
  const { openConnected, sessionId, settled, time, node } = start()
  const [one, other] = [await openConnected(), await openConnected()]
  const first = one.client.close({ sessionId, allocations: REQUESTED })
  const second = other.client.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) })
  await expect(settled(second)).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
  await settled(first)
  await time.runUntil(ended(other.client, 'closed'))
  expect(other.client.closings.get(sessionId)?.id).toBe(first.id)
  expect(other.closesSent()).toBe(0)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a tab that fell silent before it sent anything does not keep others from closing', async () => {
  const { openConnected, sessionId, settled, peers, node } = start()
  const mute: Peers = { join: () => ({ ...peers.join(() => {}), tell() {} }) }
  const never = { ...createMemoryJournal(), create: () => new Promise<never>(() => {}) }
  const [one, other] = [await openConnected({ peers: mute, journal: never }), await openConnected()]
  one.client.close({ sessionId, allocations: REQUESTED })
  await settled(other.client.close({ sessionId, allocations: REQUESTED }))
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it.each([
  ['is disconnected', (one: { client: ReturnType<typeof createNitroliteClient> }) => one.client.disconnect()],
  ['lacks the wallet', (one: { client: ReturnType<typeof createNitroliteClient> }) => void one.client.connect(BOB_KEY).catch(() => {})],
])('a tab that %s leaves its closing to one that can go on with it', async (_, leave) => {
  const { openConnected, sessionId, time, node } = start(LOST)
  const [one, other] = [await openConnected(), await openConnected()]
  one.client.close({ sessionId, allocations: REQUESTED })
  await time.runUntil(() => other.client.closings.get(sessionId)?.snapshot().isElsewhere === true)
  leave(one)
  one.cut()
  await time.runUntil(ended(other.client, 'closed'), 600_000)
  expect(other.client.closings.get(sessionId)?.state).toBe('closed')
  expect(paidOut(node, sessionId)).toEqual(PAID)
})
