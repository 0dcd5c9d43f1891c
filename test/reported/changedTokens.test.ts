import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { createMemoryHistory, createMemoryJournal, createNitroliteClient, type WebSocketConstructor } from '../../src/core'
import { createEmbeddedNitronode } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, gateCloses, paidOut, seedSession, split, startClient, startNode, URL_OF_NODE } from '../helpers/flow'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

const allocations = split([ALICE, '0.4'], [BOB, '0.6'])
const urlWith = (token: string): string => `${URL_OF_NODE}/?token=${token}`

it.each([
  ['another token in its query', urlWith('first'), urlWith('second')],
  ['another password', 'ws://app:first@embedded.test', 'ws://app:second@embedded.test'],
  ['a token for the first time', URL_OF_NODE, urlWith('second')],
])('a session is paid once when a page is reloaded while it is being closed, and the URL of the node has %s', async (_, before, after) => {
  const gate = gateCloses('checked')
  const node = startNode({ latency: gate.latency })
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const first = startClient(node, { url: before, journal })
  await first.connect()
  const interrupted = first.close({ sessionId, allocations })
  interrupted.then(undefined, () => {})
  await expect.poll(() => gate.held).toBe(1)
  first.dispose()

  const second = startClient(node, { url: after, journal })
  await second.connect()
  expect(second.closings.get(sessionId)?.state).toBe('confirming')
  const closing = second.close({ sessionId, allocations })
  expect(closing.id).toBe(interrupted.id)
  gate.open()
  expect((await closing).result).toBe('closed')
  expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
})

it('a token in the URL of a node is neither in the journal nor in the receipt nor in the history', async () => {
  const node = startNode()
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const written: unknown[] = []
  const recording = { ...journal, create: async (...given: Parameters<typeof journal.create>) => { written.push(given); return journal.create(...given) } }
  const client = startClient(node, { url: urlWith('secret'), journal: recording, history: createMemoryHistory() })
  await client.connect()
  const receipt = await client.close({ sessionId, allocations })
  const history = await client.closings.history({ node: urlWith('another') })
  expect([written.length, history.length]).toEqual([1, 1])
  expect(JSON.stringify([written, receipt, history])).not.toContain('secret')
  expect(receipt.node.url).toBe(`${URL_OF_NODE}/`)
})

it.each(['nitrorpc', 'nitronode'] as const)('a page that comes back with another token in the URL remembers the login and the protocol, on a node that speaks %s', async (protocol) => {
  const node = protocol === 'nitrorpc' ? startNode() : createEmbeddedNitronode()
  onTestFinished(() => { node.dispose() })
  const kept = new Map<string, unknown>()
  const keep = {
    logins: {
      exclusively: async <T>(_: string, task: () => Promise<T>) => task(),
      read: async (name: string) => (kept.get(`login ${name}`) ?? null) as never,
      write: async (name: string, login: unknown) => { kept.set(`login ${name}`, login) },
    },
    protocols: {
      read: (url: string) => (kept.get(`protocol ${url}`) ?? null) as never,
      write: (url: string, name: string) => { kept.set(`protocol ${url}`, name) },
    },
  }
  for (const token of ['first', 'second']) {
    const client = createNitroliteClient({
      url: urlWith(token), application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket as WebSocketConstructor, keep: { ...keep, closings: createMemoryJournal() },
    })
    await client.connect()
    client.dispose()
  }
  expect([...kept.keys()].filter(name => name.startsWith('protocol '))).toEqual([`protocol ${URL_OF_NODE}/`])
  expect([...kept.keys()].filter(name => name.startsWith('login '))).toHaveLength(protocol === 'nitrorpc' ? 1 : 0)
  expect([...kept.keys()].join()).not.toMatch(/first|second/)
})
