import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createNitroliteClient, type ConnectionStatus, type NitroliteClientOptions } from '../../src/core'
import {
  ALICE, ALICE_KEY, APPLICATION, BOB, BOB_KEY, gateCloses, paidOut, recordSocket, seedSession, split, startClient,
  startNode, URL_OF_NODE,
} from '../helpers/flow'

const request = (sessionId: string) => ({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })

/** A client without a `journal` option, so that all clients of the page share the default journal. */
function startClientWithDefaultJournal(options: Pick<NitroliteClientOptions, 'WebSocket'>) {
  const client = createNitroliteClient({ url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, ...options })
  onTestFinished(() => { client.dispose() })
  return client
}

/** A client of a node that does not answer a close until the gate is opened. */
async function connectToHoldingNode() {
  const gate = gateCloses('checked')
  const node = startNode({ latency: gate.latency })
  const sessionId = seedSession(node)
  const client = startClient(node)
  await client.connect()
  const untilSent = () => vi.waitFor(() => expect(gate.held).toBe(1))
  return { gate, client, close: () => client.close(request(sessionId)), untilSent }
}

describe('a client that is disposed during a closing', () => {
  it('the next client of the page takes over the closing of a disposed client without sending it twice', async () => {
    const gate = gateCloses('checked')
    const node = startNode({ latency: gate.latency })
    const sessionId = seedSession(node)
    const first = startClientWithDefaultJournal({ WebSocket: node.WebSocket })
    await first.connect()
    first.close(request(sessionId))
    await vi.waitFor(() => expect(gate.held).toBe(1))
    first.dispose()

    const second = startClientWithDefaultJournal({ WebSocket: node.WebSocket })
    await second.connect()
    const resumed = second.close(request(sessionId))
    expect(resumed.snapshot()).toMatchObject({ state: 'confirming', isResumed: true })
    gate.open()
    expect((await resumed).result).toBe('closed')
    expect(paidOut(node, sessionId)).toHaveLength(2)
    expect(first.status).toBe('closed')
  })

  it.each(['planning', 'confirming'] as const)('code that awaits a closing gets CLIENT_DISPOSED when its client is disposed while the closing is %s', async (state) => {
    const { client, close, untilSent } = await connectToHoldingNode()
    const closing = close()
    if (state === 'confirming') await untilSent()
    client.dispose()
    await expect(closing).rejects.toMatchObject({ code: 'CLIENT_DISPOSED' })
    // Nothing is known about the end, so no state claims one.
    expect(closing.state).toBe(state)
  })

  it('code that awaits a closing of another client gets CLIENT_DISPOSED when its own client is disposed', async () => {
    const gate = gateCloses('checked')
    const node = startNode({ latency: gate.latency })
    const sessionId = seedSession(node)
    const first = startClientWithDefaultJournal({ WebSocket: node.WebSocket })
    await first.connect()
    const closing = first.close(request(sessionId))
    await vi.waitFor(() => expect(gate.held).toBe(1))
    const second = startClientWithDefaultJournal({ WebSocket: node.WebSocket })
    await second.connect()
    const joined = second.close(request(sessionId))
    await vi.waitFor(() => expect(joined.snapshot().isElsewhere).toBe(true))
    second.dispose()
    await expect(joined).rejects.toMatchObject({ code: 'CLIENT_DISPOSED' })
    gate.open()
    expect((await closing).result).toBe('closed')
  })
})

