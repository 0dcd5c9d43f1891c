import type { NitroliteError } from '../errors/errors'
import type { Hex, Unsubscribe } from '../types'

/**
 * - `idle`: never connected
 * - `connecting`: the socket of the first try is opening
 * - `open`: the socket is open and no wallet is logged in; public reads work
 * - `authenticating`: logging in
 * - `ready`: logged in
 * - `reconnecting`: the socket was lost or could not be opened, or the login failed; waiting for the next try, or trying
 * - `closed`: disconnected on purpose, or given up
 */
export type ConnectionStatus =
  | 'idle' | 'connecting' | 'open' | 'authenticating' | 'ready' | 'reconnecting' | 'closed'

/** The part of the WHATWG WebSocket that the client uses. Browsers, the `ws` package and the embedded nodes have it. */
export interface WebSocketLike {
  readonly readyState: number
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: unknown) => void): void
  removeEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: unknown) => void): void
}

/** Constructor of a WebSocket. */
export type WebSocketConstructor = new (url: string) => WebSocketLike

/** A request as bytes. It is built once, then signed and sent unchanged. To send again, build a new one. */
export interface EncodedRequest {
  /** Random, never repeated, never 0. */
  readonly id: number
  readonly method: string
  /** Timestamp in Unix milliseconds. */
  readonly ts: number
  /** The whole frame, exactly as it goes over the socket. */
  readonly frame: string
}

/** A received frame, decoded. Decoding never throws. */
export type DecodedFrame =
  | DecodedResponse
  | DecodedError
  | DecodedPush
  | { readonly kind: 'invalid', readonly error: NitroliteError, readonly raw: string }

export interface DecodedPush {
  readonly kind: 'push'
  readonly name: string
  readonly params: unknown
  /** The node's clock, Unix milliseconds. */
  readonly ts: number
  readonly raw: string
}

export interface DecodedResponse {
  readonly kind: 'response'
  readonly id: number
  readonly method: string
  readonly params: unknown
  /** The node's clock, Unix milliseconds. */
  readonly ts: number
  /** The part of the frame that the node signed, byte for byte. */
  readonly signedText: string
  readonly signatures: readonly Hex[]
  /** The whole frame as received. */
  readonly raw: string
}

export interface DecodedError {
  readonly kind: 'error'
  readonly id: number
  /** The node's error text, unchanged. */
  readonly message: string
  readonly ts: number
  readonly signedText: string
  readonly signatures: readonly Hex[]
  readonly raw: string
}

/** How a protocol decodes frames. */
export interface FrameCodec {
  decode(raw: string): DecodedFrame
}

/** One entry of the frame log. Login tokens are masked. */
export interface FrameEvent {
  readonly direction: 'sent' | 'received'
  readonly text: string
  /** Method of a request or answer, name of a push, `error` for an error of the node; null if the frame could not be read. */
  readonly name: string | null
  /** Id of the request that was sent or is answered; null for a push, and if the frame could not be read. */
  readonly requestId: number | null
  /** Unix milliseconds by this device's clock. */
  readonly at: number
}

/** A received frame that no request was waiting for. */
export interface UnmatchedFrame {
  /** The frame as received. Tokens are masked unless it answers a critical request; a frame over the limit is cut. */
  readonly raw: string
  /** Why the frame could not be read, or null if it could. */
  readonly error: NitroliteError | null
}

export interface RequestOptions {
  /**
   * Milliseconds until the request times out, from the moment at which it is sent. The time in the queue does not count.
   * `Infinity` waits until the socket is gone.
   * @default timeouts.request
   */
  readonly deadline?: number
  /** A request that is aborted in the queue is never sent. */
  readonly signal?: AbortSignal | undefined
  /**
   * The request may move money. It overtakes all others in the queue. While it is unanswered, the heartbeat does not close
   * the socket; and an error without an id is never taken as its answer. @default false
   */
  readonly critical?: boolean
  /**
   * A person waits for the answer, or nothing can go on without it. The request overtakes all others in the queue that are not urgent or
   * critical themselves, and critical ones that wait because too many are in flight. @default false
   */
  readonly urgent?: boolean
  /** Send only over the socket with this name; throw `NOT_CONNECTED` if it is not the current one. @default any socket */
  readonly socket?: string | undefined
}

/** Whether a person could be looking. Browsers: `browserPresence` from `vue-nitrolite/browser`. */
export interface Presence {
  /** True while reading for the screen is pointless: the page is hidden, or the device is offline. */
  isAway(): boolean
  /**
   * Calls back each time `isAway()` turns from true to false.
   * @returns a function that stops listening
   */
  onReturn(callback: () => void): Unsubscribe
}

