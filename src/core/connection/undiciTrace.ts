/*
 * The WebSocket of Node.js has no method that ends a connection whose other end no longer answers. But undici, which
 * implements it, reports the socket of each request on diagnostics channels:
 * https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */

type Listener = (message: unknown) => void

/** The parts of the modules of Node.js that are used. They are looked up at run time: the core must load in browsers too. */
interface NodeModules {
  'node:diagnostics_channel': {
    subscribe(channel: string, listener: Listener): void
    unsubscribe(channel: string, listener: Listener): void
  }
  'node:async_hooks': {
    AsyncLocalStorage: new () => {
      run<T>(store: true, callback: () => T): T
      getStore(): true | undefined
      disable(): void
    }
  }
}

interface NodeProcess {
  /** Other runtimes imitate the modules of Node.js, but their WebSocket is not the one of undici. */
  readonly versions?: { readonly undici?: string }
  /** Since Node.js 20.16 and 22.3. */
  getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined
}

/** The parts of the messages on the channels of undici that are used. */
interface UndiciMessage {
  readonly request: { readonly upgrade?: unknown }
  /** Only on the channel `undici:client:sendHeaders`: the TCP or TLS socket. */
  readonly socket?: { destroy(): void }
}

/** Finds the TCP or TLS socket below one WebSocket. */
export interface UndiciTrace {
  /** Creates the WebSocket. Must be called once. */
  run<T>(create: () => T): T
  /** Ends the TCP or TLS socket at once. Undefined while none is known that belongs to the WebSocket alone. */
  readonly destroy: (() => void) | undefined
  /** Stops searching. A socket that was found stays known. */
  stop(): void
}

/**
 * Traces the request of one WebSocket by the asynchronous context in which the WebSocket is created, so that another
 * WebSocket to the same address is never taken for it.
 * @returns null outside of Node.js
 */
export function traceUndici(): UndiciTrace | null {
  const { process } = globalThis as { readonly process?: NodeProcess }
  if (!process?.versions?.undici) return null
  const channels = process.getBuiltinModule?.('node:diagnostics_channel')
  const hooks = process.getBuiltinModule?.('node:async_hooks')
  if (!channels || !hooks) return null

  const context = new hooks.AsyncLocalStorage()
  let request: object | undefined
  let destroy: UndiciTrace['destroy']

  const listeners = Object.entries<(message: UndiciMessage) => void>({
    // A request that opens a tunnel through a proxy has the same context, but no upgrade.
    'undici:request:create': (message) => {
      if (context.getStore() && message.request.upgrade) request = message.request
    },
    'undici:client:sendHeaders': ({ request: sent, socket }) => {
      if (sent === request && socket) destroy = () => { socket.destroy() }
    },
    // The server has answered without an upgrade: other requests of the app may use this socket from now on.
    'undici:request:headers': ({ request: answered }) => {
      if (answered === request) destroy = undefined
    },
  }) as [string, Listener][]
  for (const [channel, listener] of listeners) channels.subscribe(channel, listener)

  return {
    run: create => context.run(true, create),
    get destroy() { return destroy },
    stop() {
      context.disable()
      for (const [channel, listener] of listeners) channels.unsubscribe(channel, listener)
    },
  }
}
