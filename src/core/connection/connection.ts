import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isNodeBusy, isReconnectingUseless } from '../errors/groups'
import { bindToSocket } from './boundConnection'
import type { ConnectionOptions } from './connectionOptions'
import { createIsolatedEvents } from './isolatedEvents'
import { createNodeClock } from './nodeClock'
import { neverAway, systemTimers } from './runtime'
import { openSocket } from './openSocket'
import { createRequestIds } from './requestIds'
import { createRequestLimit } from './requestLimit'
import { createRetiredSessions } from './retiredSessions'
import { createRetryPlan } from './retryPlan'
import { type CloseCode, errorOfFailure } from './socketFailure'
import { shownUrl } from './shownUrl'
import { createSocketSession, type SocketSession } from './socketSession'
import type { Connection, ConnectionEvents, ConnectionStatus, WebSocketConstructor } from './types'

const doNothing = (): void => {}

/**
 * Creates the connection to one node. It sends over one `SocketSession` at a time and replaces it by a new one when
 * its socket is lost or its login is over. Nothing is opened before `connect()`.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { url, reconnect, timers = systemTimers, random = Math.random, presence = neverAway } = options
  const events = createIsolatedEvents<ConnectionEvents>()
  const clock = createNodeClock(timers)
  const ids = createRequestIds()
  const limit = createRequestLimit()
  const plan = createRetryPlan(reconnect, timers, random)
  const retired = createRetiredSessions(options.socket !== undefined)
  /** The callers of `connect`, `renew` and `whenReady` that still wait. */
  const waiters = new Set<(error?: NitroliteError) => void>()

  let status: ConnectionStatus = 'idle'
  /** Whether the app wants a connection, whatever the socket is doing. If not, no socket is ever opened. */
  let isWanted = false
  /** The current socket, from the moment it begins to open. */
  let session: SocketSession | null = null
  /** When `onOpen` has succeeded on the current socket, by `Timers.elapsed`; null if it has not. */
  let readyAt: number | null = null
  /** Whether `onOpen` has succeeded since `connect()`, on any socket. */
  let hasBeenReady = false
  /** When something last suggested that the current socket is dead, by `Timers.elapsed`; null if nothing did. */
  let hintedAt: number | null = null
  let stopRetryTimer = doNothing
  let stopHints = doNothing

  const setStatus = (next: ConnectionStatus): void => {
    if (status === next) return
    status = next
    events.emit('status', next)
  }

  const settleWaiters = (error?: NitroliteError): void => {
    for (const settle of [...waiters]) settle(error)
  }

  /** From now on, the connection has no socket. @returns the one that it had */
  const dropSession = (): SocketSession | null => {
    const dropped = session
    session = null
    hintedAt = null
    plan.noteEnd()
    readyAt = null
    return dropped
  }

  const endSession = (closeCode: CloseCode): void => {
    dropSession()?.end(closeCode)
  }

  const retireSession = (): void => {
    const dropped = dropSession()
    if (dropped) retired.add(dropped)
  }

  /** @param error why the connection is given up; null if `disconnect()` was called */
  const close = (error: NitroliteError | null): void => {
    const unreported = hasBeenReady ? error : null
    isWanted = hasBeenReady = false
    stopRetryTimer()
    stopHints()
    endSession('closed here')
    if (error) retired.leave()
    else retired.endAll()
    settleWaiters(error ?? new NitroliteError('NOT_CONNECTED'))
    setStatus('closed')
    // A first connect that is given up rejects instead, which is report enough.
    if (unreported) events.emit('error', unreported)
  }

  /** @param retryAfter the shortest wait that the server allows, in milliseconds */
  const reconnectOrGiveUp = (error: NitroliteError, retryAfter = 0): void => {
    if (readyAt === null) plan.noteFailedTry()
    // The hint would have ended the wait if it had come after the socket was lost.
    const isExpected = hintedAt !== null && !session?.hasAnsweredSince(hintedAt)
    endSession('given up')
    const canReconnect = !options.socket && !isReconnectingUseless(error.code)
    const wait = canReconnect ? plan.nextWait(retryAfter, isNodeBusy(error.code)) : null
    if (wait === null) {
      close(error)
      return
    }
    stopRetryTimer = timers.after(isExpected && plan.canShortenWait() ? 0 : wait, startSession)
    setStatus('reconnecting')
    // The caller of a first connect still waits, and has to be told why.
    if (!hasBeenReady && isWanted) events.emit('error', error)
  }

  const startSession = (): void => {
    stopRetryTimer()
    let started: SocketSession
    try {
      started = createSocketSession({
        opened: options.socket ? { socket: options.socket, destroy: undefined } : openSocket(socketClass(), url),
        options,
        timers,
        events,
        clock,
        ids,
        limit,
        matchRetired: retired.match,
        ping: () => options.ping(bindToSocket(connection, started.name, () => true), options.timeouts.pong),
        onOpen() {
          plan.noteOpen()
          setStatus('open')
          // A listener of the status may have disconnected.
          if (session === started) void logIn(started)
        },
        onLost(failure) {
          reconnectOrGiveUp(errorOfFailure(failure, shownUrl(url), readyAt !== null), failure.refusal?.retryAfter)
        },
      })
    }
    catch (thrown) {
      // The class throws only for an address that it will never accept, or because it is missing.
      close(toNitroliteError(thrown, 'CONNECTION_FAILED', { url: shownUrl(url) }))
      return
    }
    session = started
    started.start()
  }

  const socketClass = (): WebSocketConstructor => {
    const Socket = options.WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket
    if (!Socket) throw new NitroliteError('WEBSOCKET_MISSING')
    return Socket
  }

  /** Runs `onOpen`. Its result is ignored if another socket has taken the place of this one by then. */
  const logIn = async (over: SocketSession): Promise<void> => {
    try {
      const isLoggedIn = await options.onOpen(bindToSocket(connection, over.name, () => readyAt === null))
      if (session !== over) return
      readyAt = timers.elapsed()
      hasBeenReady = true
      plan.noteReady()
      settleWaiters()
      setStatus(isLoggedIn ? 'ready' : 'open')
    }
    catch (thrown) {
      if (session === over) reconnectOrGiveUp(toNitroliteError(thrown, 'LIBRARY_DEFECT'))
    }
  }

  const waitUntilReady = (signal?: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
    const settle = (error?: NitroliteError): void => {
      waiters.delete(settle)
      signal?.removeEventListener('abort', onAbort)
      if (error) reject(error)
      else resolve()
    }
    const onAbort = (): void => settle(new NitroliteError('REQUEST_ABORTED', { method: 'whenReady' }))
    signal?.addEventListener('abort', onAbort)
    waiters.add(settle)
  })

  /** Something suggests that the network has changed: check the current socket, or reconnect without further waiting. */
  const tryNow = (): void => {
    if (session) {
      hintedAt = timers.elapsed()
      session.pingNow()
    }
    else if (status === 'reconnecting' && plan.canShortenWait()) startSession()
  }

  const connection: Connection = {
    get status() { return status },
    get socketName() { return session?.isOpen() ? session.name : null },
    get criticalInFlight() { return session?.criticalInFlight ?? false },
    get isSilent() { return session?.isSilent ?? false },
    get readyAt() { return readyAt },
    presence,

    connect() {
      if (readyAt !== null) return Promise.resolve()
      const ready = waitUntilReady()
      if (isWanted) {
        if (!session) tryNow()
        return ready
      }
      isWanted = true
      plan.begin()
      stopHints = (reconnect && reconnect.hints?.onHint(tryNow)) || doNothing
      setStatus('connecting')
      // A listener of the status may have called `disconnect` or `connect`.
      if (isWanted && !session) startSession()
      return ready
    },

    disconnect: () => close(null),

    renew(reason) {
      if (!isWanted) return Promise.reject(new NitroliteError('NOT_CONNECTED'))
      const ready = waitUntilReady()
      // Many closings may ask at the same time. A socket that is not ready yet is new already.
      if (readyAt === null) return ready
      if (reason === 'the login is over') retireSession()
      else endSession('renewed')
      setStatus('reconnecting')
      if (isWanted && !session) startSession()
      return ready
    },

    request(encoded, given = {}) {
      const { signal, socket } = given
      if (signal?.aborted) return Promise.reject(new NitroliteError('REQUEST_ABORTED', { method: encoded.method }))
      if (!session?.isOpen() || (socket ?? session.name) !== session.name) return Promise.reject(new NitroliteError('NOT_CONNECTED'))
      return session.request(encoded, given)
    },

    hasAnsweredSince: at => session?.hasAnsweredSince(at) ?? false,
    newRequestId: ids.next,
    now: clock.now,
    newStamp: clock.newStamp,

    whenReady(signal) {
      if (signal?.aborted) return Promise.reject(new NitroliteError('REQUEST_ABORTED', { method: 'whenReady' }))
      if (readyAt !== null) return Promise.resolve()
      return status === 'closed' ? Promise.reject(new NitroliteError('NOT_CONNECTED')) : waitUntilReady(signal)
    },

    markAuthenticating() {
      if (session?.isOpen() && readyAt === null) setStatus('authenticating')
    },

    on: events.on,
  }
  return connection
}
