import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { Receipt } from '../../core/receipts/types'
import type { Hex } from '../../core/types'

/** What an alarm is about. */
export type RoomAlarmKind = 'overpaid' | 'superseded' | 'unknown'

/** Which room an alarm is about. */
export interface RoomAlarmBase {
  readonly roomId: string
  readonly sessionId: Hex
  /** Counts the workers that have worked on the room. */
  readonly epoch: number
  /** Unix milliseconds, this device's clock. */
  readonly at: number
}

/**
 * A room that a person should look at. Each worker raises an alarm of each kind once for a room. A worker that takes over a room
 * raises the alarm again, because the earlier worker may not have been able to.
 */
export type RoomAlarm = RoomAlarmBase & (
  /** More was paid than the result says (`overpaid`), or others closed the session with other amounts, or withdrew its funds (`superseded`). */
  | { readonly kind: 'overpaid' | 'superseded', readonly receipt: Receipt | null }
  /** A request was sent, and its outcome has been unknown for longer than the limit. */
  | {
    readonly kind: 'unknown'
    /** When the first request was made, Unix milliseconds: by the node's clock, or by this device's while no request is known. */
    readonly since: number
    readonly error: NitroliteErrorInfo | null
  }
)
