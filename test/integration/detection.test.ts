import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, createNitroliteClient, type NitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { journalKey } from '../../src/core/journal/journal'
import { createEmbeddedClearnode, createEmbeddedNitronode, createVirtualTime, type EmbeddedWebSocket } from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split } from '../helpers/people'
import { sampleRecord } from '../helpers/sampleRecord'
import { loadNitronode } from '../helpers/loadNitronode'

beforeAll(loadNitronode)

let count = 0

/** Replaces the answer to the first frame of a socket. */
type Mishap = (socket: EmbeddedWebSocket, text: string) => void

const kindOf = (text: string) => text.startsWith('[') ? 'nitronode' : 'clearnode'

/** One URL whose node can be exchanged for a node of the other kind, with a record of the first frame of each socket. */
function setUp() {
  const time = createVirtualTime(1_800_000_000_000)
  const nodes = {
    clearnode: createEmbeddedClearnode({ clock: time.now, timers: time }),
    nitronode: createEmbeddedNitronode({ clock: time.now, timers: time }),
  }
  const url = `ws://node-${++count}.test`
  /** The kind of node that the first frame of each socket was written for. */
  const first: string[] = []
  /** Frames in a protocol that the node does not speak. */
  const foreign: string[] = []
  const present = { node: 'clearnode' as keyof typeof nodes, mishap: null as Mishap | null }
  const open = (address: string): EmbeddedWebSocket => {
    const socket = new nodes[present.node].WebSocket(address)
    const send = socket.send.bind(socket)
    let isFirst = true
    socket.send = (text) => {
      if (isFirst) first.push(kindOf(text))
      if (kindOf(text) !== present.node) foreign.push(text)
      if (isFirst && present.mishap) present.mishap(socket, text)
      else send(text)
      isFirst = false
    }
    return socket
  }
  const make = (options: Partial<NitroliteClientOptions> = {}): NitroliteClient => {
    const client = createNitroliteClient({
      url, application: APPLICATION, signer: ALICE_KEY, timers: time, journal: createMemoryJournal(), timeouts: { heartbeat: 0 },
      reconnect: { jitter: 0, firstConnect: 0 }, WebSocket: function WebSocket(address: string) { return open(address) } as never, ...options,
    })
    onTestFinished(() => { client.dispose() })
    return client
  }
  async function connect(client: NitroliteClient): Promise<string | null> {
    const connected = client.connect().then(() => client.protocol, (error: { code: string }) => error.code)
    await time.runUntil(() => client.status === 'ready' || client.status === 'closed', 60_000)
    return connected
  }
  return { time, nodes, present, first, foreign, url, make, connect }
}

describe('a node that is exchanged for one of another kind', () => {
  it.each([
    ['clearnode', 'nitronode', 'nitrorpc/0.5', 'nitronode/1'],
    ['nitronode', 'clearnode', 'nitronode/1', 'nitrorpc/0.5'],
  ] as const)('one wrong frame reveals that a %s was replaced by a %s, and the next client starts with the right protocol', async (before, after, old, now) => {
    const { present, first, foreign, make, connect } = setUp()
    present.node = before
    expect(await connect(make())).toBe(old)
    expect(await connect(make())).toBe(old)
    expect(first.at(-1)).toBe(before)
    foreign.length = 0
    present.node = after
    expect(await connect(make())).toBe(now)
    expect([first.at(-1), foreign.length]).toEqual([before, 1])
    expect(await connect(make())).toBe(now)
    expect([first.at(-1), foreign.length]).toEqual([after, 1])
  })

  it.each([
    ['clearnode', 'nitronode', 'nitronode/1'], ['nitronode', 'clearnode', 'nitrorpc/0.5'],
  ] as const)('a client of a %s notices on reconnecting that the node is now a %s, and closes sessions there', async (before, after, now) => {
    const { time, nodes, present, make, connect } = setUp()
    present.node = before
    const client = make()
    await connect(client)
    present.node = after
    nodes[before].restart()
    await time.runUntil(() => client.protocol === now, 60_000)
    await time.runUntil(() => client.status === 'ready', 60_000)
    const { id } = nodes[after].createSession({
      participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    })
    const closing = client.close({ sessionId: id, allocations: split([ALICE, '1'], [BOB, '0']) })
    await time.runUntil(() => closing.receipt !== null, 60_000)
    expect(closing.receipt).toMatchObject({ result: 'closed', protocol: now })
  })
})

