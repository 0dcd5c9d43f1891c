import type { Timers } from '../../core/connection/types'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { Receipt } from '../../core/receipts/types'
import type { Hex } from '../../core/types'
import type { OpenRoom } from './openRoom'

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
 * A room that a person should look at. Each worker raises an alarm of each kind once for a room. A worker that takes over a room raises
 * it again, because the one before may not have been able to.
 */
export type RoomAlarm = RoomAlarmBase & (
  /** More was paid than the result says (`overpaid`), or others closed the session with other amounts (`superseded`). */
  | { readonly kind: 'overpaid' | 'superseded', readonly receipt: Receipt | null }
  /** A request was sent, and its outcome has been unknown for longer than the limit. */
  | {
    readonly kind: 'unknown'
    /** When the first request was made, Unix milliseconds: by the node's clock, or by this device's while no request is known. */
    readonly since: number
    readonly error: NitroliteErrorInfo | null
  }
)

export interface AlarmsParts {
  /** How long an outcome may be unknown, in milliseconds. */
  readonly limit: number
  readonly timers: Timers
  raise(alarm: RoomAlarm): void
}

/** Raises alarms. */
export interface Alarms {
  /** A room has ended like this. */
  noteEnd(room: OpenRoom, kind: 'overpaid' | 'superseded', receipt: Receipt | null): void
  /** Looks for rooms whose outcome has been unknown for too long. */
  check(rooms: Iterable<OpenRoom>): void
}

export function createAlarms({ limit, timers, raise }: AlarmsParts): Alarms {
  const baseOf = ({ stored: { roomId, sessionId, epoch } }: OpenRoom): RoomAlarmBase => ({ roomId, sessionId, epoch, at: timers.now() })

  function isFirst(room: OpenRoom, kind: RoomAlarmKind): boolean {
    if (room.alarms.has(kind)) return false
    room.alarms.add(kind)
    return true
  }

  return {
    noteEnd(room, kind, receipt) {
      if (isFirst(room, kind)) raise({ ...baseOf(room), kind, receipt })
    },
    check(rooms) {
      for (const room of rooms) {
        if (room.view.state !== 'confirming') continue
        const since = room.sentAt ??= timers.now()
        if (timers.now() - since > limit && isFirst(room, 'unknown')) raise({ ...baseOf(room), kind: 'unknown', since, error: room.view.snapshot().error })
      }
    },
  }
}
