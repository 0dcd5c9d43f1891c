import { describe, expect, it, vi } from 'vitest'
import { createNitroliteClient, createMemoryJournal, type NitroliteClient } from '../../src/core'
import { createForgetfulLoginStore } from '../../src/core/wallet/loginStore'
import { createEmbeddedNitronode, createVirtualTime } from '../../src/testing'
import { closedWindows, codeOf, never, startClearnode } from '../helpers/closedWindows'
import { FakeEventProvider, FakeProvider } from '../helpers/fakeWallets'
import { ALICE, APPLICATION, BOB, recordSocket, seedSession, split, URL_OF_NODE } from '../helpers/flow'

const MINUTE = 60_000

describe('a wallet whose window was closed', () => {
  it('a login whose wallet never answers ends with disconnect, and the next connect asks the wallet again at once', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    const first = codeOf(client.connect())
    await time.runUntil(() => asked() === 1)
    client.disconnect()
    expect(await first).toBe('NOT_CONNECTED')
    const begun = time.elapsed()
    const second = codeOf(client.connect())
    await time.runUntil(() => client.status === 'ready')
    expect(await second).toBe('resolved')
    expect([asked(), time.elapsed() - begun < 1_000]).toEqual([2, true])
    client.dispose()
  })

  it('a closing that waits until the person has confirmed the login reports no errors meanwhile', async () => {
    const { time, node, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    const codes: string[] = []
    client.on('error', ({ code }) => { codes.push(code) })
    void codeOf(client.connect())
    await time.runUntil(() => asked() === 1)
    const closing = client.close({ sessionId: seedSession(node), allocations: split([ALICE, '1'], [BOB, '0']) })
    await time.advance(10_000)
    expect([closing.state, codes]).toEqual(['planning', []])
    closing.cancel()
    client.dispose()
  })

  it('a client that was disposed while its wallet was asked lets another client with the same logins ask at once', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    void codeOf(client.connect())
    await time.runUntil(() => asked() === 1)
    client.dispose()
    const begun = time.elapsed()
    const other = make({ signer: provider })
    void codeOf(other.connect())
    await time.runUntil(() => other.status === 'ready')
    expect(time.elapsed() - begun).toBeLessThan(1_000)
    other.dispose()
  })

  it('a tab whose wallet never answers keeps another tab waiting for a minute only', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const [tab, other] = [make({ signer: provider }), make({ signer: provider })]
    void codeOf(tab.connect())
    await time.runUntil(() => asked() === 1)
    void codeOf(other.connect())
    await time.runUntil(() => other.status === 'ready', 2 * MINUTE)
    expect([other.status, asked()]).toEqual(['ready', 2])
    tab.dispose()
    other.dispose()
  })

  it('a socket that is lost while the wallet is open costs no second question, and the answer logs the next socket in', async () => {
    const { time, node, make } = startClearnode()
    const { WebSocket, cut } = recordSocket(node)
    const provider = new FakeProvider()
    const sign = provider.handlers['eth_signTypedData_v4']
    let confirm = (): void => {}
    let asked = 0
    provider.handlers['eth_signTypedData_v4'] = async (params) => {
      asked += 1
      await new Promise<void>((resolve) => { confirm = resolve })
      return sign?.(params)
    }
    const client = make({ signer: provider, WebSocket })
    const connected = codeOf(client.connect())
    await time.runUntil(() => asked === 1)
    await time.advance(3 * MINUTE)
    cut()
    await time.advance(2 * MINUTE)
    confirm()
    await time.runUntil(() => client.status === 'ready')
    expect([await connected, asked]).toEqual(['resolved', 1])
    client.dispose()
  })
})

