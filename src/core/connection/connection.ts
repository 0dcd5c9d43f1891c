import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isReconnectingUseless } from '../errors/groups'
import { backoffDelay } from './backoff'
import { createIsolatedEvents } from './isolatedEvents'
import { createNodeClock } from './nodeClock'
import { createRequestIds } from './requestIds'
import { systemTimers } from './timers'
import type { Connection, ConnectionEvents, ConnectionOptions, ConnectionStatus, WebSocketConstructor, WebSocketLike } from './types'
import { type CloseCode, createWire, type Wire } from './wire'

export type { Connection, ConnectionEvents, ConnectionOptions } from './types'

const nothing = (): void => {}

/** Makes a connection; it does nothing until `connect()`. */
export function createConnection(options: ConnectionOptions): Connection {
  const { url, reconnect, timers = systemTimers, random = Math.random } = options
  const events = createIsolatedEvents<ConnectionEvents>()
  const clock = createNodeClock(timers)
  const ids = createRequestIds()
  const waiters = new Set<(error?: NitroliteError) => void>()

  let status: ConnectionStatus = 'idle'
  /** What the app wants, apart from what the socket is doing: without it no socket is ever opened. */
  let wanted = false
  /** The present socket, also while it opens. */
  let wire: Wire | null = null
  /** `onOpen` is through on the present socket. */
  let settled = false
  /** `onOpen` was through once since `connect()`. */
  let stood = false
  /** Tries in a row that did not settle. */
  let tries = 0
  let stopWaiting = nothing
  let stopHints = nothing

  const setStatus = (next: ConnectionStatus): void => {
    if (status === next) return
    status = next
    events.emit('status', next)
  }

  const release = (error?: NitroliteError): void => {
    for (const done of [...waiters]) done(error)
  }

  const endWire = (closeCode: CloseCode): void => {
    const ended = wire
    wire = null
    settled = false
    ended?.end(closeCode)
  }

  const finish = (error: NitroliteError | null): void => {
    const unexpected = stood && error
    wanted = stood = false
    stopWaiting()
    stopHints()
    endWire('closed here')
    release(error ?? new NitroliteError('NOT_CONNECTED'))
    setStatus('closed')
    if (unexpected) events.emit('error', unexpected)
  }

  const retry = (error: NitroliteError): void => {
    endWire('given up')
    if (!stood || options.socket || !reconnect || isReconnectingUseless(error.code) || tries >= (reconnect.attempts ?? Infinity)) {
      finish(error)
      return
    }
    stopWaiting = timers.after(backoffDelay(tries, reconnect, random), attempt)
    setStatus('reconnecting')
  }

  const attempt = (): void => {
    stopWaiting()
    tries += 1
    let made: Wire
    try {
      made = createWire({
        socket: options.socket ?? openSocket(),
        options,
        timers,
        events,
        clock,
        ids,
        ping: () => options.ping(connection, options.timeouts.pong),
        onOpen() {
          setStatus('open')
          if (wire === made) void logIn(made)
        },
        onLost(closeCode) {
          // Nobody waits for this answer; the words say what is gone.
          const lost = { url, closeCode, method: 'further requests' }
          retry(new NitroliteError(settled ? 'CONNECTION_LOST' : 'CONNECTION_FAILED', lost))
        },
      })
    }
    catch (thrown) {
      retry(toNitroliteError(thrown, 'CONNECTION_FAILED', { url }))
      return
    }
    wire = made
    made.start()
  }

  const openSocket = (): WebSocketLike => {
    const Socket = options.WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket
    if (!Socket) throw new NitroliteError('WEBSOCKET_MISSING')
    return new Socket(url)
  }

  const logIn = async (over: Wire): Promise<void> => {
    try {
      const loggedIn = await options.onOpen(boundTo(over))
      if (wire !== over) return
      settled = stood = true
      tries = 0
      release()
      setStatus(loggedIn ? 'ready' : 'open')
    }
    catch (thrown) {
      if (wire === over) retry(toNitroliteError(thrown, 'CONNECTION_FAILED', { url }))
    }
  }

  const boundTo = (over: Wire): Connection => Object.assign(Object.create(connection) as Connection, {
    request: ((encoded, given) => connection.request(encoded, { ...given, socket: over.name })) satisfies Connection['request'],
    markAuthenticating() {
      if (wire === over) connection.markAuthenticating()
    },
  })

  const wait = (signal?: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
    const done = (error?: NitroliteError): void => {
      waiters.delete(done)
      signal?.removeEventListener('abort', abort)
      if (error) reject(error)
      else resolve()
    }
    const abort = (): void => done(new NitroliteError('REQUEST_ABORTED', { method: 'whenReady' }))
    signal?.addEventListener('abort', abort)
    waiters.add(done)
  })

  const hurry = (): void => {
    if (wire) wire.check()
    else if (status === 'reconnecting') attempt()
  }

  const connection: Connection = {
    get status() {
      return status
    },
    get socketName() {
      return wire?.isOpen() ? wire.name : null
    },
    get criticalInFlight() {
      return wire?.criticalInFlight ?? false
    },

    connect() {
      if (settled) return Promise.resolve()
      const done = wait()
      if (wanted) {
        if (!wire) hurry()
        return done
      }
      wanted = true
      tries = 0
      stopHints = (reconnect && reconnect.hints?.onHint(hurry)) || nothing
      setStatus('connecting')
      // A listener of the status may have changed its mind, or even connected by itself.
      if (wanted && !wire) attempt()
      return done
    },

    disconnect: () => finish(null),

    renew() {
      if (!wanted) return Promise.reject(new NitroliteError('NOT_CONNECTED'))
      const done = wait()
      stopWaiting()
      endWire('renewed')
      setStatus('reconnecting')
      if (wanted && !wire) attempt()
      return done
    },

    request(encoded, given = {}) {
      const { signal, socket } = given
      if (signal?.aborted) return Promise.reject(new NitroliteError('REQUEST_ABORTED', { method: encoded.method }))
      if (!wire?.isOpen() || (socket ?? wire.name) !== wire.name) return Promise.reject(new NitroliteError('NOT_CONNECTED'))
      return wire.request(encoded, given)
    },

    newRequestId: ids.next,
    now: clock.now,
    newStamp: clock.newStamp,

    whenReady(signal) {
      if (signal?.aborted) return Promise.reject(new NitroliteError('REQUEST_ABORTED', { method: 'whenReady' }))
      if (settled) return Promise.resolve()
      return status === 'closed' ? Promise.reject(new NitroliteError('NOT_CONNECTED')) : wait(signal)
    },

    markAuthenticating() {
      if (wire?.isOpen() && !settled) setStatus('authenticating')
    },

    on: events.on,
  }
  return connection
}
