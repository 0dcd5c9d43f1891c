import type { ConnectionOptions } from './connectionOptions'
import { labelOf, maskTokens, readFrame } from './frames'
import { type Heartbeat, startHeartbeat } from './heartbeat'
import type { IsolatedEvents } from './isolatedEvents'
import type { NodeClock } from './nodeClock'
import type { OpenedSocket } from './openSocket'
import { randomName, type RequestIds } from './requestIds'
import type { RequestLimit } from './requestLimit'
import { createRequestTable, type Match } from './requests'
import type { CloseCode, SocketFailure } from './socketFailure'
import { closeSocket, isSocketOpen, isSocketOver, listenToSocket } from './socket'
import type { ConnectionEvents, DecodedError, DecodedResponse, EncodedRequest, FrameEvent, RequestOptions, Timers } from './types'
import { listenToRefusal, type UpgradeRefusal } from './upgradeRefusal'

/** How long the close event may follow an error, in milliseconds. */
const CLOSE_FOLLOWS_WITHIN = 100

/** How long a retired session is kept at most, in milliseconds. Its heartbeat has stopped, so nothing else ends it if its network is dead. */
const LONGEST_RETIREMENT = 60_000

export interface SocketSessionOptions {
  readonly opened: OpenedSocket
  readonly options: ConnectionOptions
  readonly timers: Timers
  readonly events: IsolatedEvents<ConnectionEvents>
  readonly clock: NodeClock
  readonly ids: RequestIds
  readonly limit: RequestLimit
  /** Hands an answer that no request of this session waits for to the retired sessions that used the same socket. */
  matchRetired(answer: DecodedResponse | DecodedError): Match
  ping(): Promise<void>
  onOpen(): void
  /** The socket is gone although nobody called `end()`. */
  onLost(failure: SocketFailure): void
}

/**
 * The life of one socket within a `Connection`: its listeners, its heartbeat and its requests in flight. All of them
 * end together with the socket. The connection then starts a new session with a new socket.
 */
export interface SocketSession {
  readonly name: string
  readonly criticalInFlight: boolean
  readonly isSilent: boolean
  hasAnsweredSince(at: number): boolean
  /** Starts to listen. No callback is called before this. */
  start(): void
  isOpen(): boolean
  request(encoded: EncodedRequest, options: RequestOptions): Promise<DecodedResponse | DecodedError>
  /** Finds out early whether the socket still works: pings now, or ends at once if the socket is closed and no event has said so. */
  pingNow(): void
  /** Ends the session without calling back, except for the callback of `retire`. */
  end(closeCode: CloseCode): void
  /**
   * Sends nothing more, and keeps the session for the answers of critical requests. It ends as soon as every request that was sent is
   * answered, and after `timeouts.request` or a minute at the latest. Without an unanswered critical request, it ends at once.
   * @param onEnd called once when the session has ended
   */
  retire(onEnd: () => void): void
  /** Takes an answer that the next session on the same socket has received. A retired session no longer listens to a socket of the app. */
  match(answer: DecodedResponse | DecodedError): Match
}

