import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../test/helpers/people'
import { roomNumber } from '../../test/helpers/relayRig'
import { createRelayTransport } from '../core/cosigning/relayTransport'
import { createStatementSigner } from '../core/cosigning/statementSigner'
import type { RelayFrame } from '../core/cosigning/relay/frames'
import type { Transport } from '../core/cosigning/transport'
import type { Hex } from '../core/types'
import { createRelay, type Relay, type RelayOptions } from './createRelay'

const ROOM = roomNumber(1)
const APP = 'https://app.test'
const ends: (() => unknown)[] = []
afterEach(async () => { for (const end of ends.splice(0).reverse()) await end() })

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 10 })

async function relayOf(options: Partial<RelayOptions> = {}): Promise<Relay & { readonly url: string }> {
  const relay = await createRelay({ origins: [APP], ...options })
  ends.push(() => relay.close())
  return { ...relay, metrics: relay.metrics, url: `ws://127.0.0.1:${relay.port}${options.path ?? '/'}` }
}

function transportOf(url: string, key: Hex): Transport {
  const transport = createRelayTransport({
    url, signer: () => createStatementSigner(key), participantsOf: () => [ALICE, BOB], WebSocket, reconnect: { initialDelay: 10, maxDelay: 50 },
  })
  ends.push(() => transport.close())
  return transport
}

function hear(transport: Transport): string[] {
  const messages: string[] = []
  transport.subscribe(ROOM, message => messages.push(Buffer.from(message).toString('hex')))
  return messages
}

interface RawSocket {
  readonly socket: WebSocket
  readonly frames: RelayFrame[]
  /** The close code; null while it is open. */
  readonly code: () => number | null
}

async function rawSocket(url: string): Promise<RawSocket> {
  const socket = new WebSocket(url)
  const frames: RelayFrame[] = []
  let code: number | null = null
  socket.on('message', data => frames.push(JSON.parse(String(data)) as RelayFrame))
  socket.on('close', (reason) => { code = reason })
  socket.on('error', () => {})
  ends.push(() => { socket.terminate() })
  await new Promise((resolve) => { socket.once('open', resolve) })
  return { socket, frames, code: () => code }
}

async function enter({ socket, frames }: RawSocket, key: Hex, address: string): Promise<string> {
  socket.send(JSON.stringify({ type: 'ask', room: ROOM }))
  await eventually(() => expect(frames.at(-1)?.type).toBe('challenge'))
  const challenge = frames.at(-1)
  if (challenge?.type !== 'challenge') throw new Error('There is no challenge.')
  const { origin, nonce, end } = challenge
  const signature = await (await createStatementSigner(key)).sign({ purpose: 'enter room', origin, room: ROOM, nonce, end })
  const answer = JSON.stringify({ type: 'enter', room: ROOM, participants: [ALICE, BOB], address, signature, policy: null })
  const before = frames.length
  socket.send(answer)
  await eventually(() => expect(frames.length).toBeGreaterThan(before))
  return answer
}

/** Shows that the relay still serves others: two participants exchange a message. */
async function expectService(url: string): Promise<void> {
  const [alice, bob] = [transportOf(url, ALICE_KEY), transportOf(url, BOB_KEY)]
  const heard = hear(bob)
  await alice.publish(ROOM, Uint8Array.of(0xaa))
  await eventually(() => expect(heard).toContain('aa'))
}

it('participants exchange messages over a real relay, and a participant who comes later gets them too', async () => {
  const { url, metrics } = await relayOf()
  const alice = transportOf(url, ALICE_KEY)
  await alice.publish(ROOM, Uint8Array.of(1, 2, 3))
  const heard = hear(transportOf(url, BOB_KEY))
  await eventually(() => expect(heard).toEqual(['010203']))
  expect(metrics).toMatchObject({ messagesPublished: 1, framesRefused: 0 })
})

it('after the relay has restarted, clients enter their rooms again and exchange messages', async () => {
  const first = await relayOf()
  const [alice, bob] = [transportOf(first.url, ALICE_KEY), transportOf(first.url, BOB_KEY)]
  const heard = hear(bob)
  await alice.publish(ROOM, Uint8Array.of(1))
  await eventually(() => expect(heard).toContain('01'))
  const port = first.port ?? 0
  await first.close()
  const sent = alice.publish(ROOM, Uint8Array.of(2))
  await relayOf({ port })
  await sent
  await eventually(() => expect(heard).toContain('02'))
})

it('an answer to a challenge cannot be sent again, neither over its own socket nor over another one', async () => {
  const { url, metrics } = await relayOf()
  const [alice, thief] = [await rawSocket(url), await rawSocket(url)]
  const answer = await enter(alice, ALICE_KEY, ALICE)
  thief.socket.send(JSON.stringify({ type: 'ask', room: ROOM }))
  await eventually(() => expect(thief.frames.at(-1)?.type).toBe('challenge'))
  thief.socket.send(answer)
  alice.socket.send(answer)
  await eventually(() => {
    expect(thief.frames.at(-1)).toMatchObject({ type: 'refused', reason: 'wrong signature' })
    expect(alice.frames.at(-1)).toMatchObject({ type: 'refused', reason: 'no challenge' })
  })
  expect(metrics).toMatchObject({ seats: 1, entries: 1, openChallenges: 0 })
})

