import type { Address, Hex } from '../../core/types'
import type { ConnectionHandlers, EmbeddedConnection, EmbeddedNode, EmbeddedSession, JudgedNode, Latency, SessionSeed } from '../network/types'
import type { EmbeddedWebSocketConstructor } from '../network/webSocket'
import type { FaultControl, FaultSchedule } from '../faults/types'

export interface NitronodeAsset {
  readonly symbol: string
  readonly decimals: number
  readonly name: string
  readonly token: Address
  readonly chainId: number
}

export interface EmbeddedNitronodeOptions {
  /** Unix milliseconds. @default Date.now */
  readonly clock?: () => number
  /** Numbers from 0 up to 1 for the ids of transactions. @default the runtime's cryptographic source */
  readonly random?: () => number
  /** @default no waiting anywhere */
  readonly latency?: Latency
  /** Asked when a socket dies: are the messages processed too that wait behind the one in process? @default never */
  readonly drainsQueue?: () => boolean
  /** @default the one of the recordings */
  readonly nodeAddress?: Address
  /** @default usdc with 6 and weth with 18 decimals, as in the recordings */
  readonly assets?: readonly NitronodeAsset[]
  /** Messages that a connection may send: so many a second, and so many at once. @default 10 and 20 */
  readonly rateLimit?: { readonly perSecond: number, readonly burst: number }
  /** @default the runtime's timers, looked up when they are needed */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
  /** What goes wrong, and when. @default nothing */
  readonly faults?: FaultSchedule
}

/** A state of a session that was booked. */
export interface EmbeddedUpdate {
  readonly sessionId: Hex
  /** 0 operate, 3 close. */
  readonly intent: number
  readonly version: number
  /** Id of the request in decimal, or null where a fault booked it as another device would. */
  readonly requestId: string | null
}

/** What a session released to a participant. */
export interface EmbeddedRelease {
  readonly id: Hex
  readonly sessionId: Hex
  /** Lower-case, as the node writes it. */
  readonly participant: string
  readonly asset: string
  readonly amount: string
}

/** A nitronode 1.x inside of this process or page. */
export interface EmbeddedNitronode extends EmbeddedNode, JudgedNode {
  readonly nodeAddress: Address
  /** A class like the global `WebSocket`, whose sockets end at this node whatever their URL. */
  readonly WebSocket: EmbeddedWebSocketConstructor
  /** The faults of the options, and what is added later. */
  readonly faults: FaultControl
  /**
   * Credits a participant within a session, as a deposit does.
   * @throws RangeError where there is no such session or the amount is no decimal number above zero
   */
  fundSession(sessionId: string, participant: string, asset: string, amount: string): void
  /**
   * Opens a session without signatures.
   * @throws RangeError where an amount is no decimal number, or the session exists
   */
  createSession(seed: SessionSeed): { readonly id: Hex }
  connect(handlers: ConnectionHandlers): EmbeddedConnection
  /** Balance outside of sessions. */
  balances(wallet: Address): readonly { readonly asset: string, readonly amount: string }[]
  session(id: string): EmbeddedSession | null
  /** Every state that was booked, oldest first. */
  updates(): readonly EmbeddedUpdate[]
  /** Everything that was paid out of sessions, oldest first. */
  releases(): readonly EmbeddedRelease[]
  /** Stops and starts the node: sockets end with 1006, messages in process are given up where they are. */
  restart(): void
  /** Ends every connection and takes no new ones. */
  dispose(): void
}
