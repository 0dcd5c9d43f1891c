import type { ReconnectOptions } from './reconnectOptions'
import type {
  BoundConnection, Connection, FrameCodec, Presence, Timers, WebSocketConstructor, WebSocketLike,
} from './types'

/** How long a connection waits, in milliseconds. */
export interface ConnectionTimeouts {
  /** Until a socket must be open. */
  readonly connect: number
  /** Until a request without a deadline of its own must be answered. */
  readonly request: number
  /** Silence after which the node is pinged; 0 turns the heartbeat off. */
  readonly heartbeat: number
  /** Until a ping must be answered. */
  readonly pong: number
}

/** Options of `createConnection`. */
export interface ConnectionOptions {
  readonly url: string
  /** @default the global WebSocket */
  readonly WebSocket: WebSocketConstructor | undefined
  /** A socket that the app owns. The connection never closes it, never replaces it and sends no heartbeat over it. */
  readonly socket?: WebSocketLike | undefined
  readonly codec: FrameCodec
  readonly timeouts: ConnectionTimeouts
  readonly reconnect: ReconnectOptions | false
  /** Longest frame that is read, in characters. */
  readonly frameLimit: number
  /**
   * Logs in. Runs once for every socket that opens.
   * @returns true when a wallet is logged in, false when there is none to log in
   */
  onOpen(connection: BoundConnection): Promise<boolean>
  /** Sends a harmless request. Any frame that arrives counts as the answer. */
  ping(connection: Connection, deadline: number): Promise<void>
  /** Whether anybody looks at frames now. Masking the secrets in them takes time. @default whether `frame` has listeners */
  readonly isFrameWanted?: (() => boolean) | undefined
  /** @default the runtime's timers */
  readonly timers?: Timers | undefined
  /** Random numbers from 0 to 1 for the jitter of the back-off. @default Math.random */
  readonly random?: (() => number) | undefined
  /** @default never away */
  readonly presence?: Presence | undefined
}
