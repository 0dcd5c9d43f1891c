import type { Timers } from '../../core/connection/types'
import type { Receipt } from '../../core/receipts/types'
import type { RoomAlarm, RoomAlarmBase, RoomAlarmKind } from './alarmTypes'
import type { OpenRoom } from './openRoom'

export interface AlarmsParts {
  /** How long an outcome may be unknown, in milliseconds. */
  readonly limit: number
  readonly timers: Timers
  raise(alarm: RoomAlarm): void
}

/** Raises alarms. */
export interface Alarms {
  /** A room was overpaid, or was superseded. */
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
        if (!room.isUndecided) continue
        room.doubted ??= { at: timers.now(), elapsed: timers.elapsed() }
        const since = room.sentAt ?? room.doubted.at
        // The clock of this machine may be behind the one of the node, or may be set back. Then the time since this worker has noticed counts.
        const age = Math.max(timers.now() - since, timers.elapsed() - room.doubted.elapsed)
        if (age > limit && isFirst(room, 'unknown')) raise({ ...baseOf(room), kind: 'unknown', since, error: room.view.snapshot().error })
      }
    },
  }
}
