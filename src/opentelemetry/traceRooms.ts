import { SpanStatusCode, type Attributes, type Span, type Tracer } from '@opentelemetry/api'
import type { RoomEvent } from '../rooms/closer/events'
import type { Unsubscribe } from '../core/types'
import { attributesOfEnd, type ObservedCloser } from './observedCloser'

/** What a span says about an event. Receipts are left out, because they have signatures. */
function attributesOf(event: RoomEvent): Attributes {
  if (event.type === 'room.stamped') return { 'nitrolite.request_id': event.requestId, 'nitrolite.ts': event.ts }
  if (event.type === 'room.signed') return { 'nitrolite.weight': event.have, 'nitrolite.quorum': event.need }
  if (event.type === 'room.confirming') return event.error ? { 'error.type': event.error.code } : {}
  if (event.type === 'room.failed') return { 'error.type': event.error.code, 'nitrolite.is_repeated': event.isRepeated }
  return {}
}

/** Makes a span of each room that this worker has, with its events. @returns a function that stops listening, and ends the open spans */
export function traceRooms(closer: ObservedCloser, tracer: Tracer): Unsubscribe {
  const spans = new Map<string, Span>()

  function begin({ roomId, sessionId, epoch, at }: RoomEvent): void {
    spans.get(roomId)?.end(at)
    spans.set(roomId, tracer.startSpan('nitrolite room', {
      startTime: at, attributes: { 'nitrolite.room.id': roomId, 'nitrolite.session.id': sessionId, 'nitrolite.room.epoch': epoch },
    }))
  }

  function note(event: RoomEvent): void {
    if (event.type === 'room.queued' || event.type === 'room.taken') begin(event)
    const span = spans.get(event.roomId)
    // The span has ended with the room. A second payment that becomes known later is an alarm.
    if (!span) return
    span.addEvent(event.type, attributesOf(event), event.at)
    const end = attributesOfEnd(event)
    if (!end && event.type !== 'room.left') return
    if (end) {
      span.setAttributes(end)
      if (event.type !== 'room.closed') span.setStatus({ code: SpanStatusCode.ERROR, message: String(end['error.type']) })
    }
    span.end(event.at)
    spans.delete(event.roomId)
  }

  const stop = closer.on('room', note)
  return () => {
    stop()
    for (const span of spans.values()) span.end()
    spans.clear()
  }
}
