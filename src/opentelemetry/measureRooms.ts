import type { Attributes, Meter, ObservableResult } from '@opentelemetry/api'
import type { RoomEvent } from '../rooms/closer/events'
import type { Unsubscribe } from '../core/types'
import { attributesOfEnd, type ObservedCloser } from './observedCloser'

/** Milliseconds in a second. */
const SECOND = 1_000
/** Borders between the bars of the histograms, in seconds. A close takes some milliseconds on a fast node, and minutes if the outcome is unknown. */
const BORDERS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800]

/** Counts and measures what a room closer does. @returns a function that stops listening */
export function measureRooms(closer: ObservedCloser, meter: Meter): Unsubscribe {
  const histogram = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BORDERS } })
  const ended = meter.createCounter('nitrolite.rooms.ended', { description: 'Rooms that have ended', unit: '{room}' })
  const repeated = meter.createCounter('nitrolite.rooms.repeated', { description: 'Rooms that were not paid and are tried again', unit: '{room}' })
  const taken = meter.createCounter('nitrolite.rooms.taken', { description: 'Rooms that were taken from other workers', unit: '{room}' })
  const alarms = meter.createCounter('nitrolite.rooms.alarms', { description: 'Rooms that a person should look at', unit: '{room}' })
  const errors = meter.createCounter('nitrolite.errors', { description: 'Failures that no caller waits for', unit: '{error}' })
  const duration = histogram('nitrolite.rooms.duration', 'Time from the acceptance of a room by this worker to its end')
  const answer = histogram('nitrolite.rooms.answer.duration', 'Time from the last sending of a request to the end of its room')
  const current = meter.createObservableGauge('nitrolite.rooms.current', { description: 'Rooms that this worker has', unit: '{room}' })
  const connections = meter.createObservableGauge('nitrolite.connections', { description: 'Connections to the node', unit: '{connection}' })
  /** `elapsed` of the last sending, for rooms that have not ended. */
  const sent = new Map<string, number>()

  function noteEnd(event: RoomEvent, attributes: Attributes): void {
    // A room counts once, with its first end. A second payment that becomes known later is counted by the alarms.
    if ('hadEnded' in event && event.hadEnded) return void sent.delete(event.roomId)
    const outcome = { 'nitrolite.outcome': attributes['nitrolite.outcome'] }
    const sentAt = sent.get(event.roomId)
    sent.delete(event.roomId)
    ended.add(1, attributes)
    duration.record(event.elapsed / SECOND, outcome)
    if (sentAt !== undefined) answer.record((event.elapsed - sentAt) / SECOND, outcome)
  }

  function note(event: RoomEvent): void {
    const end = attributesOfEnd(event)
    if (end) return noteEnd(event, end)
    if (event.type === 'room.taken') taken.add(1)
    if (event.type === 'room.submitted') sent.set(event.roomId, event.elapsed)
    if (event.type === 'room.failed') repeated.add(1, { 'error.type': event.error.code })
    if (event.type === 'room.left') sent.delete(event.roomId)
  }

  const observeRooms = (result: ObservableResult): void => {
    const { queued, running, unknown } = closer.status()
    for (const [state, count] of Object.entries({ queued, running, unknown })) result.observe(count, { 'nitrolite.state': state })
  }
  const observeConnections = (result: ObservableResult): void => {
    const counts = new Map<string, number>()
    for (const status of closer.status().connections) counts.set(status, (counts.get(status) ?? 0) + 1)
    for (const [status, count] of counts) result.observe(count, { 'nitrolite.status': status })
  }

  current.addCallback(observeRooms)
  connections.addCallback(observeConnections)
  const stops = [
    closer.on('room', note),
    closer.on('alarm', ({ kind }) => { alarms.add(1, { 'nitrolite.alarm': kind }) }),
    closer.on('error', ({ code }) => { errors.add(1, { 'error.type': code }) }),
  ]
  return () => {
    current.removeCallback(observeRooms)
    connections.removeCallback(observeConnections)
    for (const stop of stops) stop()
    sent.clear()
  }
}