it('pages of other origins are refused with 403, and listed pages and programs without an origin are let in', async () => {
  const { url, metrics } = await relayOf()
  const open = (origin?: string) => new Promise<string>((resolve) => {
    const socket = new WebSocket(url, { ...(origin !== undefined && { origin }) })
    ends.push(() => { socket.terminate() })
    socket.once('open', () => { resolve('open') })
    socket.once('error', (error) => { resolve(error.message) })
  })
  expect(await open('https://evil.test')).toContain('403')
  expect(await open('null')).toContain('403')
  expect([await open(APP), await open()]).toEqual(['open', 'open'])
  expect(metrics).toMatchObject({ socketsRefusedForOrigin: 2, sockets: 2 })
})

it('one network cannot open more than its share of sockets, and gets room again when one closes', async () => {
  const { url, metrics } = await relayOf({ limits: { socketsPerNetwork: 3 } })
  const sockets = [await rawSocket(url), await rawSocket(url), await rawSocket(url)]
  await expect(new Promise((_, reject) => { new WebSocket(url).on('error', reject) })).rejects.toThrow('503')
  sockets[0]?.socket.terminate()
  await eventually(() => expect(metrics.sockets).toBe(2))
  await rawSocket(url)
  expect(metrics).toMatchObject({ socketsRefusedForLimit: 1, sockets: 3 })
})

it('connections that never complete the handshake leave nothing behind', async () => {
  const { url, port, metrics } = await relayOf()
  const requests = [
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
    'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'NONSENSE\r\n\r\n',
  ]
  await Promise.all(requests.map(request => new Promise<void>((resolve) => {
    const connection = connect(port ?? 0, '127.0.0.1', () => { connection.write(request) })
    connection.on('error', () => {})
    connection.on('close', () => { resolve() })
    connection.resume()
  })))
  await eventually(() => expect(metrics.sockets).toBe(0))
  await expectService(url)
})

it.each<[string, number, (socket: WebSocket) => void]>([
  ['a frame of a megabyte', 1009, (socket) => { socket.send('x'.repeat(1024 * 1024)) }],
  ['a frame of a megabyte in fragments', 1009, (socket) => { for (let part = 0; part < 64; part++) socket.send('x'.repeat(16 * 1024), { fin: part === 63 }) }],
  ['a binary message', 1008, (socket) => { socket.send(Buffer.from(JSON.stringify({ type: 'ask', room: ROOM }))) }],
  ['text that is not JSON', 1008, (socket) => { socket.send('hello') }],
  ['bytes that are not UTF-8', 1007, (socket) => { socket.send(Buffer.from([0xff, 0xfe]), { binary: false }) }],
])('a client that sends %s is closed with %i, and others are served', async (_, code, send) => {
  const { url, metrics } = await relayOf()
  const bad = await rawSocket(url)
  send(bad.socket)
  await eventually(() => expect(bad.code()).toBe(code))
  expect(metrics.socketsClosedForMalformedFrames).toBe(1)
  await expectService(url)
})

it('a client that breaks the WebSocket protocol itself is cut off, and others are served', async () => {
  const { url, port, metrics } = await relayOf()
  const connection = connect(port ?? 0, '127.0.0.1')
  ends.push(() => connection.destroy())
  const ended = new Promise<void>((resolve) => { connection.on('close', () => { resolve() }) })
  connection.on('error', () => {})
  connection.resume()
  connection.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n')
  await eventually(() => expect(metrics.sockets).toBe(1))
  connection.write(Buffer.alloc(1000, 0xff))
  await ended
  await eventually(() => expect(metrics).toMatchObject({ sockets: 0, socketsClosedForMalformedFrames: 1 }))
  await expectService(url)
})

it('clients that flood the relay with frames and pings are closed with 1008, and others are served meanwhile', async () => {
  const { url, metrics } = await relayOf()
  const [frames, pings] = [await rawSocket(url), await rawSocket(url)]
  for (let count = 0; count < 5_000; count++) {
    frames.socket.send(JSON.stringify({ type: 'publish', room: ROOM, id: count, message: '00'.repeat(100) }))
    pings.socket.ping()
  }
  await expectService(url)
  await eventually(() => expect([frames.code(), pings.code()]).toEqual([1008, 1008]))
  expect(metrics).toMatchObject({ socketsClosedForFlooding: 2, messagesPublished: 1, seats: metrics.sockets })
})

