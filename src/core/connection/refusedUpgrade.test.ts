import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { jsonCodec, TIMEOUTS } from '../../../test/helpers/connectionRig'
import { SELF_SIGNED } from '../../../test/helpers/selfSignedCertificate'
import { createVirtualTime, type VirtualTime } from '../../testing'
import { createConnection } from './connection'
import type { ReconnectOptions } from './reconnectOptions'
import type { Connection } from './types'

const stops: (() => void)[] = []
afterEach(() => { for (const stop of stops.splice(0)) stop() })

/** @returns host and port */
async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(() => { server.close() })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  return `127.0.0.1:${address.port}`
}

/** A server that refuses every WebSocket with this HTTP status. Counts the tries. */
async function refuseWith(status: number, headers: Readonly<Record<string, string>> = {}) {
  const server = createServer()
  const tries: number[] = []
  server.on('upgrade', (_, socket) => {
    tries.push(status)
    // The client may end its side while the answer is being written.
    socket.on('error', () => {})
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}Content-Length: 0\r\n\r\n`)
  })
  return { url: `ws://${await listen(server)}`, tries }
}

function connectTo(url: string, time: VirtualTime, reconnect: ReconnectOptions = {}) {
  const made: WebSocket[] = []
  class CountedWebSocket extends WebSocket {
    constructor(address: string) {
      super(address)
      made.push(this)
    }
  }
  const connection: Connection = createConnection({
    url, WebSocket: CountedWebSocket, codec: jsonCodec, timeouts: TIMEOUTS, timers: time, frameLimit: 1_000,
    reconnect: { jitter: 0, ...reconnect },
    onOpen: async () => true,
    ping: async () => {},
  })
  stops.push(() => { connection.disconnect() })
  const errors: { code: string, info: { why: string, data: object } }[] = []
  connection.on('error', error => errors.push(error))
  const result = connection.connect().then(() => 'connected', (error: { code: string }) => error.code)
  return { connection, errors, result, made }
}

/** Waits for something that a real socket brings about, while the virtual time stands still. */
const until = (condition: () => boolean): Promise<void> => expect.poll(condition, { interval: 5 }).toBe(true) as unknown as Promise<void>

describe('a server that refuses the WebSocket', () => {
  it.each([401, 403])('connect rejects at once with CONNECTION_UNAUTHORIZED when the server answers with HTTP %i', async status => {
    const { url, tries } = await refuseWith(status)
    const { connection, result, errors } = connectTo(url, createVirtualTime())
    expect(await result).toBe('CONNECTION_UNAUTHORIZED')
    expect([connection.status, tries, errors]).toEqual(['closed', [status], []])
  })

  it.each([
    [429, 'CONNECTION_RATE_LIMITED', { 'Retry-After': '120' }],
    [503, 'CONNECTION_UNAVAILABLE', { 'Retry-After': '120' }],
    [503, 'CONNECTION_UNAVAILABLE', { 'Date': 'Wed, 21 Oct 2015 07:26:00 GMT', 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' }],
  ])('after HTTP %i (%s) the connection tries again, but not before the time in %o', async (status, code, headers) => {
    const { url, tries } = await refuseWith(status, headers)
    const time = createVirtualTime()
    const { connection, errors, made } = connectTo(url, time)
    await until(() => connection.status === 'reconnecting')
    expect(errors).toMatchObject([{ code, info: { data: { url, status, retryAfter: 120 }, why: expect.stringContaining('120 seconds') } }])
    await time.advance(119_999)
    connection.connect().catch(() => {})
    expect(made).toHaveLength(1)
    await time.advance(1)
    expect(made).toHaveLength(2)
    await until(() => tries.length === 2)
  })

  it('a hint that comes while the socket opens does not shorten the wait that the server then demands', async () => {
    const { url } = await refuseWith(503, { 'Retry-After': '120' })
    const time = createVirtualTime()
    let hint = (): void => {}
    const { connection, made } = connectTo(url, time, { hints: { onHint: (listener) => {
      hint = listener
      return () => {}
    } } })
    hint()
    await until(() => connection.status === 'reconnecting')
    await time.advance(119_999)
    expect(made).toHaveLength(1)
    await time.advance(1)
    expect(made).toHaveLength(2)
  })

  it('another HTTP status is named in CONNECTION_FAILED', async () => {
    const { url } = await refuseWith(404)
    const { errors, connection } = connectTo(url, createVirtualTime())
    await until(() => connection.status === 'reconnecting')
    expect(errors).toMatchObject([{ code: 'CONNECTION_FAILED', info: { data: { status: 404 }, why: expect.stringContaining('HTTP status 404') } }])
  })

  it('connect rejects at once when the server asks for a longer wait than a busy server is waited for', async () => {
    const { url, tries } = await refuseWith(429, { 'Retry-After': '1000' })
    expect(await connectTo(url, createVirtualTime(), { firstConnect: 60_000 }).result).toBe('CONNECTION_RATE_LIMITED')
    expect(tries).toHaveLength(1)
  })

  it('connect rejects at once with CERTIFICATE_UNTRUSTED, and keeps the cause, when the certificate is self-signed', async () => {
    const server = createSecureServer(SELF_SIGNED)
    const url = `wss://${await listen(server)}`
    const { connection } = connectTo(url, createVirtualTime())
    await expect(connection.connect()).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED', cause: { message: expect.stringMatching(/certificate/) }, info: { data: { url } },
    })
    expect(connection.status).toBe('closed')
  })
})
