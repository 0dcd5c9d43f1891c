import type { LatencyPoint } from '../network/types'

/**
 * Moments in the life of a message, in order:
 * - `sent`: handed to the socket, not with the node yet
 * - `delivered`: in the node's queue; what the node does about it from here on is done, but a cut loses its answer
 * - `received`, `verified`, `checked`, `booked`: points of the processing, see `LatencyPoint`
 * - `answered`: processed, written into the history, the answer not delivered yet
 * - `pushed`: a push, not delivered yet; its method is the push's own (`bu`, `asu`, …)
 */
export type Moment = 'sent' | 'delivered' | LatencyPoint | 'answered' | 'pushed'

/** Which messages a fault hits. */
export interface AtMessage<M extends Moment = Moment> {
  readonly moment: M
  /** Only messages of this method; answers have the method of their request. @default any */
  readonly method?: string
  /** The first message that it hits, counted from 1 among those that fit since the fault was added. @default 1 */
  readonly nth?: number
  /** How many messages in a row that fit. @default 1 */
  readonly times?: number
}

/** Once, so many milliseconds after the fault was added. */
export interface AtTime {
  readonly after: number
}

type PointMoment = LatencyPoint
type AnswerMoment = 'answered' | 'pushed'

/** The socket dies. What is in the air on it is lost in both directions; what the node has begun goes on. */
export interface CutFault { readonly kind: 'cut', readonly at: AtMessage | AtTime }
/** The message, and what follows it in its direction, takes so many milliseconds longer. */
export interface DelayFault { readonly kind: 'delay', readonly at: AtMessage<'sent' | AnswerMoment>, readonly ms: number }
/** The push comes after the frame that follows it, at the latest a second later. */
export interface ReorderFault { readonly kind: 'reorder', readonly at: AtMessage<'pushed'> }
/** The frame comes twice. */
export interface DuplicateFault { readonly kind: 'duplicate', readonly at: AtMessage<AnswerMoment> }
/** A frame that is no JSON comes before the frame, or in its place. */
export interface GarbageFault { readonly kind: 'garbage', readonly at: AtMessage<AnswerMoment>, readonly replaces: boolean }
/** A frame of so many characters comes before the frame, or in its place. */
export interface OversizeFault {
  readonly kind: 'oversize'
  readonly at: AtMessage<AnswerMoment>
  readonly replaces: boolean
  readonly characters: number
}
/** The answer carries another id, larger by `by`, properly signed. */
export interface WrongIdFault { readonly kind: 'wrong-id', readonly at: AtMessage<'answered'>, readonly by: number }
/** The node refuses the message with this text before it judges anything of it. */
export interface RefuseFault { readonly kind: 'refuse', readonly at: AtMessage<'received'>, readonly text: string }
/** The session keys of the wallet end; of every wallet that is logged in where no message triggers it. */
export interface ExpireKeyFault { readonly kind: 'expire-key', readonly at: AtMessage | AtTime }
/** Another device takes the wallet's session keys away: by registering another one, or (nitronode) by revoking them. */
export interface ReplaceKeyFault { readonly kind: 'replace-key', readonly at: AtMessage | AtTime }
/** As `restart()` of the node. */
export interface RestartFault { readonly kind: 'restart', readonly at: AtMessage | AtTime }
/** The node works on the message so many milliseconds longer. */
export interface StallFault { readonly kind: 'stall', readonly at: AtMessage<PointMoment>, readonly ms: number }
/** A close, or a new split, is booked, but the database does not confirm it: the answer is the node's text for that. */
export interface UnconfirmedFault { readonly kind: 'unconfirmed', readonly at: AtMessage<'booked'> }
/** The node's clock moves by so many milliseconds, forwards or back. */
export interface ClockFault { readonly kind: 'clock', readonly at: AtMessage | AtTime, readonly by: number }
/**
 * Another device or participant closes the session of the message, or every open one where no message triggers it:
 * everything to the participant with this index. Booked at once if the session is open.
 */
export interface ElsewhereFault { readonly kind: 'elsewhere', readonly at: AtMessage | AtTime, readonly to: number }
/**
 * Another device or participant agrees a new split with the node, which leaves the session open: everything to the
 * participant with this index. Of a nitronode only.
 */
export interface AgreeElsewhereFault { readonly kind: 'agree-elsewhere', readonly at: AtMessage | AtTime, readonly to: number }
/** From the start: stamps are too old after so many seconds (`MSG_EXPIRY_TIME`). */
export interface ExpiryFault { readonly kind: 'expiry', readonly seconds: number }
/**
 * From the start: as many nodes as offsets over the same tables behind one address; connections take turns. Each has
 * its own clock (milliseconds ahead of the node's), challenges, logins and pushes.
 */
export interface FrontsFault { readonly kind: 'fronts', readonly offsets: readonly number[] }

/** One fault, as plain JSON. */
export type Fault =
  | CutFault | DelayFault | ReorderFault | DuplicateFault | GarbageFault | OversizeFault | WrongIdFault | RefuseFault
  | ExpireKeyFault | ReplaceKeyFault | RestartFault | StallFault | UnconfirmedFault | ClockFault | ElsewhereFault
  | ExpiryFault | FrontsFault | AgreeElsewhereFault

export type FaultKind = Fault['kind']

/** Faults of one run, as plain JSON: it can be printed, shortened and run again. */
export interface FaultSchedule {
  /** Where it came from, if it was made at random. */
  readonly seed?: number
  readonly faults: readonly Fault[]
}

/** How often a fault took effect. */
export interface FaultHits {
  readonly hits: number
  /** Of these: while a close was sent and its answer neither delivered nor lost. */
  readonly duringClose: number
  /** Of these: while no close was in flight, but the answer to one had been lost and no later close of the session answered. */
  readonly afterLoss: number
}

/** The faults of a node. */
export interface FaultControl {
  /** @throws RangeError where the kind cannot happen to such a node or at that moment, or a number makes no sense */
  add(fault: Fault): void
  /** Ends all faults. What they changed for good (clocks, keys, books) stays. */
  clear(): void
  /** Closes that were sent and whose answer never reached the client, or whose socket died before it came. */
  readonly lostAnswers: number
  /** For each kind that was ever added. */
  hits(): Readonly<Partial<Record<FaultKind, FaultHits>>>
}
