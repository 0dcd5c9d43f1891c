import type { Address, Hex } from '../../core/types'
import type { ConnectionHandlers, EmbeddedConnection, EmbeddedNode, EmbeddedSession, JudgedNode, Latency, SessionSeed } from '../embedded/types'
import type { MistakeChoice } from '../embedded/refusal'
import type { EmbeddedWebSocketConstructor } from '../embedded/webSocket'
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
  /** How long messages wait at the points of their processing. @default they never wait */
  readonly latency?: Latency
  /** Called when a socket dies: whether the messages behind the one in process are processed too. @default never */
  readonly drainsQueue?: () => boolean
  /** @default the address in the recordings */
  readonly nodeAddress?: Address
  /** @default usdc with 6 decimals and weth with 18, as in the recordings */
  readonly assets?: readonly NitronodeAsset[]
  /** Names one of several mistakes of a request, where a real node names any one of them. @default the first one */
  readonly chooseMistake?: MistakeChoice
  /** How many messages a connection may send: per second, and at once. @default 10 per second, 20 at once */
  readonly rateLimit?: { readonly perSecond: number, readonly burst: number }
  /** Timers for waiting. @default the runtime's timers at the time of the call */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
  /** Faults to inject. @default none */
  readonly faults?: FaultSchedule
}

/** A committed state update of a session. */
export interface EmbeddedUpdate {
  readonly sessionId: Hex
  /** 0 for an operate, 2 for a withdrawal, 3 for a close. */
  readonly intent: number
  readonly version: number
  /** Id of the request in decimal; null if a fault made the update in the name of another device or participant. */
  readonly requestId: string | null
}

/** An amount that a session paid to a participant. */
export interface EmbeddedRelease {
  readonly id: Hex
  readonly sessionId: Hex
  /** Lower-case, as the node writes it. */
  readonly participant: string
  readonly asset: string
  readonly amount: string
}

/** A nitronode 1.x in this process or page. */
export interface EmbeddedNitronode extends EmbeddedNode, JudgedNode {
  readonly nodeAddress: Address
  /** A class like the global `WebSocket`. Its sockets connect to this node, whatever their URL. */
  readonly WebSocket: EmbeddedWebSocketConstructor
  /** The faults of the options, and those that are added later. */
  readonly faults: FaultControl
  /**
   * Credits a participant within a session, as a deposit does.
   * @throws RangeError if the node does not have the session or the amount is not a decimal number above zero
   */
  fundSession(sessionId: string, participant: string, asset: string, amount: string): void
  /**
   * Opens a session without signatures.
   * @throws RangeError if an amount is not a decimal number, or the session already exists
   */
  createSession(seed: SessionSeed): { readonly id: Hex }
  /** Opens a connection without a socket. */
  connect(handlers: ConnectionHandlers): EmbeddedConnection
  /** The balance of a wallet outside sessions. */
  balances(wallet: Address): readonly { readonly asset: string, readonly amount: string }[]
  /** The session, or null if there is none. */
  session(id: string): EmbeddedSession | null
  /** Every committed state update, oldest first. */
  updates(): readonly EmbeddedUpdate[]
  /** Every payout of a session, oldest first. */
  releases(): readonly EmbeddedRelease[]
  /** Stops and starts the node. Sockets end with 1006, and messages in process are lost. */
  restart(): void
  /** Ends every connection and accepts no new ones. */
  dispose(): void
}
