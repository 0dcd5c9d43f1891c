import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { WebSocketConstructor } from '../../core/connection/types'
import { createEmbeddedClearnode } from '../clearnode/clearnode'
import type { EmbeddedClearnode } from '../clearnode/types'
import type { EmbeddedWebSocket } from './webSocket'

let node: EmbeddedClearnode
beforeEach(() => { node = createEmbeddedClearnode() })

const next = (socket: EmbeddedWebSocket, type: string) => new Promise<Event>((resolve) => {
  socket.addEventListener(type, resolve, { once: true })
})
const opened = async () => {
  const socket = new node.WebSocket('ws://node.test/ws')
  await next(socket, 'open')
  return socket
}
const PING = '{"req":[1,"ping",{},1]}'

describe('opening', () => {
  it('a new embedded socket opens in a later turn of the event loop and then receives the assets', async () => {
    const socket = new node.WebSocket('ws://node.test/ws')
    expect([socket.readyState, socket.url]).toEqual([0, 'ws://node.test/ws'])
    expect(() => { socket.send(PING) }).toThrow(expect.objectContaining({ name: 'InvalidStateError' }) as Error)
    const order: string[] = []
    socket.addEventListener('open', () => order.push(`open ${socket.readyState}`))
    socket.addEventListener('message', () => order.push('message'))
    await next(socket, 'message')
    expect(order).toEqual(['open 1', 'message'])
  })

  it.each(['nowhere', 'ftp://node.test', 'ws://node.test/#part'])('the constructor of an embedded socket rejects the URL %s', (url) => {
    expect(() => new node.WebSocket(url)).toThrow(expect.objectContaining({ name: 'SyntaxError' }) as Error)
  })

  it('an embedded socket to a disposed node fails with 1006', async () => {
    node.dispose()
    const socket = new node.WebSocket('ws://node.test')
    const failed = next(socket, 'error')
    const closed = next(socket, 'close')
    await failed
    expect(await closed).toMatchObject({ code: 1006, wasClean: false })
  })

  it('an embedded socket that is closed while connecting never opens', async () => {
    const socket = new node.WebSocket('ws://node.test')
    const open = vi.fn()
    socket.onopen = open
    socket.close()
    expect(socket.readyState).toBe(2)
    expect(await next(socket, 'close')).toMatchObject({ code: 1006, wasClean: false })
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    expect(open).not.toHaveBeenCalled()
    expect(socket.readyState).toBe(3)
  })
})

describe('frames', () => {
  it('a frame is sent over an embedded socket, and its answer reaches listeners and handlers', async () => {
    const socket = await opened()
    await next(socket, 'message')
    const handler = vi.fn()
    const removed = vi.fn()
    socket.onmessage = handler
    socket.addEventListener('message', removed)
    socket.removeEventListener('message', removed)
    socket.send(PING)
    expect(socket.bufferedAmount).toBe(PING.length)
    const event = await next(socket, 'message') as Event & { data: string }
    expect(event.data).toMatch(/^\{"res":\[1,"pong",null,/)
    expect(handler).toHaveBeenCalledExactlyOnceWith(event)
    expect(removed).not.toHaveBeenCalled()
    expect(socket.bufferedAmount).toBe(0)
  })

  it('frames that were sent before close() of an embedded socket reach the node, but no answer arrives after close()', async () => {
    const socket = await opened()
    await next(socket, 'message')
    const message = vi.fn()
    socket.onmessage = message
    socket.send('{"req":[1,"nope",{},1]}')
    socket.close(4000, 'done')
    socket.send(PING)
    expect(socket.readyState).toBe(2)
    expect(await next(socket, 'close')).toMatchObject({ code: 4000, reason: 'done', wasClean: true })
    expect(socket.readyState).toBe(3)
    expect(message).not.toHaveBeenCalled()
    expect(socket.bufferedAmount).toBe(PING.length)
  })
})

describe('closing', () => {
  it('close() of an embedded socket without a code ends the socket once, with 1005', async () => {
    const socket = await opened()
    const closed = vi.fn()
    socket.onclose = closed
    socket.close()
    socket.close()
    await next(socket, 'close')
    socket.close()
    expect(closed).toHaveBeenCalledOnce()
    expect(closed.mock.lastCall?.[0]).toMatchObject({ code: 1005, reason: '', wasClean: true })
  })

  it('close() of an embedded socket rejects reserved codes and long reasons', async () => {
    const socket = await opened()
    expect(() => { socket.close(1001) }).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }) as Error)
    expect(() => { socket.close(1000, 'é'.repeat(62)) }).toThrow(expect.objectContaining({ name: 'SyntaxError' }) as Error)
    expect(socket.readyState).toBe(1)
  })

  it('a restart of the node ends an embedded socket with 1006, and a new socket works', async () => {
    const socket = await opened()
    const closed = next(socket, 'close')
    node.restart()
    expect(await closed).toMatchObject({ code: 1006, wasClean: false })
    expect((await opened()).readyState).toBe(1)
  })
})

it('the class of embedded sockets fits the WebSocket option of the library, and has the ready-state constants', () => {
  const option: WebSocketConstructor = node.WebSocket
  expect(new option('ws://node.test').readyState).toBe(0)
  const { CONNECTING, OPEN, CLOSING, CLOSED } = node.WebSocket
  const socket = new node.WebSocket('wss://node.test')
  expect([CONNECTING, OPEN, CLOSING, CLOSED]).toEqual([0, 1, 2, 3])
  expect([socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED]).toEqual([0, 1, 2, 3])
  socket.close()
})
