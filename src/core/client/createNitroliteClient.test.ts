import { afterEach, expect, it, vi } from 'vitest'
import { createEmbeddedClearnode, failingJournal } from '../../testing'
import { createMemoryJournal } from '../journal/memoryJournal'
import { createNitroliteClient } from './createNitroliteClient'
import type { NitroliteClient } from './types'

const ALICE_KEY = `0x${'a1'.repeat(32)}` as const
const BOB = '0x2222222222222222222222222222222222222222'
const stops: (() => void)[] = []
afterEach(() => { for (const stop of stops.splice(0)) stop() })

async function start(options: Parameters<typeof createEmbeddedClearnode>[0] = {}) {
  const node = createEmbeddedClearnode(options)
  // Sessions of different tests have the same ids, and the journal in memory is shared by all clients of a process.
  const journal = createMemoryJournal()
  const client = createNitroliteClient({
    url: 'ws://embedded.test', application: 'test-app', signer: ALICE_KEY, WebSocket: node.WebSocket, journal,
  })
  stops.push(() => client.dispose(), () => node.dispose())
  await client.connect()
  const alice = client.account ?? ''
  node.fund(alice, 'usdc', '100')
  const { id } = node.createSession({
    participants: [alice, BOB], weights: [100, 0], quorum: 100, application: 'test-app',
    allocations: [{ participant: alice, asset: 'usdc', amount: '1' }],
  })
  return { node, client, journal, alice, id }
}

it('a closing logs in again by itself when another tab has replaced the session key', async () => {
  const { node, client, journal, alice, id } = await start()
  const other = createNitroliteClient({
    url: 'ws://embedded.test', application: 'test-app', signer: ALICE_KEY, WebSocket: node.WebSocket, journal,
  })
  stops.push(() => other.dispose())
  await other.connect()
  const request = { sessionId: id, allocations: [{ participant: alice, asset: 'usdc', amount: '1' }] }
  expect((await client.close(request)).result).toBe('closed')
  expect(client.account).toBe(alice)
})

it('client.close() closes a session, and the node has paid as requested', async () => {
  const { node, client, alice, id } = await start()
  expect(client.status).toBe('ready')
  const session = await client.sessions.get(id)
  expect(session.assets).toEqual([{ symbol: 'usdc', decimals: 6, scale: 6, total: '1' }])
  const receipt = await client.close({
    sessionId: id,
    allocations: [
      { participant: alice, asset: 'usdc', amount: '0.7' },
      { participant: BOB, asset: 'usdc', amount: '0.3' },
    ],
  })
  expect(receipt).toMatchObject({ result: 'closed', differences: [], unproven: [] })
  expect(node.balances(BOB)).toEqual([{ asset: 'usdc', amount: '0.3' }])
  await vi.waitFor(() => expect(client.balances).toEqual([{ asset: 'usdc', amount: '99.7' }]))
  expect((await client.sessions.get(id)).status).toBe('closed')
})

it('connect() ends when the client is disposed while the journal does not answer', async () => {
  const node = createEmbeddedClearnode()
  const journal = failingJournal(createMemoryJournal(), [{ read: 1, times: 10, kind: 'read-unanswered' }])
  const client = createNitroliteClient({ url: 'ws://embedded.test', application: 'test-app', signer: ALICE_KEY, WebSocket: node.WebSocket, journal })
  stops.push(() => node.dispose())
  const connected = client.connect()
  await vi.waitFor(() => expect(client.status).toBe('ready'))
  client.dispose()
  await expect(connected).rejects.toMatchObject({ code: 'CLIENT_DISPOSED' })
})

it.each([
  ['connect', (client: NitroliteClient, options: never) => client.connect(undefined, options)],
  ['nodeInfo', (client: NitroliteClient, options: never) => client.nodeInfo(options)],
])('%s refuses a controller in place of its signal, and takes null for no options', async (_, call) => {
  const { client } = await start()
  await expect(call(client, { signal: new AbortController() } as never)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'signal' } } })
  await call(client, null as never)
  expect(client.status).toBe('ready')
})
