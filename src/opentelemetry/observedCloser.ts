import type { RoomCloser } from '../rooms/closer/types'
import type { Attributes } from '@opentelemetry/api'
import type { RoomEvent } from '../rooms/closer/events'

/** What is observed of a room closer. */
export type ObservedCloser = Pick<RoomCloser, 'on' | 'status'>

/** How an event has ended its room, as attributes; null if the room has not ended. */
export function attributesOfEnd(event: RoomEvent): Attributes | null {
  if (event.type === 'room.closed') return { 'nitrolite.outcome': 'closed' }
  if (event.type === 'room.superseded') return { 'nitrolite.outcome': 'superseded', 'error.type': 'CLOSING_SUPERSEDED' }
  if (event.type === 'room.overpaid') return { 'nitrolite.outcome': 'overpaid', 'error.type': 'CLOSING_OVERPAID' }
  if (event.type === 'room.failed' && !event.isRepeated) return { 'nitrolite.outcome': 'failed', 'error.type': event.error.code }
  return null
}
