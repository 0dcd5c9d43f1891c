import type { ReconnectOptions } from '../connection/reconnectOptions'
import type { WebSocketConstructor } from '../connection/types'
import type { Allocation } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { SignerInput } from '../wallet/types'
import type { RelayTransportOptions } from './relayTransport'
import type { Transport } from './transport'
import { NitroliteError } from '../errors/errors'
import type { NodeCosigning } from './nodeCosigning'

/** What to close together with other participants, and how. */
export interface ProposeRequest {
  readonly sessionId: Hex | string
  /** Who receives how much, as decimal text. Only participants without funds in the session may be left out: they receive zero. */
  readonly allocations: readonly Allocation[]
  /** Application data that the session keeps. @default the data stays as it is */
  readonly sessionData?: string
  /**
   * For how long the others can sign, in milliseconds: 20 seconds to 15 minutes (14 minutes on a nitronode). Until about a minute
   * after this time, nobody can sign another proposal for the session.
   * @default 300_000
   */
  readonly signWithin?: number
  /**
   * Where the participants meet. They approve first, as long as they like. Once enough of them approve and are there, this
   * client asks for the signatures, and their clients sign by themselves within 20 seconds (2 minutes on a nitronode, where each
   * wallet is asked once). A round that was missed is repeated after about a minute. `signWithin` has no effect then.
   * @default none: the proposal travels by hand, and approving is signing
   */
  readonly transport?: Transport
  /** Cancels the proposal before it was sent to the node. */
  readonly signal?: AbortSignal
}

/** Options of `client.coSign`. */
export interface CoSignOptions {
  /**
   * Who sends the signatures of this session, if the app knows that.
   * @default for a proposal that travels by hand, the submitter to whom the wallet has given a signature that can still be used. Otherwise anybody may
   */
  readonly submitter?: Address
  /**
   * The longest time for which a signature may be used, in milliseconds.
   * On a nitronode, the session key that signs is made for this session alone and ends after this time; the submitter may refuse a
   * key that ends before its own time to send. At least a minute there.
   * @default 900_000; where participants approve first, 60_000 on a ClearNode
   */
  readonly longestLife?: number
  /**
   * Where the submitter asks for signatures, if participants approve the proposal before they sign. @default none: the reply is
   * taken to the submitter by hand
   */
  readonly transport?: Transport
  /**
   * On a nitronode, the wallet itself signs instead of a session key for this session alone. Such a signature does not end by time
   * and cannot be withdrawn: it can be used until somebody changes the session. On a ClearNode, this has no effect.
   * @default false
   */
  readonly signWithWallet?: boolean
  /** Ends the wait. */
  readonly signal?: AbortSignal
}

/** Options of `client.joinRoom`. */
export interface JoinRoomOptions extends CoSignOptions {
  readonly transport: Transport
}

/** Options of `client.relay`. */
export interface ClientRelayOptions extends Omit<RelayTransportOptions, 'signer' | 'participantsOf' | 'reconnect' | 'WebSocket'> {
  /** @default the WebSocket class of the client */
  readonly WebSocket?: WebSocketConstructor
  /** How a lost connection is restored; `firstConnect` is not used. @default ReconnectOptions with the `hints` of the client */
  readonly reconnect?: ReconnectOptions
  /**
   * Signs the challenges of the relay. A wallet asks the person for each room and after each reconnect.
   * @default the session key of the login, which asks nobody. A nitronode has none, so a signer has to be given there
   */
  readonly signer?: SignerInput
  /** Ends the wait until the transport is there, which loads code: `relay` then rejects with `REQUEST_ABORTED`. */
  readonly signal?: AbortSignal
}

/** How long signatures are collected, in milliseconds. */
const SIGNING_TIME = { default: 300_000, shortest: 20_000 }

/**
 * For how long a submitter collects signatures by hand, in milliseconds.
 * @throws `OPTIONS_INVALID`
 */
export function signingTimeOf({ signWithin = SIGNING_TIME.default }: Pick<ProposeRequest, 'signWithin'>, { longestSigning }: NodeCosigning): number {
  if (Number.isInteger(signWithin) && signWithin >= SIGNING_TIME.shortest && signWithin <= longestSigning) return signWithin
  throw new NitroliteError('OPTIONS_INVALID', { option: 'signWithin', reason: `It must be 20 seconds to ${longestSigning / 60_000} minutes, in whole milliseconds.` })
}

/**
 * For how long participants can sign in one round, in milliseconds. It is short where no person has to be asked. On a node whose
 * signatures do not end by time, each wallet has to allow a key first, which takes longer.
 */
export const roundTimeOf = ({ window }: NodeCosigning): number => window === null ? 120_000 : 20_000
