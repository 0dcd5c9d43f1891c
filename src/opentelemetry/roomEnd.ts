import type { Attributes } from '@opentelemetry/api'
import type { RoomEvent } from '../rooms/closer/events'

/** How a room has ended with an event, as attributes; null if it has not ended. */
export function attributesOfEnd(event: RoomEvent): Attributes | null {
  switch (event.type) {
    case 'room.closed': return { 'nitrolite.outcome': 'closed' }
    case 'room.superseded': return { 'nitrolite.outcome': 'superseded', 'error.type': 'CLOSING_SUPERSEDED' }
    case 'room.overpaid': return { 'nitrolite.outcome': 'overpaid', 'error.type': 'CLOSING_OVERPAID' }
    case 'room.failed': return event.isRepeated ? null : { 'nitrolite.outcome': 'failed', 'error.type': event.error.code }
    default: return null
  }
}
