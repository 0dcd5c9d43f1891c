import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type Journal, type NitroliteClientOptions } from '../../src/core'
import { createStoreJournal } from '../../src/core/journal/storeJournal'
import { createForgetfulLoginStore } from '../../src/core/wallet/loginStore'
import { createVirtualTime } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, paidOut, seedSession, split, startNode } from '../helpers/flow'

let count = 0

/** Closes a session of 1 usdc with stores that the app has written itself, and returns what happened. */
async function closeWith(options: Partial<NitroliteClientOptions>) {
  const time = createVirtualTime()
  const node = startNode({ clock: time.now, timers: time })
  const client = createNitroliteClient({
    // Clients remember which protocol a URL speaks, so no two tests share one.
    url: `ws://own-stores-${++count}.test`, application: APPLICATION, WebSocket: node.WebSocket, timers: time, reconnect: { jitter: 0 }, signer: ALICE_KEY,
    logins: createForgetfulLoginStore(), journal: createMemoryJournal(), ...options,
  })
  const codes = new Set<string>()
  client.on('error', ({ code }) => { codes.add(code) })
  void client.connect().catch(() => {})
  await time.runUntil(() => client.status === 'ready')
  const sessionId = seedSession(node)
  const closing = client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
  let outcome = ''
  closing.then(() => { outcome = 'closed' }, (thrown: { code: string }) => { outcome = thrown.code })
  await time.runUntil(() => outcome !== '', 120_000)
  let history = ''
  client.closings.history().then((entries) => { history = entries.map(({ state }) => state).join() }, (thrown: { code: string }) => { history = thrown.code })
  await time.runUntil(() => history !== '', 40_000).catch(() => {})
  client.dispose()
  return { outcome, codes: [...codes], rows: paidOut(node, sessionId).length, history }
}

const answering = (method: keyof Journal, answer: unknown): Journal =>
  ({ ...createMemoryJournal(), [method]: async () => answer })

it('a closing whose record can be neither written nor ruled out says why it does not end, and sends nothing', async () => {
  const time = createVirtualTime()
  const node = startNode({ clock: time.now, timers: time })
  const fail = async (): Promise<never> => { throw new Error('The disk does not answer.') }
  const journal = createStoreJournal({
    placeOf: name => name, insert: fail, update: fail, remove: fail, setAside: fail, get: async () => null, all: async () => [], listSetAside: async () => [],
  })
  const client = createNitroliteClient({
    url: `ws://own-stores-${++count}.test`, application: APPLICATION, WebSocket: node.WebSocket, timers: time, signer: ALICE_KEY, journal,
  })
  void client.connect()
  await time.runUntil(() => client.status === 'ready')
  const sessionId = seedSession(node)
  const closing = client.close({ sessionId, allocations: split([ALICE, '0.4'], [BOB, '0.6']) })
  await time.advance(60_000)
  expect(closing.snapshot()).toMatchObject({
    state: 'signing', recovery: { phase: 'retrying' }, error: { code: 'JOURNAL_FAILED', why: 'The disk does not answer.' },
  })
  expect(paidOut(node, sessionId)).toEqual([])
  client.dispose()
})

const entries: [string, unknown][] = [['a text', 'text'], ['an empty object', {}], ['an entry without a record', { revision: '1', record: null }]]

it.each([undefined, true, 5, {}])('a journal that answers a new record with %j has perhaps not written it, so nothing is sent', async (answer) => {
  const { outcome, rows } = await closeWith({ journal: answering('create', answer) })
  expect([outcome, rows]).toEqual(['JOURNAL_FAILED', 0])
})

it.each([...entries, ['nothing', undefined] as const])('a journal that reads %s fails as a journal, and nothing is sent', async (_, answer) => {
  const { outcome, rows } = await closeWith({ journal: answering('read', answer) })
  expect([outcome, rows]).toEqual(['JOURNAL_FAILED', 0])
})

it.each([...entries, ['null', null] as const, ['a list of null', [null]] as const])('a journal that lists %s fails as a journal', async (_, answer) => {
  const { codes } = await closeWith({ journal: answering('list', answer) })
  expect(codes).toEqual(['JOURNAL_FAILED'])
})

it.each([false, undefined, null])('a journal that answers every removal with %j keeps the client neither busy nor waiting: the session is closed', async (answer) => {
  let calls = 0
  const { outcome, rows } = await closeWith({ journal: { ...createMemoryJournal(), remove: async () => { calls += 1; return answer as boolean } } })
  expect([outcome, rows, calls < 500]).toEqual(['closed', 2, true])
})

it.each([null, 'text', {}, [null]])('a history that finds %j fails as a history, and the session is closed', async (answer) => {
  const { outcome, history } = await closeWith({ history: { put: async () => {}, find: async () => answer as never } })
  expect([outcome, history]).toEqual(['closed', 'HISTORY_FAILED'])
})

it('stores that answer without promises, or with promises that lack finally, are as good as others', async () => {
  const journal = createMemoryJournal()
  const create = (...given: Parameters<Journal['create']>) => {
    const written = journal.create(...given)
    return { then: (resolve: never, reject: never) => written.then(resolve, reject) }
  }
  const kept: never[] = []
  const history = { put: (entry: never) => { kept.push(entry) }, find: () => kept }
  const { outcome, codes, history: found } = await closeWith({ journal: { ...journal, create } as never, history: history as never })
  expect([outcome, codes, found]).toEqual(['closed', [], 'closed'])
})

const fail = (): never => { throw new Error('This part has a fault.') }
const reject = async (): Promise<never> => fail()
const peer = { hold: async () => {}, tell() {}, leave() {} }

it.each<[string, NonNullable<NitroliteClientOptions['peers']>]>([
  ['cannot be joined', { join: fail }],
  ['join nobody', { join: () => null as never }],
  ['throw for a lock', { join: () => ({ ...peer, hold: fail }) }],
  ['reject for a lock', { join: () => ({ ...peer, hold: reject }) }],
  ['return nothing for a lock', { join: () => ({ ...peer, hold: (() => {}) as never }) }],
  ['throw for a message', { join: () => ({ ...peer, tell: fail }) }],
  ['throw when the client leaves', { join: () => ({ ...peer, leave: fail }) }],
  ['deliver what no client has sent', { join: (hear) => {
    const garbage = [null, 'text', {}, { version: 2, kind: 'ask', key: 'a' }, { version: 1, kind: 'closing', key: 'a', snapshot: null }]
    // Later, as real messages arrive: what the client threw would not be caught by anybody.
    for (const message of garbage) void Promise.resolve().then(() => { hear(message as never) })
    return peer
  } }],
])('tabs of the app that %s do not keep a session from being closed', async (_, peers) => {
  expect(await closeWith({ peers })).toMatchObject({ outcome: 'closed', codes: [], rows: 2 })
})

it.each<[string, NonNullable<NitroliteClientOptions['protocols']>]>([
  ['throws', { read: fail, write: fail }],
  ['answers with promises that reject', { read: reject as never, write: reject as never }],
])('a memory of protocols that %s forgets, and nothing else', async (_, protocols) => {
  expect(await closeWith({ protocols })).toMatchObject({ outcome: 'closed', codes: [], rows: 2 })
})
