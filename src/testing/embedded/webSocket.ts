import type { ConnectionHandlers, EmbeddedConnection } from './types'

type Handler = ((event: Event) => void) | null

/** A socket that behaves like the WHATWG WebSocket, but only for text frames. */
export interface EmbeddedWebSocket extends EventTarget {
  readonly url: string
  readonly protocol: string
  readonly extensions: string
  readonly readyState: number
  /** Bytes that were passed to `send` and have not reached the node. */
  readonly bufferedAmount: number
  binaryType: 'blob' | 'arraybuffer'
  onopen: Handler
  onmessage: ((event: Event & { readonly data: string }) => void) | null
  onerror: Handler
  onclose: ((event: Event & { readonly code: number, readonly reason: string, readonly wasClean: boolean }) => void) | null
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3
  /** @throws DOMException `InvalidStateError` while connecting */
  send(data: string): void
  /** @throws DOMException `InvalidAccessError` for a reserved code, `SyntaxError` for a reason over 123 bytes */
  close(code?: number, reason?: string): void
}

export interface EmbeddedWebSocketConstructor {
  /** @throws DOMException `SyntaxError` if the URL is not valid for a WebSocket */
  new(url: string | URL, protocols?: string | string[]): EmbeddedWebSocket
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3
}

class MessageArrival extends Event {
  constructor(readonly data: string) {
    super('message')
  }
}

class Closure extends Event {
  constructor(readonly code: number, readonly reason: string, readonly wasClean: boolean) {
    super('close')
  }
}

const CONNECTING = 0
const OPEN = 1
const CLOSING = 2
const CLOSED = 3
const SCHEMES = ['ws:', 'wss:', 'http:', 'https:']
const byteLength = (text: string) => new TextEncoder().encode(text).length

/**
 * Creates a WebSocket class whose sockets connect to a node. Each event fires in its own turn of the event loop, by a
 * timer of 0 ms. As with a real socket, code that awaits one event can still listen for the next one.
 * @param connect throws where the node accepts no connections
 */
export function createWebSocketClass(
  connect: (handlers: ConnectionHandlers) => EmbeddedConnection,
  setTimer: (callback: () => void, ms: number) => unknown,
): EmbeddedWebSocketConstructor {
  return class WebSocket extends EventTarget implements EmbeddedWebSocket {
    static readonly CONNECTING = CONNECTING
    static readonly OPEN = OPEN
    static readonly CLOSING = CLOSING
    static readonly CLOSED = CLOSED
    readonly CONNECTING = CONNECTING
    readonly OPEN = OPEN
    readonly CLOSING = CLOSING
    readonly CLOSED = CLOSED
    readonly url: string
    readonly protocol = ''
    readonly extensions = ''
    binaryType: 'blob' | 'arraybuffer' = 'blob'
    onopen: Handler = null
    onmessage: EmbeddedWebSocket['onmessage'] = null
    onerror: Handler = null
    onclose: EmbeddedWebSocket['onclose'] = null
    #readyState: 0 | 1 | 2 | 3 = CONNECTING
    #bufferedAmount = 0
    #connection: EmbeddedConnection | null = null

    constructor(url: string | URL) {
      super()
      this.url = readUrl(url)
      setTimer(() => { this.#open() }, 0)
    }

    get readyState(): number {
      return this.#readyState
    }

    get bufferedAmount(): number {
      return this.#bufferedAmount
    }

    override dispatchEvent(event: Event): boolean {
      if (event instanceof MessageArrival) this.onmessage?.(event)
      else if (event instanceof Closure) this.onclose?.(event)
      else if (event.type === 'open') this.onopen?.(event)
      else if (event.type === 'error') this.onerror?.(event)
      return super.dispatchEvent(event)
    }

    send(data: string): void {
      if (this.#readyState === CONNECTING) {
        throw new DOMException('The socket is still connecting.', 'InvalidStateError')
      }
      const bytes = byteLength(data)
      this.#bufferedAmount += bytes
      // As in browsers, the bytes of a late `send` stay buffered forever.
      if (this.#readyState !== OPEN) return
      queueMicrotask(() => {
        this.#bufferedAmount -= bytes
        this.#connection?.receive(data)
      })
    }

    close(code?: number, reason = ''): void {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new DOMException(`The close code ${code} is reserved.`, 'InvalidAccessError')
      }
      if (byteLength(reason) > 123) throw new DOMException('The close reason is too long.', 'SyntaxError')
      if (this.#readyState === CLOSING || this.#readyState === CLOSED) return
      const wasOpen = this.#readyState === OPEN
      this.#readyState = CLOSING
      if (!wasOpen) {
        setTimer(() => { this.#fail() }, 0)
        return
      }
      // Frames that were sent before are delivered by microtasks too, so the close comes after them.
      queueMicrotask(() => {
        const connection = this.#connection
        this.#connection = null
        connection?.close(code, reason)
        setTimer(() => { this.#finish(new Closure(code ?? 1005, reason, true)) }, 0)
      })
    }

    #open(): void {
      if (this.#readyState !== CONNECTING) return
      // The node pushes while it connects. The timers let `open` fire before those messages.
      try {
        this.#connection = connect({
          onMessage: text => { setTimer(() => { this.#deliver(text) }, 0) },
          onClose: code => { setTimer(() => { this.#lose(code) }, 0) },
        })
      } catch {
        this.#fail()
        return
      }
      this.#readyState = OPEN
      this.dispatchEvent(new Event('open'))
    }

    #deliver(text: string): void {
      if (this.#readyState === OPEN) this.dispatchEvent(new MessageArrival(text))
    }

    /** The node ended the connection. */
    #lose(code: number): void {
      if (this.#readyState !== OPEN) return
      this.#connection = null
      this.#finish(new Closure(code, '', false))
    }

    #fail(): void {
      this.#readyState = CLOSED
      this.dispatchEvent(new Event('error'))
      this.dispatchEvent(new Closure(1006, '', false))
    }

    #finish(closure: Closure): void {
      this.#readyState = CLOSED
      this.dispatchEvent(closure)
    }
  }
}

function readUrl(url: string | URL): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new DOMException(`The URL ${String(url)} is invalid.`, 'SyntaxError')
  }
  if (!SCHEMES.includes(parsed.protocol) || parsed.hash !== '') {
    throw new DOMException(`The URL ${parsed.href} is not valid for a WebSocket.`, 'SyntaxError')
  }
  parsed.protocol = parsed.protocol.replace('http', 'ws')
  return parsed.href
}