export function createSocketSession(parts: SocketSessionOptions): SocketSession {
  const { opened, options, timers, events, clock, ids, limit, matchRetired, ping, onOpen, onLost } = parts
  const { socket } = opened
  const { timeouts, codec, frameLimit, isFrameWanted = () => events.hasListener('frame') } = options
  const isOwnedByApp = options.socket !== undefined
  let isOpen = false
  let hasEnded = false
  /** Called when the session has ended; null unless the session is retired. */
  let onRetiredEnd: (() => void) | null = null
  let heartbeat: Heartbeat | undefined
  /** The error that the socket has reported. */
  let cause: unknown
  let stopListening = (): void => {}
  let stopListeningToRefusal = (): void => {}
  let stopConnectTimer = (): void => {}
  let stopRetirement = (): void => {}

  const logFrame = (frame: Omit<FrameEvent, 'at'>): void => {
    if (isFrameWanted()) events.emit('frame', { ...frame, text: maskTokens(frame.text), at: timers.now() })
  }

  const canSend = (): boolean => isOpen && onRetiredEnd === null && isSocketOpen(socket)

  const requests = createRequestTable({
    timers,
    limit,
    deadline: timeouts.request,
    isShared: isOwnedByApp,
    mayBeOurs: ids.mayBeOurs,
    canSend,
    send({ frame, method, id }) {
      socket.send(frame)
      logFrame({ direction: 'sent', text: frame, name: method, requestId: id })
    },
  })

  const end = (closeCode: CloseCode): void => {
    if (hasEnded) return
    hasEnded = true
    isOpen = false
    stopConnectTimer()
    stopRetirement()
    heartbeat?.stop()
    stopListening()
    stopListeningToRefusal()
    if (!isOwnedByApp) closeSocket(socket, timers, opened.destroy)
    requests.failAll(closeCode)
    onRetiredEnd?.()
  }
  const lose = (closeCode: CloseCode, refusal: UpgradeRefusal | null = null): void => {
    end(closeCode)
    if (onRetiredEnd === null) onLost({ closeCode, refusal, cause })
  }
  const match = (answer: DecodedResponse | DecodedError): Match => {
    const matched = requests.match(answer)
    // The payouts are read right behind a close. The session waits for the answer to that reading too.
    if (onRetiredEnd !== null && requests.isEmpty) end('renewed')
    return matched
  }
  const matchOnSocket = (answer: DecodedResponse | DecodedError): Match => {
    const matched = match(answer)
    return matched === 'unknown' ? matchRetired(answer) : matched
  }

  const onSocketOpen = (): void => {
    isOpen = true
    stopConnectTimer()
    if (!isOwnedByApp && timeouts.heartbeat > 0) {
      heartbeat = startHeartbeat({
        quiet: timeouts.heartbeat,
        pong: timeouts.pong,
        timers,
        ping,
        mustKeep: () => requests.isCriticalWanted,
        onDead: () => lose('no answer to ping'),
        onSilence(isSilent) {
          if (isSilent) requests.failWaiting()
          events.emit('silence', isSilent)
        },
      })
    }
    onOpen()
  }

  const onError = (error: unknown): void => {
    cause = error
    if (isOpen) return
    // No close event follows when the WebSocket of Node.js 22 (undici 6) could not be opened.
    stopConnectTimer()
    stopConnectTimer = timers.after(CLOSE_FOLLOWS_WITHIN, () => lose('error'))
  }

  const onMessage = createInbox(frameLimit, (data) => {
    const frame = readFrame(data, frameLimit, codec)
    // Match first: a listener that disconnects must not lose us this answer.
    const matched = frame.kind === 'response' || frame.kind === 'error' ? matchOnSocket(frame) : 'unknown'
    if (!hasEnded) heartbeat?.onFrame()
    // Only answers to our own requests set the clock, so that nobody else on a shared socket can.
    if (matched === 'delivered' && frame.kind !== 'invalid') clock.learn(frame.ts)
    logFrame({ direction: 'received', text: frame.raw, ...labelOf(frame) })
    if (frame.kind === 'push') {
      // The socket that has taken the place of a retired one receives the pushes as well.
      if (onRetiredEnd === null) events.emit('push', frame)
    }
    else if (matched !== 'delivered') {
      events.emit('unmatched', {
        raw: matched === 'late critical' ? frame.raw : maskTokens(frame.raw),
        error: frame.kind === 'invalid' ? frame.error : null,
      })
    }
  })

  return {
    name: randomName(),
    get criticalInFlight() {
      return requests.criticalInFlight
    },
    get isSilent() { return heartbeat?.isSilent ?? false },
    hasAnsweredSince: requests.hasAnsweredSince,
    start() {
      if (isSocketOver(socket)) {
        lose('it was closed already')
        return
      }
      stopListening = listenToSocket(socket, { onOpen: onSocketOpen, onMessage, onError, onClose: code => lose(code) })
      if (isSocketOpen(socket)) {
        onSocketOpen()
        return
      }
      stopConnectTimer = timers.after(timeouts.connect, () => lose('timeout'))
      // Listening changes how a socket fails, so it is not done to a socket of the app.
      if (!isOwnedByApp) stopListeningToRefusal = listenToRefusal(socket, timers.now, refusal => lose(`HTTP ${refusal.status}`, refusal))
    },
    isOpen: canSend,
    request(encoded, given) {
      const answer = requests.send(encoded, given)
      // Most likely nothing arrives any more, and a request has no deadline before it is sent.
      if (heartbeat?.isSilent) requests.failWaiting()
      return answer
    },
    pingNow() {
      if (isSocketOver(socket)) lose('it was closed already')
      else heartbeat?.pingNow()
    },
    end,
    retire(onEnd) {
      onRetiredEnd = onEnd
      heartbeat?.stop()
      // A frame must not start it again.
      heartbeat = undefined
      requests.failWaiting()
      if (!requests.criticalInFlight) return end('renewed')
      if (isOwnedByApp) stopListening()
      stopRetirement = timers.after(Math.min(timeouts.request, LONGEST_RETIREMENT), () => end('renewed'))
    },
    match,
  }
}

/** A Blob, as far as it is used. Browsers deliver binary messages as Blobs unless they are told otherwise. */
interface BlobLike {
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Recognised by its tag, because a Blob of another realm has a class of its own. */
const isBlob = (data: unknown): data is BlobLike => /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(data))

/**
 * Hands on the data of messages in the order of their arrival. A Blob can only be read later; then the messages behind it wait.
 * @param limit a Blob with more bytes is handed on unread
 * @param deliver gets texts and bytes. It must not throw
 */
function createInbox(limit: number, deliver: (data: unknown) => void): (data: unknown) => void {
  let last: Promise<void> | null = null
  return (data) => {
    const mustRead = isBlob(data) && data.size <= limit
    if (!last && !mustRead) return deliver(data)
    const bytes = mustRead ? data.arrayBuffer().catch(() => data) : data
    const delivery = (last ?? Promise.resolve()).then(async () => { deliver(await bytes) })
    last = delivery
    void delivery.then(() => { if (last === delivery) last = null })
  }
}
