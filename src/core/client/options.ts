import type { Journal } from '../journal/journal'
import type { Peers } from '../peers/peers'
import type { ClosingHistory } from '../history/types'
import type { ReconnectHints, Timers, WebSocketConstructor, WebSocketLike } from '../connection/types'
import type { Address } from '../types'
import type { LoginStore } from '../wallet/loginStore'
import type { SignerInput } from '../wallet/types'

/** How long things may take. All in milliseconds. */
export interface TimeoutOptions {
  /** Until a socket must be open. @default 10_000 */
  readonly connect?: number
  /** Until a reading or login call must be answered. @default 15_000 */
  readonly request?: number
  /** Until a closing that was sent goes from `submitting` to `confirming`; the answer is awaited all the same. @default 30_000 */
  readonly close?: number
  /** Quiet time after which the node is pinged; 0 turns the heartbeat off. @default 20_000 */
  readonly heartbeat?: number
  /** Until a ping must be answered. @default 10_000 */
  readonly pong?: number
}

/** How a lost connection is made again. */
export interface ReconnectOptions {
  /** Wait before the first try, in milliseconds; doubles with every further one. @default 500 */
  readonly initialDelay?: number
  /** Longest wait, in milliseconds. @default 30_000 */
  readonly maxDelay?: number
  /** Share of each wait that is random, 0 to 1. @default 0.5 */
  readonly jitter?: number
  /** Tries in a row before giving up. @default Infinity */
  readonly attempts?: number
  /** Tells when trying at once makes sense. @default none */
  readonly hints?: ReconnectHints
}

/** How a closing whose outcome is unknown is found out about. All in milliseconds. */
export interface RecoveryOptions {
  /**
   * How long the node may take a closing after it was signed; a lost one can be fenced after that time. A node whose
   * setting is shorter gets a fresh stamp.
   * @default 15_000
   */
  readonly window?: number
  /** How far the clocks of several nodes behind one address may differ. @default 3_000 */
  readonly skew?: number
  /**
   * The longest that a node works on a closing that it has begun: an assumption, since no call shows it. Waited out
   * before anything is sent again.
   * @default 30_000
   */
  readonly settle?: number
}

/** The session key that signs requests, so that the wallet is asked once. */
export interface SessionKeyOptions {
  /**
   * Whether a key signs, or the wallet itself does, each step by its own signature. Of nitronode 1.x only: a ClearNode 0.5
   * takes no signature that a browser's wallet can make, so there a key always signs.
   * @default 'always'
   */
  readonly use?: 'always' | 'never'
  /** Lifetime in seconds. @default 86_400 (one day, as long as the node's login) */
  readonly lifetime?: number
  /** Scope text that the wallet shows and the node stores. @default 'app.close' */
  readonly scope?: string
}

/** Options of `createNitroliteClient`. */
export interface NitroliteClientOptions {
  /** WebSocket address of the node, `ws://` or `wss://`. */
  readonly url: string
  /** Application name; a session key signs only sessions of the same application. */
  readonly application: string
  /** Who signs. May be given to `connect()` instead. @default none: public reads only */
  readonly signer?: SignerInput
  /**
   * Protocol of the node: ClearNode 0.5 (`nitrorpc`), nitronode 1.x, or what it turns out to speak; a shared `socket` is not
   * asked, and taken for ClearNode 0.5.
   * @default 'auto'
   */
  readonly protocol?: 'auto' | 'nitrorpc' | 'nitronode'
  /** Where closings are written down before they are sent. @default in memory: does not survive a reload */
  readonly journal?: Journal
  /** Where ended closings are kept. @default in memory, the latest 1,000 */
  readonly history?: ClosingHistory
  /** How clients that share the journal know of each other. @default those of the same page or process do */
  readonly peers?: Peers
  /** Where logins are kept for later pages and other tabs. @default nowhere: the wallet is asked once by each client */
  readonly logins?: LoginStore
  /** WebSocket class. @default the global one */
  readonly WebSocket?: WebSocketConstructor
  /** An open socket of the app to share; it is never closed and never reconnected by the client. */
  readonly socket?: WebSocketLike
  /** Address that must have signed the node's answers. @default what the node says of itself */
  readonly broker?: Address
  readonly timeouts?: TimeoutOptions
  /** `false` never reconnects. */
  readonly reconnect?: ReconnectOptions | false
  readonly sessionKey?: SessionKeyOptions
  readonly recovery?: RecoveryOptions
  /** Timers and clocks, for simulations. @default the runtime's */
  readonly timers?: Timers
  /** Bounds on what is read. */
  readonly limits?: {
    /** Longest frame, in characters. @default 4_194_304 */
    readonly frame?: number
  }
}
