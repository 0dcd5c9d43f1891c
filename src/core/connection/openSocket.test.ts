import { channel, hasSubscribers } from 'node:diagnostics_channel'
import { afterEach, expect, it, vi } from 'vitest'
import { openSocket } from './openSocket'

const CHANNELS = ['undici:request:create', 'undici:client:sendHeaders', 'undici:request:headers']
const URL_OF_NODE = 'ws://node.test'

const isTracing = (): boolean => CHANNELS.some(name => hasSubscribers(name))
const publish = (name: string, message: object): void => { channel(name).publish(message) }

/** A WebSocket without a connection, on which the tests report events themselves. */
class PlainSocket extends EventTarget {
  readyState = 0
  send(): void {}
  close(): void {}
}

/** A socket that makes its request some turns after it was created, as undici does. */
class UndiciSocket extends PlainSocket {
  readonly request = { upgrade: 'websocket' }
  readonly transport = { destroy: vi.fn() }
  readonly sent = this.#send()

  async #send(): Promise<void> {
    await Promise.resolve()
    publish('undici:request:create', { request: { upgrade: undefined, method: 'CONNECT' } })
    publish('undici:request:create', { request: this.request })
    await Promise.resolve()
    publish('undici:client:sendHeaders', { request: this.request, socket: this.transport })
  }
}

async function openUndici() {
  const opened = openSocket(UndiciSocket, URL_OF_NODE)
  const socket = opened.socket as UndiciSocket
  return { opened, ...socket, socket, sent: await socket.sent }
}

afterEach(() => {
  vi.unstubAllGlobals()
  expect(isTracing()).toBe(false)
})

it('a socket of the ws package is destroyed by its own method', () => {
  const terminate = vi.fn()
  const { socket, destroy } = openSocket(class extends PlainSocket { terminate = terminate }, URL_OF_NODE)
  destroy?.()
  expect(terminate.mock.contexts).toEqual([socket])
})

it('the connection below a WebSocket of undici is destroyed, also after the WebSocket has opened', async () => {
  const { opened, socket } = await openUndici()
  socket.dispatchEvent(new Event('open'))
  expect(isTracing()).toBe(false)
  opened.destroy?.()
  expect(socket.transport.destroy).toHaveBeenCalledTimes(1)
})

it('sockets of undici that open at the same time each destroy only their own connection', async () => {
  const [first, app, second] = [openSocket(UndiciSocket, URL_OF_NODE), new UndiciSocket(), openSocket(UndiciSocket, URL_OF_NODE)]
  const sockets = [first.socket, app, second.socket] as UndiciSocket[]
  await Promise.all(sockets.map(socket => socket.sent))
  second.destroy?.()
  expect(sockets.map(({ transport }) => transport.destroy.mock.calls.length)).toEqual([0, 0, 1])
  for (const socket of sockets) socket.dispatchEvent(new Event('close'))
})

it('the connection of a refused WebSocket is not destroyed, since it may already carry another request of the app', async () => {
  const { opened, socket } = await openUndici()
  publish('undici:request:headers', { request: {} })
  expect(opened.destroy).toBeTypeOf('function')
  publish('undici:request:headers', { request: socket.request })
  expect(opened.destroy).toBeUndefined()
  socket.dispatchEvent(new Event('error'))
})

it('a class that throws leaves nothing that listens', () => {
  expect(() => openSocket(class extends PlainSocket {
    constructor() {
      super()
      throw new SyntaxError('not a URL')
    }
  }, URL_OF_NODE)).toThrow(SyntaxError)
})

it('a socket of another class cannot be destroyed, and is no longer traced after it has opened', () => {
  const { socket, destroy } = openSocket(PlainSocket, URL_OF_NODE)
  expect(isTracing()).toBe(true)
  ;(socket as PlainSocket).dispatchEvent(new Event('open'))
  expect(destroy).toBeUndefined()
})

it.each([
  ['in a browser', undefined],
  ['in a Node.js without the function that looks up modules', { versions: process.versions }],
  ['in another runtime with modules of Node.js', { versions: {}, getBuiltinModule: process.getBuiltinModule }],
])('a socket %s opens without a trace', (_, stub) => {
  vi.stubGlobal('process', stub)
  const { destroy } = openSocket(PlainSocket, URL_OF_NODE)
  vi.unstubAllGlobals()
  expect(isTracing()).toBe(false)
  expect(destroy).toBeUndefined()
})