it('a slow reader is cut off at its limit of unread bytes, the others get everything, and little is kept', async () => {
  const limits = { framesPerSecond: 100_000, frameBurst: 100_000, unreadBytes: 256 * 1024 }
  const { url, metrics } = await relayOf({ limits })
  const [alice, bob, slow] = [await rawSocket(url), await rawSocket(url), await rawSocket(url)]
  await enter(bob, BOB_KEY, BOB)
  await enter(slow, BOB_KEY, BOB)
  await enter(alice, ALICE_KEY, ALICE)
  slow.socket.pause()
  const message = 'ab'.repeat(32 * 1024)
  let sent = 0
  while (metrics.socketsClosedForSlowReading === 0 && sent < 2_000) {
    alice.socket.send(JSON.stringify({ type: 'publish', room: ROOM, id: sent, message }))
    sent += 1
    await eventually(() => expect(bob.frames.filter(({ type }) => type === 'message')).toHaveLength(sent))
  }
  expect(metrics).toMatchObject({ socketsClosedForSlowReading: 1, messagesPublished: sent })
  expect(metrics.keptBytes).toBeLessThanOrEqual(256 * 1024)
  await eventually(() => expect(metrics.seats).toBe(2))
})

it('the relay answers /health and /metrics, with numbers and without rooms, addresses or contents', async () => {
  const { url, port, metricsText } = await relayOf()
  await transportOf(url, ALICE_KEY).publish(ROOM, Uint8Array.of(0xca, 0xfe))
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return [response.status, await response.text()] as const
  }
  expect(await get('/health')).toEqual([200, 'ok\n'])
  const [status, text] = await get('/metrics')
  expect([status, text]).toEqual([200, metricsText()])
  expect(text).toContain('# TYPE nitrolite_relay_messages_published_total counter\nnitrolite_relay_messages_published_total 1\n')
  expect(text).toMatch(/^# TYPE nitrolite_relay_kept_bytes gauge\nnitrolite_relay_kept_bytes 2$/m)
  for (const secret of ['cafe', ALICE, ALICE.toLowerCase(), ROOM, '127.0.0.1']) expect(text).not.toContain(secret)
  expect((await get('/other'))[0]).toBe(404)
})

it('a relay shares the server of an app at its own path, and leaves other requests and upgrades to the app', async () => {
  const server = createServer((_, response) => { response.end('the app') })
  const upgrades: unknown[] = []
  server.on('upgrade', ({ url }, socket) => {
    upgrades.push(url)
    if (url !== '/relay') socket.destroy()
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  ends.push(() => new Promise((resolve) => { server.close(resolve) }))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const relay = await relayOf({ server, path: '/relay', publicHost: `127.0.0.1:${port}` })
  await expectService(relay.url)
  await expect(new Promise((_, reject) => { new WebSocket(`ws://127.0.0.1:${port}/other`).on('error', reject) })).rejects.toThrow()
  expect(await (await fetch(`http://127.0.0.1:${port}/health`)).text()).toBe('the app')
  expect(upgrades).toContain('/other')
  await relay.close()
  expect(server.listening).toBe(true)
})

it('a client that reaches the relay by another name than the public one is told so', async () => {
  const { url } = await relayOf({ publicHost: 'relay.example.com' })
  await expect(transportOf(url, ALICE_KEY).publish(ROOM, Uint8Array.of(1))).rejects.toMatchObject({
    code: 'RELAY_REFUSED', info: { data: { reason: expect.stringContaining('relay.example.com') as string } },
  })
})

it.each<[string, Partial<RelayOptions>]>([
  ['a URL as its public host', { publicHost: 'https://relay.example.com' }],
  ['a path in its public host', { publicHost: 'relay.example.com/room' }],
  ['an empty public host', { publicHost: '' }],
  ['a server of the app and no public host', { server: createServer() }],
])('a relay with %s is refused with OPTIONS_INVALID', async (_, options) => {
  await expect(createRelay({ origins: [], ...options })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
})

it('createRelay rejects with the error of Node.js where the port is taken', async () => {
  const { port } = await relayOf()
  await expect(createRelay({ port: port ?? 0, origins: [] })).rejects.toThrow('EADDRINUSE')
})

it('behind a proxy, sockets are counted by the address that the app reads from the request', async () => {
  const { url, metrics } = await relayOf({
    limits: { socketsPerNetwork: 1 }, clientAddress: ({ headers }) => String(headers['x-forwarded-for']),
  })
  const open = (address: string) => new Promise<boolean>((resolve) => {
    const socket = new WebSocket(url, { headers: { 'x-forwarded-for': address } })
    ends.push(() => { socket.terminate() })
    socket.once('open', () => { resolve(true) })
    socket.once('error', () => { resolve(false) })
  })
  expect([await open('203.0.113.1'), await open('203.0.113.1'), await open('203.0.113.2')]).toEqual([true, false, true])
  expect(metrics.sockets).toBe(2)
})