/** Timers and clocks. */
export interface Timers {
  /** Calls back once after `ms` milliseconds. A wait of more than 24 days never ends. */
  after(ms: number, callback: () => void): Unsubscribe
  /** This device's clock in Unix milliseconds. It may jump. */
  now(): number
  /** Milliseconds since some fixed moment. It never jumps. */
  elapsed(): number
}

/** Events of a connection. */
export interface ConnectionEvents {
  status: (status: ConnectionStatus) => void
  push: (push: DecodedPush) => void
  frame: (event: FrameEvent) => void
  unmatched: (frame: UnmatchedFrame) => void
  /** `isSilent` has changed on the current socket. */
  silence: (isSilent: boolean) => void
  /** The connection was given up, a try of a first connect has failed and is repeated, or a listener threw. */
  error: (error: NitroliteError) => void
}

/**
 * Why a socket is replaced. If only its login is over, the answers of critical requests still come over it, and are waited for.
 * They may belong to other closings. A socket that passes no data is given up with its answers.
 */
export type RenewalReason = 'the login is over' | 'the socket is stuck'

/**
 * The lasting connection to one node. It opens one socket after another; each of them is a `SocketSession`. The
 * client adds a login to a connection and calls the pair a `Link`.
 */
export interface Connection {
  readonly status: ConnectionStatus
  /** Random name of the current socket, or null while none is open. */
  readonly socketName: string | null
  /** Whether a critical request on the current socket is unanswered, even if its caller no longer waits. */
  readonly criticalInFlight: boolean
  /**
   * Whether the current socket has not answered a ping within `timeouts.pong`, and is kept only because a critical request
   * is unanswered. The node may be slow, or the socket may no longer pass any data. `renew()` opens a new socket, at the
   * price of the answers that would still have come over the old one.
   */
  readonly isSilent: boolean
  /** When the current socket was logged in, or was open if there is no wallet to log in, by `Timers.elapsed`; null before that. */
  readonly readyAt: number | null
  readonly presence: Presence
  /**
   * Opens a socket and logs in. Simultaneous calls share one socket. A try that fails is repeated like any later one, up to
   * `reconnect.firstConnect` and `reconnect.attempts`, unless repeating it is useless. While waiting for the next try, the
   * status is `reconnecting`, and another call tries at once unless the server has asked to wait.
   * @throws `WEBSOCKET_MISSING`, `CONNECTION_…`, `CERTIFICATE_UNTRUSTED`, the error of `onOpen`, or `NOT_CONNECTED` after
   * `disconnect()`
   */
  connect(): Promise<void>
  /** Ends the connection, whatever it is doing. All pending requests settle. */
  disconnect(): void
  /**
   * Replaces the current socket and logs in over the new one. A socket of the app stays and is logged in again. While no
   * socket is logged in, it waits for the one that is opening, or for the next try.
   * @throws like `connect()`
   */
  renew(reason: RenewalReason): Promise<void>
  /**
   * Sends a request and waits for its answer. While many requests are unanswered, it waits in a queue first, and longer if
   * the node is slow. Requests with the same `critical` and `urgent` leave in the order of the calls, and a request that
   * is not urgent never leaves before a critical one that was issued earlier. While the connection is down nothing is queued, and after a
   * reconnect nothing is sent again.
   * @returns the answer, which may be an error of the node
   * @throws `NOT_CONNECTED` (no byte was handed to a socket), `CONNECTION_LOST`, `REQUEST_TIMEOUT`, `REQUEST_ABORTED`
   */
  request(encoded: EncodedRequest, options?: RequestOptions): Promise<DecodedResponse | DecodedError>
  /**
   * Whether the node has answered, over the current socket, a request that was sent at that time or later. So the socket
   * still passed data in both directions then.
   * @param at by `Timers.elapsed`
   */
  hasAnsweredSince(at: number): boolean
  /** A random id that this connection has not used before, between 2^51 and 2^53. */
  newRequestId(): number
  /** The node's clock in Unix milliseconds, estimated from its answers; this device's clock until the first answer. */
  now(): number
  /** A timestamp by the node's clock in Unix milliseconds. It exceeds every earlier one unless that clock was set back. */
  newStamp(): number
  /**
   * Resolves once logged in, or once open if there is no wallet to log in.
   * @throws `NOT_CONNECTED` when closed, the reason why the connection was given up, or `REQUEST_ABORTED`
   */
  whenReady(signal?: AbortSignal): Promise<void>
  /** Changes the status to `authenticating`. `onOpen` calls it when it begins to log in. */
  markAuthenticating(): void
  on<Name extends keyof ConnectionEvents>(event: Name, listener: ConnectionEvents[Name]): Unsubscribe
}

/**
 * A view of a connection that sends over one socket only. A login gets this view, so that a login that outlives its
 * socket cannot continue on the next one: its requests throw `NOT_CONNECTED`.
 */
export interface BoundConnection extends Connection {
  /** Name of the only socket over which this view sends. */
  readonly boundTo: string
}
