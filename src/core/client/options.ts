import type { ReconnectOptions } from '../connection/reconnectOptions'
import type { Presence, Timers, WebSocketConstructor, WebSocketLike } from '../connection/types'
import type { ClosingHistory } from '../history/types'
import type { Journal } from '../journal/journal'
import type { Peers } from '../peers/peers'
import type { ProtocolMemory } from '../protocols/protocolMemory'
import type { Address } from '../types'
import type { LoginStore } from '../wallet/loginStore'
import type { SignatureEngine, SignerInput } from '../wallet/types'
import type { KeepOptions } from './keepOptions'

/** How long things may take. Everything is in milliseconds. */
export interface TimeoutOptions {
  /** Until a socket must be open. @default 10_000 */
  readonly connect?: number
  /** Until a call that reads or logs in must be answered. @default 15_000 */
  readonly request?: number
  /**
   * After a closing was sent, until its state changes from `submitting` to `confirming`. The client still waits for
   * the answer after that. @default 30_000
   */
  readonly close?: number
  /** Silence after which the node is pinged; 0 turns the heartbeat off. @default 20_000 */
  readonly heartbeat?: number
  /** Until a ping must be answered. @default 10_000 */
  readonly pong?: number
}

/** How the client finds out what happened to a closing whose outcome is unknown. Everything is in milliseconds. */
export interface RecoveryOptions {
  /**
   * How long after signing the node may accept a closing. A closing that got lost cannot be accepted after that time.
   * A node with a shorter limit of its own is sent a fresh timestamp.
   * @default 15_000
   */
  readonly window?: number
  /** How far the clocks of several nodes behind one address may differ. @default 3_000 */
  readonly skew?: number
  /**
   * The longest time a node works on a closing that it has started. This is an assumption, since no call reveals it.
   * The client waits this long before it sends anything again.
   * @default 30_000
   */
  readonly settle?: number
  /**
   * How long a closing with nothing on its way waits for a connection that is missing, in milliseconds: while it is planned and
   * signed, when its first attempt has reached no socket, and between its two submissions. Afterwards it fails, or stays `agreed`.
   * @default 30_000
   */
  readonly patience?: number
}

/** The session key, which signs requests so that the wallet has to confirm only once. */
export interface SessionKeyOptions {
  /**
   * `'always'`: a session key signs. `'never'`: the wallet signs every step itself, which only nitronode 1.x supports.
   * ClearNode 0.5 accepts no signature that a browser wallet can make, so there a session key always signs.
   * @default 'always'
   */
  readonly use?: 'always' | 'never'
  /** Lifetime in whole seconds, from 60 to 31_536_000. @default 86_400 (one day, like the login of the node) */
  readonly lifetime?: number
  /** Scope text that the wallet shows and the node stores. @default 'app.close' */
  readonly scope?: string
  /**
   * What happens when the wallet has as many keys as the node allows (100 on nitronode 1.x). A key that can sign nothing any more is
   * ended first in any case, and the event `keyEnded` says so. If there is none:
   * - `'refuse'`: the new key is refused with `SESSION_KEY_LIMIT`, because another process may still use the others
   * - `'endOldest'`: the oldest key for the application is ended. Requests of a process that still uses it are refused, and that
   *   process makes a new key
   * @default 'refuse'
   */
  readonly atLimit?: 'refuse' | 'endOldest'
}

/** Options of `createNitroliteClient`. */
export interface NitroliteClientOptions {
  /**
   * WebSocket address of the node, `ws://` or `wss://`. User name, password and query may change between two visits, as a token
   * does: they do not name the node, and are neither stored nor shown. Nodes that differ in nothing else each need a `keep` of
   * their own.
   */
  readonly url: string
  /** Application name. A session key signs only for sessions of the same application. */
  readonly application: string
  /** Who signs. It can be passed to `connect()` instead. @default none: only public reads work */
  readonly signer?: SignerInput
  /**
   * Protocol of the node: ClearNode 0.5 (`'nitrorpc'`) or nitronode 1.x (`'nitronode'`). `'auto'` finds out which one
   * the node speaks. A shared `socket` is not probed; `'auto'` treats it as ClearNode 0.5.
   * @default 'auto'
   */
  readonly protocol?: 'auto' | 'nitrorpc' | 'nitronode'
  /**
   * Where closings, logins and the history are kept; `false` for in memory only. Each part can be given alone. In the browser,
   * pass `createBrowserPersistence()` of `vue-nitrolite/browser`.
   * @default false
   */
  readonly keep?: KeepOptions | false
  /** @deprecated Use `keep.protocols`. This name works until 1.0. */
  readonly protocols?: ProtocolMemory
  /** @deprecated Use `keep.closings`. This name works until 1.0. */
  readonly journal?: Journal
  /** @deprecated Use `keep.history`. This name works until 1.0. */
  readonly history?: ClosingHistory
  /** @deprecated Use `keep.tabs`. This name works until 1.0. */
  readonly peers?: Peers
  /** @deprecated Use `keep.logins`. This name works until 1.0. */
  readonly logins?: LoginStore
  /**
   * WebSocket class. Node.js 20 has none by default: pass the one of the package `ws`, which also reports the HTTP status of a
   * refused connection.
   * @default the global one
   */
  readonly WebSocket?: WebSocketConstructor
  /** A socket of the app to share. The client never closes it and never reconnects it. @default the client opens its own */
  readonly socket?: WebSocketLike
  /** Address that must have signed the node's answers. @default the address that the node states */
  readonly broker?: Address
  readonly timeouts?: TimeoutOptions
  /**
   * How a lost connection is restored and a failed connect is repeated; `false` does neither.
   * @default both, see `ReconnectOptions`
   */
  readonly reconnect?: ReconnectOptions | false
  readonly sessionKey?: SessionKeyOptions
  readonly recovery?: RecoveryOptions
  /**
   * Computes the signatures of private keys and session keys, and checks the node's signatures. Servers that close many sessions can
   * pass `nativeSigner()` of `vue-nitrolite/node`.
   * @default pure JavaScript
   */
  readonly signatures?: SignatureEngine
  /**
   * When nobody could be looking. Meanwhile, what the app watches is not read. Browser apps pass
   * `browserPresence({ window, document, navigator })` of `vue-nitrolite/browser`; the Vue plugin does it for them.
   * @default never away
   */
  readonly presence?: Presence
  /** Timers and clocks, for simulations. @default those of the runtime */
  readonly timers?: Timers
  /** Limits on what is read from the node. */
  readonly limits?: {
    /** Longest frame, in characters. @default 4_194_304 */
    readonly frame?: number
  }
}
