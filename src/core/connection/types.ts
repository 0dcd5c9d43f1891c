import type { NitroliteError } from '../errors/errors'
import type { FrameEvent } from '../client/events'
import type { ReconnectOptions, TimeoutOptions } from '../client/options'
import type { Hex, Unsubscribe } from '../types'

/**
 * - `idle`: never connected
 * - `connecting`: socket opens
 * - `open`: socket is open, nobody is logged in; public reads work
 * - `authenticating`: logging in
 * - `ready`: logged in
 * - `reconnecting`: lost; waiting for the next try, or trying
 * - `closed`: ended on purpose, or given up
 */
export type ConnectionStatus =
  | 'idle' | 'connecting' | 'open' | 'authenticating' | 'ready' | 'reconnecting' | 'closed'

/** The part of the WHATWG WebSocket that is used; `ws`, browsers and the embedded node offer it. */
export interface WebSocketLike {
  readonly readyState: number
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: unknown) => void): void
  removeEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: unknown) => void): void
}

/** Constructor of a WebSocket. */
export type WebSocketConstructor = new (url: string) => WebSocketLike

/** A request as bytes. Made once, signed and sent as it is; sending again takes a new one. */
export interface EncodedRequest {
  /** Random, never repeated, never 0. */
  readonly id: number
  readonly method: string
  /** Stamp in Unix milliseconds. */
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
  /** The node's text, unchanged. */
  readonly message: string
  readonly ts: number
  readonly signedText: string
  readonly signatures: readonly Hex[]
  readonly raw: string
}

/** What the connection needs to know of a protocol's frames. */
export interface FrameCodec {
  decode(raw: string): DecodedFrame
}

export interface RequestOptions {
  /** Milliseconds until the request is given up; `Infinity` waits as long as the socket lives. @default timeouts.request */
  readonly deadline?: number
  readonly signal?: AbortSignal | undefined
  /**
   * The request may move money: the heartbeat must not close the socket while it has no answer, and an
   * error without an id never settles it. @default false
   */
  readonly critical?: boolean
  /** Sends only while this is the name of the present socket; otherwise `NOT_CONNECTED`. @default any socket */
  readonly socket?: string | undefined
}

/** Hooks by which an environment tells that trying now makes sense; the core never touches `window`. */
export interface ReconnectHints {
  /** Calls back when a try is worth while (network is back, page is visible again). Returns a stop function. */
  onHint(listener: () => void): () => void
}

/** How timers and clocks are read. */
export interface Timers {
  /** Calls back once after `ms` milliseconds; never where that is more than 24 days. */
  after(ms: number, callback: () => void): Unsubscribe
  /** Unix milliseconds, this device's clock; it may jump. */
  now(): number
  /** Milliseconds since some fixed moment; it never jumps. */
  elapsed(): number
}

/** A received frame that no caller was waiting for. */
export interface UnmatchedFrame {
  /** As received. Tokens are masked, unless it answers a critical request; clipped where it is too large. */
  readonly raw: string
  /** Why it could not be read, or null. */
  readonly error: NitroliteError | null
}

/** Events of a connection. */
export interface ConnectionEvents {
  status: (status: ConnectionStatus) => void
  push: (push: DecodedPush) => void
  frame: (event: FrameEvent) => void
  unmatched: (frame: UnmatchedFrame) => void
  /** The connection was given up, or a listener threw. */
  error: (error: NitroliteError) => void
}

export interface ConnectionOptions {
  readonly url: string
  /** @default the global one */
  readonly WebSocket: WebSocketConstructor | undefined
  /** A socket of the app: never closed, never made again, not watched by the heartbeat. */
  readonly socket?: WebSocketLike | undefined
  readonly codec: FrameCodec
  readonly timeouts: Required<TimeoutOptions>
  readonly reconnect: ReconnectOptions | false
  /** Longest frame that is read, in characters. */
  readonly frameLimit: number
  /**
   * Runs on every socket that opens. It gets a view of the connection that sends over that socket only, so
   * that a login which outlives its socket never goes on over the next one.
   * @returns true when logged in, false when nobody is to be logged in
   */
  onOpen(connection: Connection): Promise<boolean>
  /** A harmless call. Any frame that comes in counts as the answer. */
  ping(connection: Connection, deadline: number): Promise<void>
  /** @default the runtime's */
  readonly timers?: Timers | undefined
  /** For the jitter of the back-off, 0 to 1. @default Math.random */
  readonly random?: (() => number) | undefined
}

/** One connection to one node, over one socket after the other. */
export interface Connection {
  readonly status: ConnectionStatus
  /** Random name of the present socket, or null while there is none. */
  readonly socketName: string | null
  /**
   * Whether a critical request on the present socket has no answer yet, including those that were given up by
   * their caller.
   */
  readonly criticalInFlight: boolean
  /**
   * Opens a socket and logs in. Calls at the same time share one socket; between two tries of a reconnect it
   * tries at once.
   * @throws `WEBSOCKET_MISSING`, `CONNECTION_FAILED`, what `onOpen` threw, or `NOT_CONNECTED` after `disconnect()`
   */
  connect(): Promise<void>
  /** Ends the connection, whatever it is doing. All pending requests settle. */
  disconnect(): void
  /**
   * Leaves the present socket and logs in over a new one; a socket of the app stays, and is logged in anew.
   * @throws as `connect()`
   */
  renew(): Promise<void>
  /**
   * Sends a request and waits for its answer. Nothing is queued while the connection is down, and nothing is
   * sent again after a reconnect.
   * @returns the answer, which may be an error of the node
   * @throws `NOT_CONNECTED` (nothing was sent), `CONNECTION_LOST`, `REQUEST_TIMEOUT`, `REQUEST_ABORTED`
   */
  request(encoded: EncodedRequest, options?: RequestOptions): Promise<DecodedResponse | DecodedError>
  /** A random id that this connection has not given before, between 2^51 and 2^53. */
  newRequestId(): number
  /** The node's clock as far as it is known, Unix milliseconds; this device's until a frame came in. */
  now(): number
  /** A stamp in Unix milliseconds by the node's clock, greater than every stamp before unless that clock was set back. */
  newStamp(): number
  /**
   * Resolves once logged in, or once open where nobody is to be logged in.
   * @throws `NOT_CONNECTED` when closed, why the connection was given up, or `REQUEST_ABORTED`
   */
  whenReady(signal?: AbortSignal): Promise<void>
  /** Called by `onOpen` when it begins to log in. */
  markAuthenticating(): void
  on<Name extends keyof ConnectionEvents>(event: Name, listener: ConnectionEvents[Name]): Unsubscribe
}