describe('a wallet of a nitronode closing whose window was closed', () => {
  it('a cancelled closing on a nitronode whose wallet never answers lets the next closing ask the wallet again', async () => {
    const time = createVirtualTime()
    const node = createEmbeddedNitronode({ clock: time.now, timers: time })
    const provider = new FakeProvider()
    const sign = vi.fn(never)
    provider.handlers['personal_sign'] = sign
    const client = createNitroliteClient({
      url: URL_OF_NODE, application: APPLICATION, WebSocket: node.WebSocket, timers: time, reconnect: { jitter: 0 }, signer: provider,
      journal: createMemoryJournal(),
    })
    const connected = client.connect()
    await time.runUntil(() => client.status === 'ready')
    await connected
    const session = node.createSession({
      participants: [provider.wallet.address, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
      allocations: [{ participant: provider.wallet.address, asset: 'usdc', amount: '1' }],
    })
    for (const questions of [1, 2]) {
      const closing = client.close({ sessionId: session.id, allocations: [{ participant: provider.wallet.address, asset: 'usdc', amount: '1' }] })
      await time.runUntil(() => sign.mock.calls.length === questions)
      expect(closing.state).toBe('signing')
      expect(closing.cancel()).toBe(true)
      await expect(closing).rejects.toMatchObject({ code: 'CLOSING_CANCELLED' })
    }
    client.dispose()
    node.dispose()
  })
})

describe('a caller that gives up waiting', () => {
  it('an aborted signal ends connect while the wallet is asked, together with the connection', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    const controller = new AbortController()
    const connected = codeOf(client.connect(undefined, controller))
    await time.runUntil(() => asked() === 1)
    controller.abort()
    expect(await connected).toBe('REQUEST_ABORTED')
    expect(client.status).toBe('closed')
    client.dispose()
  })

  it('of two callers that wait for one login, the one that gives up does not end the wait of the other, and the last one ends the login', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    const [first, last] = [new AbortController(), new AbortController()]
    const waits = [codeOf(client.connect(undefined, first)), codeOf(client.connect(undefined, last))]
    await time.runUntil(() => asked() === 1)
    first.abort()
    expect(await waits[0]).toBe('REQUEST_ABORTED')
    expect(client.status).toBe('authenticating')
    last.abort()
    expect(await waits[1]).toBe('REQUEST_ABORTED')
    expect(client.status).toBe('closed')
    client.dispose()
  })

  it('a caller that gives up while a connection is being restored does not end that connection', async () => {
    const { time, node, make } = startClearnode()
    const { WebSocket, cut } = recordSocket(node)
    const client = make({ signer: new FakeProvider(), WebSocket })
    const connected = codeOf(client.connect())
    await time.runUntil(() => client.status === 'ready')
    await connected
    cut()
    await time.runUntil(() => client.status === 'reconnecting')
    const controller = new AbortController()
    const again = codeOf(client.connect(undefined, controller))
    controller.abort()
    expect(await again).toBe('REQUEST_ABORTED')
    await time.runUntil(() => client.status === 'ready')
    expect(client.status).toBe('ready')
    client.dispose()
  })

  it('a signal that is aborted after connect changes nothing', async () => {
    const { time, make } = startClearnode()
    const client = make({ signer: new FakeProvider() })
    const controller = new AbortController()
    const connected = codeOf(client.connect(undefined, controller))
    await time.runUntil(() => client.status === 'ready')
    expect(await connected).toBe('resolved')
    controller.abort()
    expect(client.status).toBe('ready')
    client.dispose()
  })

  it.each<[string, (client: NitroliteClient, signal: AbortSignal) => Promise<unknown>]>([
    ['nodeInfo', (client, signal) => client.nodeInfo({ signal })],
    ['sessions.list', (client, signal) => client.sessions.list({}, { signal })],
    ['sessions.get', (client, signal) => client.sessions.get(`0x${'12'.repeat(32)}`, { signal })],
    ['closings.resume', (client, signal) => client.closings.resume({ signal })],
    ['closings.history', (client, signal) => client.closings.history({}, { signal })],
    ['revokeKey', (client, signal) => client.revokeKey({ signal })],
    ['propose', (client, signal) => client.propose({ sessionId: `0x${'12'.repeat(32)}`, allocations: [], signal })],
    ['coSign', (client, signal) => client.coSign('nlp1.', { signal })],
    ['addSignature', (client, signal) => client.addSignature('nlr1.', { signal })],
    ['relay', (client, signal) => client.relay({ url: 'ws://relay.test', signal })],
    ['slots', (client, signal) => client.slots(`0x${'12'.repeat(32)}`, { signal })],
  ])('an aborted signal ends the call %s', async (method, call) => {
    const { time, make } = startClearnode()
    const client = make({ signer: new FakeProvider(), history: { find: never, add: never } as never })
    void codeOf(client.connect())
    await time.runUntil(() => client.status === 'ready')
    const controller = new AbortController()
    const answer = call(client, controller.signal).then(() => null, (thrown: unknown) => thrown)
    controller.abort()
    expect(await answer).toMatchObject({ code: 'REQUEST_ABORTED', info: { data: { method } } })
    client.dispose()
  })
})

describe('a store of the app that does not answer', () => {
  it.each(['read', 'write'] as const)('a client whose store of logins never answers %s asks the wallet and is connected all the same', async (method) => {
    const { time, make } = startClearnode()
    const provider = new FakeEventProvider()
    const client = make({ signer: provider, logins: { ...createForgetfulLoginStore(), [method]: never } })
    void codeOf(client.connect())
    await time.runUntil(() => client.status === 'ready')
    expect(time.elapsed()).toBeLessThan(MINUTE)
    client.dispose()
  })

  it('a search in a history that never answers ends after 30 seconds, and at once when the client is disposed', async () => {
    const { time, make } = startClearnode()
    const client = make({ history: { put: async () => {}, find: never } })
    const first = codeOf(client.closings.history())
    await time.advance(30_000)
    expect(await first).toBe('HISTORY_FAILED')
    const second = codeOf(client.closings.history())
    client.dispose()
    expect(await second).toBe('CLIENT_DISPOSED')
  })
})
