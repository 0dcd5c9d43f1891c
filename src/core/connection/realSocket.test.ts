import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createConnection } from './connection'
import { jsonCodec, TIMEOUTS } from '../../../test/helpers/connectionRig'
import type { ConnectionOptions } from './connectionOptions'
import type { Connection, EncodedRequest } from './types'

let server: WebSocketServer
let url: string
let connection: Connection

const make = (options: Partial<ConnectionOptions> = {}): Connection => createConnection({
  url,
  WebSocket,
  codec: jsonCodec,
  timeouts: TIMEOUTS,
  reconnect: { initialDelay: 1, jitter: 0 },
  frameLimit: 10_000,
  onOpen: async () => true,
  ping: async () => {},
  ...options,
})

const encode = (method: string): EncodedRequest => {
  const id = connection.newRequestId()
  return { id, method, ts: 1, frame: JSON.stringify({ id, method }) }
}

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  url = `ws://127.0.0.1:${address.port}`
  server.on('connection', socket => socket.on('message', data => {
    const { id, method } = JSON.parse(String(data)) as { id: number, method: string }
    if (method === 'cut') socket.terminate()
    else socket.send(Buffer.from(JSON.stringify({ id, ok: method, ts: 77 })), { binary: method === 'binary' })
  }))
})

afterEach(async () => {
  connection.disconnect()
  for (const socket of server.clients) socket.terminate()
  await new Promise(resolve => server.close(resolve))
})

describe('over a real socket', () => {
  it('over a real socket, requests are answered, and the connection returns after the socket is lost', async () => {
    connection = make()
    await connection.connect()
    const name = connection.socketName
    expect(await connection.request(encode('text'))).toMatchObject({ params: 'text' })
    expect(await connection.request(encode('binary'))).toMatchObject({ params: 'binary' })
    await expect(connection.request(encode('cut'), { critical: true, deadline: Infinity })).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await connection.whenReady()
    expect(connection.socketName).not.toBe(name)
    expect(await connection.request(encode('again'))).toMatchObject({ params: 'again' })
    const [, second] = [...server.clients]
    expect(second).toBeUndefined()
  })

  it('over a real socket, disconnect works while connecting', async () => {
    const made: WebSocket[] = []
    connection = make({
      WebSocket: class extends WebSocket {
        constructor(address: string) {
          super(address)
          made.push(this)
        }
      },
    })
    const connected = connection.connect()
    connection.disconnect()
    await expect(connected).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    const [socket] = made
    if (!socket) throw new Error('no socket was made')
    // The ws package reports an error here; without a listener it would be uncaught.
    await new Promise(resolve => socket.on('close', resolve))
    expect(socket.listenerCount('error')).toBe(0)
    expect(connection.status).toBe('closed')
  })

  it('over a real socket, connect fails when no server listens at the address', async () => {
    connection = make({ reconnect: { firstConnect: 0 } })
    await new Promise(resolve => server.close(resolve))
    await expect(connection.connect()).rejects.toMatchObject({
      code: 'CONNECTION_FAILED', cause: { code: 'ECONNREFUSED' }, info: { data: { closeCode: 1006 }, why: expect.stringContaining('ECONNREFUSED') },
    })
  })

  it('a real socket that the app has opened is shared and left open', async () => {
    const socket = new WebSocket(url)
    connection = make({ socket, WebSocket: undefined })
    await connection.connect()
    expect(await connection.request(encode('shared'))).toMatchObject({ params: 'shared' })
    connection.disconnect()
    expect(socket.readyState).toBe(WebSocket.OPEN)
    expect(socket.listenerCount('message')).toBe(0)
    socket.terminate()
  })
})
