import type { LatencyPoint } from '../embedded/types'

/**
 * Moments in the life of a message, in order:
 * - `sent`: the client has handed it to the socket; it has not reached the node
 * - `delivered`: it is in the node's queue. The node still processes it, but a cut loses its answer
 * - `received`, `verified`, `checked`, `committed`: points of the processing, see `LatencyPoint`
 * - `answered`: it is processed and in the history; its answer is not delivered yet
 * - `pushed`: a push that is not delivered yet. Its method is the push's own (`bu`, `asu`, …)
 */
export type Moment = 'sent' | 'delivered' | LatencyPoint | 'answered' | 'pushed'

/** The messages that a fault hits. */
export interface AtMessage<M extends Moment = Moment> {
  readonly moment: M
  /** Only messages with this method count; an answer has the method of its request. @default any method */
  readonly method?: string
  /** The first message to hit, counted from 1 among the matching ones since the fault was added. @default 1 */
  readonly nth?: number
  /** How many matching messages in a row are hit. @default 1 */
  readonly times?: number
}

/** The fault strikes once, at a time. */
export interface AtTime {
  /** Milliseconds since the fault was added. */
  readonly after: number
}

/**
 * The socket of the message dies, or every socket if a time triggers the fault. Frames on their way are lost in both
 * directions. The node finishes what it has begun to process.
 */
export interface CutFault { readonly kind: 'cut', readonly at: AtMessage | AtTime }
/**
 * The connection of the message stops passing data in both directions, while its socket stays open; every connection does if a time
 * triggers the fault. Frames wait and arrive after `ms` milliseconds, even if the client has closed the socket in the
 * meantime. Without `ms` they never arrive.
 */
export interface HalfOpenFault { readonly kind: 'half-open', readonly at: AtMessage | AtTime, readonly ms?: number }
/**
 * Every socket dies, and for `ms` milliseconds each new socket dies again `uptime` milliseconds after it has opened.
 */
export interface FlappingFault { readonly kind: 'flapping', readonly at: AtMessage | AtTime, readonly ms: number, readonly uptime: number }
/** The message takes `ms` milliseconds longer, and so does everything behind it in the same direction. */
interface DelayFault { readonly kind: 'delay', readonly at: AtMessage<'sent' | 'answered' | 'pushed'>, readonly ms: number }
/** The push arrives after the frame that follows it, but at most a second late. */
interface ReorderFault { readonly kind: 'reorder', readonly at: AtMessage<'pushed'> }
/** The frame arrives twice. */
interface DuplicateFault { readonly kind: 'duplicate', readonly at: AtMessage<'answered' | 'pushed'> }
/** A frame that is not valid JSON arrives before the frame, or in its place. */
interface GarbageFault { readonly kind: 'garbage', readonly at: AtMessage<'answered' | 'pushed'>, readonly replaces: boolean }
/** A frame of this many characters arrives before the frame, or in its place. */
interface OversizeFault {
  readonly kind: 'oversize'
  readonly at: AtMessage<'answered' | 'pushed'>
  readonly replaces: boolean
  readonly characters: number
}
/** The answer carries an id that is larger by `by`, in a valid frame. */
interface WrongIdFault { readonly kind: 'wrong-id', readonly at: AtMessage<'answered'>, readonly by: number }
/** The node refuses the message with this text before it checks anything. */
interface RefuseFault { readonly kind: 'refuse', readonly at: AtMessage<'received'>, readonly text: string }
/** The session keys of the wallet expire; all session keys if a time triggers the fault or no wallet is logged in. */
interface ExpireKeyFault { readonly kind: 'expire-key', readonly at: AtMessage | AtTime }
/** Another device replaces the wallet's session keys (ClearNode) or revokes them (nitronode). */
interface ReplaceKeyFault { readonly kind: 'replace-key', readonly at: AtMessage | AtTime }
/** The node restarts, as with its `restart()`. */
interface RestartFault { readonly kind: 'restart', readonly at: AtMessage | AtTime }
/** The node works on the message for `ms` milliseconds longer. */
interface StallFault { readonly kind: 'stall', readonly at: AtMessage<LatencyPoint>, readonly ms: number }
/** A close or a new split is committed, but the database does not confirm it, so the node answers with an error. */
interface UnconfirmedFault { readonly kind: 'unconfirmed', readonly at: AtMessage<'committed'> }
/** The node's clock jumps by `by` milliseconds, forwards or back. */
interface ClockFault { readonly kind: 'clock', readonly at: AtMessage | AtTime, readonly by: number }
/**
 * Another device or participant closes the session of the message, or every open session if a time triggers the
 * fault. The participant with the index `to` gets everything. Committed at once if the session is open.
 */
