import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../../test/helpers/people'
import { ROOM } from '../../test/helpers/relayTransports'
import { connectTo, enter, eventually, expectService, openRawSocket, startRelay } from '../../test/helpers/runningRelay'

it('an answer to a challenge cannot be sent again, neither over its own socket nor over another one', async () => {
  const { url, metrics } = await startRelay()
  const [alice, thief] = [await openRawSocket(url), await openRawSocket(url)]
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

it('one network cannot open more than its share of sockets, and gets room again when one closes', async () => {
  const { url, metrics } = await startRelay({ limits: { socketsPerNetwork: 3 } })
  const sockets = [await openRawSocket(url), await openRawSocket(url), await openRawSocket(url)]
  await expect(new Promise((_, reject) => { new WebSocket(url).on('error', reject) })).rejects.toThrow('503')
  sockets[0]?.socket.terminate()
  await eventually(() => expect(metrics.sockets).toBe(2))
  await openRawSocket(url)
  expect(metrics).toMatchObject({ socketsRefusedForLimit: 1, sockets: 3 })
})

it('connections that never complete the handshake leave nothing behind', async () => {
  const { url, port, metrics } = await startRelay()
  const requests = [
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
    'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'NONSENSE\r\n\r\n',
  ]
  await Promise.all(requests.map((request) => {
    const { connection, ended } = connectTo(port)
    connection.write(request)
    return ended
  }))
  await eventually(() => expect(metrics.sockets).toBe(0))
  await expectService(url)
})

it.each<[string, number, (socket: WebSocket) => void]>([
  ['a frame of a megabyte', 1009, (socket) => { socket.send('x'.repeat(1024 * 1024)) }],
  ['a frame of a megabyte in fragments', 1009, (socket) => { for (let part = 0; part < 64; part++) socket.send('x'.repeat(16 * 1024), { fin: part === 63 }) }],
  ['a message in hundreds of pieces', 1008, (socket) => { for (let part = 0; part < 200; part++) socket.send('x', { fin: false }) }],
  ['a binary message', 1008, (socket) => { socket.send(Buffer.from(JSON.stringify({ type: 'ask', room: ROOM }))) }],
  ['text that is not JSON', 1008, (socket) => { socket.send('hello') }],
  ['bytes that are not UTF-8', 1007, (socket) => { socket.send(Buffer.from([0xff, 0xfe]), { binary: false }) }],
])('a client that sends %s is closed with %i, and others are served', async (_, code, send) => {
  const { url, metrics } = await startRelay()
  const bad = await openRawSocket(url)
  send(bad.socket)
  await eventually(() => expect(bad.code()).toBe(code))
  expect(metrics.socketsClosedForMalformedFrames).toBe(1)
  await expectService(url)
})

it('a client that breaks the WebSocket protocol itself is cut off, and others are served', async () => {
  const { url, port, metrics } = await startRelay()
  const { connection, ended } = connectTo(port)
  connection.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n')
  await eventually(() => expect(metrics.sockets).toBe(1))
  connection.write(Buffer.alloc(1000, 0xff))
  await ended
  await eventually(() => expect(metrics).toMatchObject({ sockets: 0, socketsClosedForMalformedFrames: 1 }))
  await expectService(url)
})

it('a relay closes the socket of a client that sends a frame byte by byte, because each byte needs hundreds of bytes of memory', async () => {
  const { url, port, metrics } = await startRelay()
  const { connection, ended } = connectTo(port)
  let isEnded = false
  void ended.then(() => { isEnded = true })
  connection.setNoDelay(true)
  connection.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n')
  await eventually(() => expect(metrics.sockets).toBe(1))
  // A text frame of 66,000 bytes.
  connection.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0x01, 0xd0, 0, 0, 0, 0]))
  for (let sent = 0; sent < 20_000 && !isEnded; sent++) {
    connection.write('x')
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  expect(isEnded).toBe(true)
  await eventually(() => expect(metrics).toMatchObject({ sockets: 0, socketsClosedForMalformedFrames: 1 }))
  await expectService(url)
})

it('clients that flood the relay with frames and pings are closed with 1008, and others are served meanwhile', async () => {
  const { url, metrics } = await startRelay()
  const [frames, pings] = [await openRawSocket(url), await openRawSocket(url)]
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
  const { url, metrics } = await startRelay({ limits })
  const [alice, bob, slow] = [await openRawSocket(url), await openRawSocket(url), await openRawSocket(url)]
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

it('readers who are each below their own limit are cut off when all of them together leave too much unread', async () => {
  const limits = {
    framesPerSecond: 100_000, frameBurst: 100_000, deliveredBytesPerSecond: 2 ** 30, deliveryBurst: 2 ** 30,
    unreadBytes: 100 * 1024 * 1024, unreadBytesOfAllSockets: 512 * 1024,
  }
  const { url, metrics } = await startRelay({ limits })
  const [alice, bob, ...slow] = [await openRawSocket(url), await openRawSocket(url), await openRawSocket(url), await openRawSocket(url)]
  for (const client of [bob, ...slow]) await enter(client, BOB_KEY, BOB)
  await enter(alice, ALICE_KEY, ALICE)
  for (const { socket } of slow) socket.pause()
  const message = 'ab'.repeat(32 * 1024)
  let sent = 0
  while (metrics.socketsClosedForMostUnread < 2 && sent < 2_000) {
    alice.socket.send(JSON.stringify({ type: 'publish', room: ROOM, id: sent, message }))
    sent += 1
    await eventually(() => expect(bob.frames.filter(({ type }) => type === 'message')).toHaveLength(sent))
    expect(metrics.unreadBytes).toBeLessThanOrEqual(limits.unreadBytesOfAllSockets)
  }
  expect(metrics).toMatchObject({ socketsClosedForMostUnread: 2, socketsClosedForSlowReading: 0, messagesPublished: sent })
  await eventually(() => expect(metrics).toMatchObject({ seats: 2, unreadBytes: 0 }))
})

it('frames that nobody reads count with the memory that each of them needs, also if they are almost empty', async () => {
  const { url, metrics } = await startRelay({ limits: { framesPerSecond: 1e6, frameBurst: 1e6, unreadBytes: 100 * 1024 * 1024 } })
  const [alice, silent] = [await openRawSocket(url), await openRawSocket(url)]
  await enter(silent, BOB_KEY, BOB)
  await enter(alice, ALICE_KEY, ALICE)
  silent.socket.pause()
  const message = 'ab'.repeat(32 * 1024)
  // The operating system takes the first megabytes.
  for (let sent = 1; metrics.unreadBytes < message.length; sent++) {
    alice.socket.send(JSON.stringify({ type: 'publish', room: ROOM, id: sent, message }))
    await eventually(() => expect(metrics.messagesPublished).toBe(sent))
  }
  const before = metrics.unreadBytes
  for (let count = 0; count < 1_000; count++) silent.socket.ping()
  await eventually(() => expect(metrics.unreadBytes - before).toBeGreaterThan(250_000))
  silent.socket.resume()
  await eventually(() => expect(metrics.unreadBytes).toBe(0))
})
