import type { IsolatedEvents } from '../../core/connection/isolatedEvents'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { RoomAlarm } from './alarmTypes'
import type { RoomEvent } from './events'
import type { RoomCloserEvents } from './types'

/** Writes a line with fields and a text. */
export type RoomLogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void

/** Where a room closer logs to, for example a logger of pino, or `console`. */
export interface RoomLogger {
  /** Gets the steps of each room. @default the steps are not logged */
  debug?: RoomLogMethod
  info: RoomLogMethod
  warn: RoomLogMethod
  error: RoomLogMethod
}

interface Line {
  readonly level: keyof RoomLogger
  readonly message: string
  readonly fields?: Readonly<Record<string, unknown>>
}

const errorFields = (error: NitroliteErrorInfo | null): Readonly<Record<string, unknown>> => error ? { code: error.code, reason: error.why } : {}

/** What is logged of an event: never a receipt as a whole, which has signatures. */
function lineOf(event: RoomEvent): Line {
  switch (event.type) {
    case 'room.queued': return { level: 'debug', message: 'A room waits for its turn.' }
    case 'room.taken': return { level: 'info', message: 'A room was taken from another worker.' }
    case 'room.planned': return { level: 'debug', message: 'The amounts of a room were computed.', fields: { allocations: event.allocations } }
    case 'room.stamped': return { level: 'debug', message: 'The request of a room was written down.', fields: { requestId: event.requestId, ts: event.ts } }
    case 'room.signed': return { level: 'debug', message: 'A room was signed.', fields: { have: event.have, need: event.need } }
    case 'room.submitted': return { level: 'debug', message: 'The request of a room was sent.' }
    case 'room.confirming': return { level: 'warn', message: 'The outcome of a room is unknown.', fields: errorFields(event.error) }
    case 'room.closed': return { level: 'info', message: 'A room was paid.', fields: { by: event.receipt.by } }
    case 'room.superseded': return { level: 'error', message: 'Other amounts were paid for a room than its result says.' }
    case 'room.overpaid': return { level: 'error', message: 'More was paid out for a room than was paid in.' }
    case 'room.failed': return { level: event.isRepeated ? 'warn' : 'error', message: event.isRepeated ? 'A room was not paid, and is tried again.' : 'A room has failed.', fields: errorFields(event.error) }
    case 'room.left': return { level: 'info', message: 'A room was left to another worker.' }
  }
}

/** Superseded and overpaid rooms are logged with their event already. */
const alarmLine = (alarm: RoomAlarm): Line | null => alarm.kind === 'unknown'
  ? { level: 'error', message: 'The outcome of a room has been unknown for too long.', fields: { alarm: alarm.kind, since: alarm.since, ...errorFields(alarm.error) } }
  : null

/** Writes the events of a room closer to a logger, without secrets and signatures. A logger that throws is reported like any listener. */
export function logEvents(events: IsolatedEvents<RoomCloserEvents>, logger: RoomLogger): void {
  // pino needs its logger as `this`.
  const write = ({ level, message }: Line, fields: Readonly<Record<string, unknown>>): void => { logger[level]?.(fields, message) }
  events.on('room', (event) => {
    const { type, roomId, sessionId, epoch, elapsed } = event
    const line = lineOf(event)
    write(line, { event: type, roomId, sessionId, epoch, elapsed, ...line.fields })
  })
  events.on('alarm', (alarm) => {
    const { roomId, sessionId, epoch } = alarm
    const line = alarmLine(alarm)
    if (line) write(line, { roomId, sessionId, epoch, ...line.fields })
  })
  events.on('error', ({ info }) => { write({ level: 'error', message: info.what }, errorFields(info)) })
}
