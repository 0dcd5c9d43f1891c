import { maskTokens, readFrame } from './frames'
import { type Heartbeat, startHeartbeat } from './heartbeat'
import type { IsolatedEvents } from './isolatedEvents'
import type { NodeClock } from './nodeClock'
import { randomName, type RequestIds } from './requestIds'
import { createRequestTable } from './requests'
import { closeSocket, isSocketOpen, isSocketOver, listenToSocket } from './socket'
import type {
  ConnectionEvents, ConnectionOptions, DecodedError, DecodedResponse, EncodedRequest, RequestOptions, Timers, WebSocketLike,
} from './types'

/** Why a wire ended: the code of the socket's close event, or a word. */
export type CloseCode = number | string

export interface WireOptions {
  readonly socket: WebSocketLike
  readonly options: ConnectionOptions
  readonly timers: Timers
  readonly events: IsolatedEvents<ConnectionEvents>
  readonly clock: NodeClock
  readonly ids: RequestIds
  ping(): Promise<void>
  onOpen(): void
  /** The socket is gone without `end()` having been called. */
  onLost(closeCode: CloseCode): void
}

/** One socket from the first listener to the last, with everything that lives and dies with it. */
export interface Wire {
  readonly name: string
  readonly criticalInFlight: boolean
  /** Begins to work; the callbacks are called from here on. */
  start(): void
  isOpen(): boolean
  request(encoded: EncodedRequest, options: RequestOptions): Promise<DecodedResponse | DecodedError>
  /** Finds out early whether the socket is alive. */
  check(): void
  /** Ends it without a callback. */
  end(closeCode: CloseCode): void
}

export function createWire({ socket, options, timers, events, clock, ids, ping, onOpen, onLost }: WireOptions): Wire {
  const { timeouts, codec, frameLimit } = options
  const adopted = options.socket !== undefined
  let open = false
  let ended = false
  let heartbeat: Heartbeat | undefined
  let stopListening = (): void => {}
  let stopTimer = (): void => {}

  const log = (direction: 'sent' | 'received', text: string): void => {
    if (events.has('frame')) events.emit('frame', { direction, text: maskTokens(text), at: timers.now() })
  }

  const requests = createRequestTable({
    timers,
    deadline: timeouts.request,
    shared: adopted,
    mayBeOurs: ids.mayBeOurs,
    send(frame) {
      socket.send(frame)
      log('sent', frame)
    },
  })

  const end = (closeCode: CloseCode): void => {
    if (ended) return
    ended = true
    open = false
    stopTimer()
    heartbeat?.stop()
    stopListening()
    if (!adopted) closeSocket(socket)
    requests.lose(closeCode)
  }
  const lose = (closeCode: CloseCode): void => {
    end(closeCode)
    onLost(closeCode)
  }

  const opened = (): void => {
    open = true
    stopTimer()
    if (!adopted && timeouts.heartbeat > 0) {
      heartbeat = startHeartbeat({
        quiet: timeouts.heartbeat,
        pong: timeouts.pong,
        timers,
        ping,
        mustKeep: () => requests.criticalInFlight,
        onDead: () => lose('no answer to ping'),
      })
    }
    onOpen()
  }

  const received = (data: unknown): void => {
    heartbeat?.heard()
    const frame = readFrame(data, frameLimit, codec)
    // Matched before any listener runs: one that disconnects must not cost the answer.
    const match = frame.kind === 'response' || frame.kind === 'error' ? requests.match(frame) : 'unknown'
    // Whoever can send a frame must not be able to set the clock: answers to our own requests only.
    if (match === 'delivered' && frame.kind !== 'invalid') clock.learn(frame.ts)
    log('received', frame.raw)
    if (frame.kind === 'push') events.emit('push', frame)
    else if (match !== 'delivered') {
      events.emit('unmatched', {
        raw: match === 'late critical' ? frame.raw : maskTokens(frame.raw),
        error: frame.kind === 'invalid' ? frame.error : null,
      })
    }
  }

  return {
    name: randomName(),
    get criticalInFlight() {
      return requests.criticalInFlight
    },
    start() {
      if (isSocketOver(socket)) {
        lose('it was closed already')
        return
      }
      stopListening = listenToSocket(socket, { open: opened, message: received, close: lose })
      if (isSocketOpen(socket)) opened()
      else stopTimer = timers.after(timeouts.connect, () => lose('timeout'))
    },
    isOpen: () => open && isSocketOpen(socket),
    request: requests.send,
    check: () => heartbeat?.check(),
    end,
  }
}