describe('a change of signer', () => {
  it('a change of signer cancels a closing of the previous wallet that was not sent yet', async () => {
    const node = startNode()
    const sessionId = seedSession(node)
    const client = startClient(node)
    await client.connect()
    const closing = client.close(request(sessionId))
    await Promise.all([client.connect(BOB_KEY), expect(closing).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })])
    expect(client.account).toBe(BOB)
    expect(node.session(sessionId)?.status).toBe('open')
  })

  it('a closing of the previous wallet that was already sent is finished after a change of signer, and returns its receipt', async () => {
    const { gate, client, close, untilSent } = await connectToHoldingNode()
    const closing = close()
    await untilSent()
    await client.connect(BOB_KEY)
    gate.open()
    expect((await closing).result).toBe('closed')
    expect(client.account).toBe(BOB)
  })

  it('a closing of the previous wallet sends nothing more once the app disconnects', async () => {
    const gate = gateCloses('checked')
    const node = startNode({ latency: gate.latency })
    const sessionId = seedSession(node)
    const { WebSocket, sent } = recordSocket(node)
    const client = startClient(node, { WebSocket })
    await client.connect()
    const closing = client.close(request(sessionId))
    await vi.waitFor(() => expect(gate.held).toBe(1))
    await client.connect(BOB_KEY)
    client.disconnect()
    const before = sent.length
    await vi.waitFor(() => expect(closing.state).toBe('confirming'))
    gate.open()
    await vi.waitFor(() => expect(paidOut(node, sessionId)).toHaveLength(2))
    expect(sent).toHaveLength(before)
  })
})

it('a signer is asked for its account again by a connect() after a disconnect', async () => {
  const node = startNode()
  let accounts = [ALICE]
  const { Wallet } = await import('ethers')
  const wallets = new Map([[ALICE, new Wallet(ALICE_KEY)], [BOB, new Wallet(BOB_KEY)]])
  const provider = {
    async request({ method, params }: { method: string, params?: unknown }) {
      if (method === 'eth_requestAccounts') return accounts
      const [address, json] = params as [string, string]
      const { domain, types, message } = JSON.parse(json) as Parameters<typeof JSON.stringify>[0]
      const { EIP712Domain: _, ...rest } = types as Record<string, { name: string, type: string }[]>
      return wallets.get(address)?.signTypedData(domain, rest, message)
    },
  }
  const client = startClient(node, { signer: provider })
  await client.connect()
  expect(client.account).toBe(ALICE)
  client.disconnect()
  expect(client.account).toBeNull()
  accounts = [BOB]
  await client.connect()
  expect(client.account).toBe(BOB)
})

it('the client reports the status closed, and no error, after a disconnect during or after connecting', async () => {
  const node = startNode()
  const client = startClient(node)
  const seen: ConnectionStatus[] = []
  const errors: unknown[] = []
  client.on('status', status => seen.push(status))
  client.on('error', error => errors.push(error))
  expect(client.status).toBe('idle')
  const connecting = client.connect()
  client.disconnect()
  await expect(connecting).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  expect(client.status).toBe('closed')
  await client.connect()
  client.disconnect()
  expect(seen.at(-1)).toBe('closed')
  expect(client.account).toBeNull()
  expect(errors).toEqual([])
})

it('aborting a close() call that joined a running closing does not cancel the closing', async () => {
  const node = startNode()
  const sessionId = seedSession(node)
  const client = startClient(node)
  await client.connect()
  const first = client.close(request(sessionId))
  const abort = new AbortController()
  expect(client.close({ ...request(sessionId), signal: abort.signal })).toBe(first)
  abort.abort()
  expect((await first).result).toBe('closed')
})

it('a second close of a closed session is rejected with SESSION_NOT_OPEN', async () => {
  const node = startNode()
  const sessionId = seedSession(node)
  const client = startClient(node)
  await client.connect()
  await client.close(request(sessionId))
  await expect(client.close(request(sessionId))).rejects.toMatchObject({ code: 'SESSION_NOT_OPEN' })
})

it('an impossible timestamp from the node is ignored when the timestamp of an attempt is chosen', async () => {
  const node = startNode()
  const sessionId = seedSession(node)
  class PoisonedSocket extends node.WebSocket {
    constructor(url: string) {
      super(url)
      const poison = () => this.dispatchEvent(new MessageEvent('message', { data: '{"res":[0,"x",{},9007199254740991]}' }))
      this.addEventListener('open', poison)
    }
  }
  const client = startClient(node, { WebSocket: PoisonedSocket })
  await client.connect()
  expect((await client.close(request(sessionId))).result).toBe('closed')
})

it('a signer that has a session key but neither a token nor a socket is rejected with OPTIONS_INVALID', async () => {
  const node = startNode()
  const client = startClient(node, { signer: { address: ALICE, sessionKey: BOB_KEY } })
  await expect(client.connect()).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  expect(client.account).toBeNull()
})
