import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { Receipt } from '../../core/receipts/types'
import type { Allocation } from '../../core/sessions/types'
import type { Hex } from '../../core/types'

/** What all events of rooms have in common. */
export interface RoomEventBase {
  readonly roomId: string
  readonly sessionId: Hex
  /** Counts the workers that have worked on the room. */
  readonly epoch: number
  /** Unix milliseconds, this device's clock. */
  readonly at: number
  /** Milliseconds since this worker has accepted or taken the room. */
  readonly elapsed: number
}

/** The end of a room can be reported more than once. */
export interface RoomEndAgain {
  /**
   * Whether the room is known to have ended before this event: a second payment became known after `room.closed`, or an earlier
   * worker has stored the end.
   */
  readonly hadEnded: boolean
}

/** What happened to a room. Events that a person should hear of at once are alarms too (`RoomAlarm`). */
export type RoomHappening =
  /** The room is stored, and waits for its turn. */
  | { readonly type: 'room.queued' }
  /** This worker continues with a room that another worker has left. */
  | { readonly type: 'room.taken' }
  /** The session was read, and the amounts were computed. */
  | { readonly type: 'room.planned', readonly allocations: readonly Allocation[] }
  /** The exact bytes were made and written down. `ts` is their time, in Unix milliseconds by the node's clock. */
  | { readonly type: 'room.stamped', readonly requestId: number, readonly ts: number }
  /** The weight of the signatures, and the quorum. */
  | { readonly type: 'room.signed', readonly have: number, readonly need: number }
  | { readonly type: 'room.submitted' }
  /** The request was sent, and its outcome is unknown. */
  | { readonly type: 'room.confirming', readonly error: NitroliteErrorInfo | null }
  | { readonly type: 'room.closed', readonly receipt: Receipt } & RoomEndAgain
  | { readonly type: 'room.superseded', readonly receipt: Receipt | null } & RoomEndAgain
  | { readonly type: 'room.overpaid', readonly receipt: Receipt | null } & RoomEndAgain
  /** `isRepeated`: nothing was paid, and the room is tried again after a while. */
  | { readonly type: 'room.failed', readonly error: NitroliteErrorInfo, readonly isRepeated: boolean } & RoomEndAgain
  /** This worker no longer works on the room, which has not ended: it shuts down, or has lost its lease. Others continue. */
  | { readonly type: 'room.left' }

/** An event of a room, for logs, metrics and alarms. */
export type RoomEvent = RoomEventBase & RoomHappening