export interface CloseByOthersFault { readonly kind: 'close-by-others', readonly at: AtMessage | AtTime, readonly to: number }
/**
 * Nitronode only. Another device or participant agrees a new split with the node, and the session stays open. The
 * participant with the index `to` gets everything.
 */
export interface AgreeByOthersFault { readonly kind: 'agree-by-others', readonly at: AtMessage | AtTime, readonly to: number }
/**
 * ClearNode only. Another participant redistributes what the session holds: the participant with the index `to` gets
 * everything, and the session stays open. The node reads the session at once and writes it `ms` milliseconds later (0 by
 * default), without a lock: a close that is committed in between is paid, and the session is open again.
 */
export interface OperateByOthersFault { readonly kind: 'operate-by-others', readonly at: AtMessage | AtTime, readonly to: number, readonly ms?: number }
/**
 * ClearNode only. The participant with the index `to` pays `amount` of every asset of the session into it, with funds from
 * outside. Read and written like `operate-by-others`.
 */
export interface DepositByOthersFault {
  readonly kind: 'deposit-by-others'
  readonly at: AtMessage | AtTime
  readonly to: number
  readonly amount: string
  readonly ms?: number
}
/**
 * ClearNode only. The participant with the index `to` takes `amount` of every asset out of the session. Has no effect where
 * the participant holds less. Read and written like `operate-by-others`.
 */
export interface WithdrawByOthersFault {
  readonly kind: 'withdraw-by-others'
  readonly at: AtMessage | AtTime
  readonly to: number
  readonly amount: string
  readonly ms?: number
}
/** ClearNode only, from the start: timestamps are too old after this many seconds (`MSG_EXPIRY_TIME`). */
interface ExpiryFault { readonly kind: 'expiry', readonly seconds: number }
/**
 * ClearNode only, from the start: several nodes with a common database share one address, and connections go to them in
 * turn. Each node has its own clock, challenges, logins and pushes.
 */
interface SeveralNodesFault {
  readonly kind: 'several-nodes'
  /** One for each node: by how many milliseconds its clock is ahead. */
  readonly clockOffsets: readonly number[]
}

/** Changes of an open ClearNode session that other participants make with `submit_app_state`. */
export type UpdateByOthersFault = OperateByOthersFault | DepositByOthersFault | WithdrawByOthersFault

/** One fault, as plain JSON. */
export type Fault =
  | CutFault | DelayFault | ReorderFault | DuplicateFault | GarbageFault | OversizeFault | WrongIdFault | RefuseFault
  | ExpireKeyFault | ReplaceKeyFault | RestartFault | StallFault | UnconfirmedFault | ClockFault | CloseByOthersFault
  | ExpiryFault | SeveralNodesFault | AgreeByOthersFault | HalfOpenFault | FlappingFault | UpdateByOthersFault

export type FaultKind = Fault['kind']

/** The faults of one run, as plain JSON that can be printed, shortened and run again. */
export interface FaultSchedule {
  /** The seed that made the schedule, if it is random. */
  readonly seed?: number
  readonly faults: readonly Fault[]
}

/** How often a fault took effect. */
export interface FaultHits {
  readonly hits: number
  /** Hits while a close was in flight: sent, and its answer neither delivered nor lost. */
  readonly duringClose: number
  /** Hits while no close was in flight, but the answer to a close was lost and no later close of that session answered. */
  readonly afterLoss: number
}

/** The faults of a running node. */
export interface FaultControl {
  /** @throws RangeError if the kind cannot happen to this node or at that moment, or a number is invalid */
  add(fault: Fault): void
  /** Removes all faults. Their lasting effects (on clocks, keys and the ledger) stay. */
  clear(): void
  /** Closes whose answer never reached the client, because it was lost or because the socket died first. */
  readonly lostAnswers: number
  /** Counts for each kind that was ever added. */
  hits(): Readonly<Partial<Record<FaultKind, FaultHits>>>
}