describe('a first exchange that does not reveal the protocol', () => {
  const answer = (error: string): Mishap => (socket, text) => {
    const id = Number(/\d{2,}/.exec(text)?.[0])
    const data = text.startsWith('[') ? [4, id, 'node.v1.ping', { error }, 1] : { res: [id, 'error', { error }, 1], sig: [] }
    socket.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(data) }))
  }

  it.each([
    ['internal server error', 'NODE_UNKNOWN_ERROR'], ['unknown method: ping', 'PROTOCOL_UNSUPPORTED'],
    ['an error occurred while processing the request', 'NODE_STORAGE'],
  ])('the answer “%s” to the first frame ends connect() with %s and leaves the protocol undecided', async (text, code) => {
    const { present, first, make, connect } = setUp()
    present.mishap = answer(text)
    expect(await connect(make())).toBe(code)
    present.mishap = null
    expect(await connect(make())).toBe('nitrorpc/0.5')
    expect(first).toEqual(['clearnode', 'clearnode'])
  })

  it('the protocol is detected on the next connection when a reconnected socket is lost before its first answer', async () => {
    const { time, nodes, present, first, foreign, make, connect } = setUp()
    const client = make()
    await connect(client)
    present.mishap = (socket) => { socket.close() }
    nodes.clearnode.restart()
    await time.runUntil(() => first.length >= 4, 60_000)
    expect([client.status === 'ready', client.protocol]).toEqual([false, null])
    present.mishap = null
    await time.runUntil(() => client.status === 'ready', 60_000)
    expect([client.protocol, foreign]).toEqual(['nitrorpc/0.5', []])
  })

  it('connect() rejects and remembers no protocol when the very first socket is lost before its answer', async () => {
    const { present, first, make, connect } = setUp()
    present.node = 'nitronode'
    present.mishap = (socket) => { socket.close() }
    expect(await connect(make())).toMatch(/^CONNECTION_(LOST|FAILED)$/)
    present.mishap = null
    expect(await connect(make())).toBe('nitronode/1')
    expect(first).toEqual(['clearnode', 'clearnode'])
  })

  it('connect() rejects with REQUEST_TIMEOUT when the node never answers the first frame', async () => {
    const { present, make, connect } = setUp()
    present.mishap = () => {}
    expect(await connect(make({ timeouts: { request: 1_000, heartbeat: 0 } }))).toBe('REQUEST_TIMEOUT')
  })
})

describe('a record of an unknown protocol', () => {
  it('a journal record of an unknown protocol is never sent, shown or removed', async () => {
    const { time, nodes, url, make, connect } = setUp()
    const { id } = nodes.clearnode.createSession({
      participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    })
    const journal = createMemoryJournal()
    const record = sampleRecord(id, { protocol: 'nitronode/2', node: url })
    await journal.create(journalKey(url, id), record)
    const client = make({ journal })
    await connect(client)
    expect(await client.closings.resume()).toEqual([])
    await time.advance(600_000)
    expect(client.closings.list()).toEqual([])
    expect(await journal.list()).toMatchObject([{ record }])
    expect(nodes.clearnode.session(id)?.status).toBe('open')

    const closing = client.close({ sessionId: id, allocations: split([ALICE, '1'], [BOB, '0']) })
    closing.then(() => {}, () => {})
    await time.advance(600_000)
    expect([closing.state, closing.error?.code]).toEqual(['failed', 'CLOSING_IN_PROGRESS'])
    expect(nodes.clearnode.session(id)?.status).toBe('open')
    expect(await journal.list()).toMatchObject([{ record }])
  })
})

describe('a server that is not a node', () => {
  /** Answers the first frame of every socket. */
  const answering = (data: unknown): Mishap => socket => { socket.dispatchEvent(Object.assign(new Event('message'), { data })) }

  it.each<[string, unknown, string]>([
    ['a page', '<html>502 Bad Gateway</html>', 'FRAME_INVALID'],
    ['half a message', '{"res":[1,', 'FRAME_INVALID'],
    ['an error of another protocol', '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid request"},"id":null}', 'FRAME_INVALID'],
    ['bytes that are not text', new Uint8Array([255, 254]).buffer, 'FRAME_INVALID'],
    ['nothing', null, 'FRAME_INVALID'],
    ['a message over the limit', 'x'.repeat(5_000_000), 'FRAME_TOO_LARGE'],
  ])('connecting to a server that answers with %s says so, and not that the node is busy', async (_, data, code) => {
    const { present, make, connect } = setUp()
    present.mishap = answering(data)
    expect(await connect(make())).toBe(code)
  })

  it('connecting to a node whose answers belong to nobody says that the ping was not answered', async () => {
    const { present, make, connect } = setUp()
    present.mishap = answering('{"res":[1,"pong",null,1800000000000],"sig":[]}')
    expect(await connect(make())).toBe('REQUEST_TIMEOUT')
  })
})
