import { expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type Closing, type LoginStore, type NitroliteClientOptions } from '../../src/core'
import { createLocalPeers } from '../../src/core/peers/peers'
import { createEmbeddedClearnode, createVirtualTime, type FaultSchedule } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, paidOut, recordSocket, seedSession, split, URL_OF_NODE } from '../helpers/flow'

const HOUR = 3_600_000
const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])
const OTHER = split([ALICE, '1'], [BOB, '0'])
const PAID = [[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']]
const LOST_REQUEST = [{ kind: 'cut', at: { moment: 'sent', method: 'close_app_session' } }] as const

/** Processes of one wallet: they share the journal and, if they are tabs, exchange messages. */
function start({ areTabs, faults = [] }: { areTabs: boolean, faults?: FaultSchedule['faults'] }) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: time.now, timers: time, faults: { faults } })
  onTestFinished(() => { node.dispose() })
  const sessionId = seedSession(node)
  const store = createMemoryJournal()
  const peers = createLocalPeers()
  const kept = new Map<string, never>()
  /** All of them use one session key. */
  const logins: LoginStore = {
    exclusively: (_, task) => task(),
    read: async name => kept.get(name) ?? null,
    write: async (name, login) => { kept.set(name, login as never) },
  }
  const settled = async <T>(work: PromiseLike<T>): Promise<T> => {
    let isDone = false
    Promise.resolve(work).then(() => { isDone = true }, () => { isDone = true })
    await time.runUntil(() => isDone, HOUR)
    expect(isDone).toBe(true)
    return work
  }
  async function open(options: Partial<NitroliteClientOptions> = {}) {
    const { WebSocket, sent } = recordSocket(node)
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket, journal: { ...store }, timers: time, logins,
      reconnect: { jitter: 0 }, ...areTabs && { peers }, ...options,
    })
    onTestFinished(() => { client.dispose() })
    await settled(client.connect())
    const close = (allocations = REQUESTED, more: { signal?: AbortSignal } = {}): Closing => client.close({ sessionId, allocations, ...more })
    const closesSent = () => sent.filter(({ method }) => method === 'close_app_session').length
    return { client, close, closesSent, shown: () => client.closings.list() }
  }
  return { time, node, sessionId, store, open, settled }
}

it.each([['tabs', true], ['processes', false]])('two %s that ask for the same split at the same moment both report the session as closed, and the session is paid once', async (_, areTabs) => {
  const { open, settled, node, sessionId, time, store } = start({ areTabs })
  const [first, second] = [await open(), await open()]
  const closings = [first.close(), second.close()]
  for (const closing of closings) expect(await settled(closing)).toMatchObject({ result: 'closed' })
  expect(first.closesSent() + second.closesSent()).toBe(1)
  expect(paidOut(node, sessionId)).toEqual(PAID)
  expect([first.shown().length, second.shown().length]).toEqual([1, 1])
  expect(closings[1]?.id).toBe(closings[0]?.id)
  await time.advance(HOUR)
  expect(await store.list()).toEqual([])
})

it.each([['tab', true], ['process', false]])('a %s that asks for the same split takes over from one that has died, and the session is paid once', async (_, areTabs) => {
  const { open, settled, node, sessionId, time } = start({ areTabs, faults: [...LOST_REQUEST] })
  const [first, second] = [await open(), await open()]
  const lost = first.close()
  await time.runUntil(() => lost.state === 'confirming', HOUR)
  const joined = second.close()
  await time.advance(100)
  first.client.dispose()
  expect(await settled(joined)).toMatchObject({ result: 'closed' })
  expect(second.closesSent()).toBe(1)
  expect(paidOut(node, sessionId)).toEqual(PAID)
  expect(second.shown()).toHaveLength(1)
})

it('a process that asks for a session which a dead process has closed reports it as closed, and leaves no record behind', async () => {
  const { open, settled, node, sessionId, time, store } = start({ areTabs: false })
  const [first, second] = [await open(), await open()]
  const begun = first.close()
  await time.runUntil(() => begun.state === 'paying', HOUR)
  first.client.dispose()
  expect(await store.list()).toHaveLength(1)
  expect(await settled(second.close())).toMatchObject({ result: 'closed' })
  expect(second.closesSent()).toBe(0)
  expect(second.shown()).toHaveLength(1)
  expect(paidOut(node, sessionId)).toEqual(PAID)
  await time.advance(HOUR)
  expect(await store.list()).toEqual([])
})

