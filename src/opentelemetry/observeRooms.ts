import { metrics, trace, type Meter, type Tracer } from '@opentelemetry/api'
import type { Unsubscribe } from '../core/types'
import { measureRooms } from './measureRooms'
import type { ObservedCloser } from './observedCloser'
import { traceRooms } from './traceRooms'

export interface ObserveRoomsOptions {
  /** @default the global one, by the name `vue-nitrolite` */
  readonly meter?: Meter
  /** @default the global one, by the name `vue-nitrolite` */
  readonly tracer?: Tracer
}

/** Name of the instrumentation. */
const NAME = 'vue-nitrolite'

/**
 * Reports what a room closer does to OpenTelemetry: metrics, and one span for each room and worker. Call it before `start()`, and after
 * the SDK has been set up.
 *
 * | Metric | Kind | Attributes |
 * |---|---|---|
 * | `nitrolite.rooms.ended` | counter | `nitrolite.outcome`: `closed`, `superseded`, `overpaid` or `failed`; `error.type` |
 * | `nitrolite.rooms.repeated` | counter of rooms that are tried again | `error.type` |
 * | `nitrolite.rooms.duration` | histogram in seconds, from the moment when the worker has accepted the room | `nitrolite.outcome` |
 * | `nitrolite.rooms.answer.duration` | histogram in seconds, from the sending of the last request to the end | `nitrolite.outcome` |
 * | `nitrolite.rooms.taken` | counter of rooms that were taken from other workers | |
 * | `nitrolite.rooms.alarms` | counter | `nitrolite.alarm`: `overpaid`, `superseded` or `unknown` |
 * | `nitrolite.rooms.current` | gauge | `nitrolite.state`: `queued`, `running` or `unknown` |
 * | `nitrolite.connections` | gauge | `nitrolite.status` |
 * | `nitrolite.errors` | counter of failures that no caller waits for | `error.type` |
 *
 * No attribute has keys, signatures or receipts. Ids of rooms are in spans only, so that the number of time series stays small.
 * @returns stops observing, and ends the open spans
 */
export function observeRooms(closer: ObservedCloser, { meter = metrics.getMeter(NAME), tracer = trace.getTracer(NAME) }: ObserveRoomsOptions = {}): Unsubscribe {
  const stops = [measureRooms(closer, meter), traceRooms(closer, tracer)]
  return () => {
    for (const stop of stops) stop()
  }
}