it('a process that asks for another split of a session which a dead process has closed is told that the session is closed, and ends its record', async () => {
  const { open, settled, time, store } = start({ areTabs: false })
  const [first, second] = [await open(), await open()]
  const begun = first.close()
  await time.runUntil(() => begun.state === 'paying', HOUR)
  first.client.dispose()
  await expect(settled(second.close(OTHER))).rejects.toMatchObject({ code: 'SESSION_NOT_OPEN' })
  await time.advance(HOUR)
  expect(await store.list()).toEqual([])
})

it('a process that asks for another split fails, and finishes the closing of a process that has died', async () => {
  const { open, settled, node, sessionId, time } = start({ areTabs: false, faults: [...LOST_REQUEST] })
  const [first, second] = [await open(), await open()]
  const lost = first.close()
  await time.runUntil(() => lost.state === 'confirming', HOUR)
  first.client.dispose()
  const refused = second.close(OTHER)
  await expect(settled(refused)).rejects.toMatchObject({ code: 'CLOSING_IN_PROGRESS' })
  expect(refused.state).toBe('failed')
  await time.runUntil(() => second.client.closings.get(sessionId)?.state === 'closed', HOUR)
  expect(second.client.closings.get(sessionId)?.id).toBe(lost.id)
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it('a joined closing waits as long as the other tab signs, and can meanwhile be cancelled and asked for again', async () => {
  const rig = start({ areTabs: true })
  let sign = (): void => {}
  const signing = new Promise<void>((resolve) => { sign = resolve })
  // The journal of the first tab answers late, so its closing stays in the state `signing`.
  const slow = { ...rig.store, create: async (...args: Parameters<typeof rig.store.create>) => { await signing; return rig.store.create(...args) } }
  const first = await rig.open({ journal: slow })
  const [second, third] = [await rig.open(), await rig.open()]
  const begun = first.close()
  await rig.time.runUntil(() => begun.state === 'signing', HOUR)
  const joined = second.close()
  const cancelled = third.close()
  await rig.time.advance(20_000)
  expect([joined.state, cancelled.state]).toEqual(['planning', 'planning'])
  expect(cancelled.cancel()).toBe(true)
  await expect(Promise.resolve(cancelled)).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
  expect(cancelled.state).toBe('cancelled')
  const again = third.close()
  expect(again.state).toBe('planning')
  sign()
  expect(await rig.settled(joined)).toMatchObject({ result: 'closed' })
  expect(await rig.settled(again)).toMatchObject({ result: 'closed' })
  expect(second.closesSent() + third.closesSent()).toBe(0)
  expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
})

it('a joined closing is begun by its own client when the other tab gives up before it has sent anything', async () => {
  const rig = start({ areTabs: true })
  const stuck = { ...rig.store, create: () => new Promise<never>(() => {}) }
  const [first, second] = [await rig.open({ journal: stuck }), await rig.open()]
  const begun = first.close()
  await rig.time.runUntil(() => begun.state === 'signing', HOUR)
  const joined = second.close()
  await rig.time.advance(5_000)
  expect(joined.state).toBe('planning')
  first.client.dispose()
  expect(await rig.settled(joined)).toMatchObject({ result: 'closed' })
  expect(second.closesSent()).toBe(1)
  expect(paidOut(rig.node, rig.sessionId)).toEqual(PAID)
})

it.each<[string, (tab: Awaited<ReturnType<ReturnType<typeof start>['open']>>, abort: AbortController) => void]>([
  ['its signal aborts', (_, abort) => { abort.abort() }],
  ['another wallet logs in', (tab) => { tab.client.connect(BOB_KEY).catch(() => {}) }],
])('a closing that waits for another tab is cancelled when %s', async (_, leave) => {
  const rig = start({ areTabs: true })
  const stuck = { ...rig.store, create: () => new Promise<never>(() => {}) }
  const [first, second] = [await rig.open({ journal: stuck }), await rig.open()]
  const begun = first.close()
  await rig.time.runUntil(() => begun.state === 'signing', HOUR)
  const abort = new AbortController()
  const joined = second.close(REQUESTED, { signal: abort.signal })
  await rig.time.advance(5_000)
  leave(second, abort)
  await expect(rig.settled(joined)).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
  expect(second.closesSent()).toBe(0)
})

it('a second call in the same client returns the closing that waits, and another split is refused', async () => {
  const rig = start({ areTabs: true })
  const stuck = { ...rig.store, create: () => new Promise<never>(() => {}) }
  const [first, second] = [await rig.open({ journal: stuck }), await rig.open()]
  const begun = first.close()
  await rig.time.runUntil(() => begun.state === 'signing', HOUR)
  const joined = second.close()
  await rig.time.advance(5_000)
  expect(second.close()).toBe(joined)
  expect(second.close(OTHER)).toMatchObject({ state: 'failed', error: { code: 'CLOSING_IN_PROGRESS' } })
})
