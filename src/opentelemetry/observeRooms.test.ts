import { SpanStatusCode } from '@opentelemetry/api'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { expect, it, onTestFinished } from 'vitest'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from '../../test/helpers/people'
import { startRoomRig } from '../../test/helpers/roomRig'
import { WebSocket } from 'ws'
import { createMemoryJournal, createNitroliteClient } from '../core'
import { observeRooms } from './observeRooms'

const toBob = { kind: 'winner', participant: BOB } as const
const toStranger = { kind: 'winner', participant: `0x${'9'.repeat(40)}` } as const

/** A room closer, observed with the real SDK. */
async function startObserved() {
  const rig = await startRoomRig('clearnode')
  const { closer, events } = rig.createCloser({ client: { recovery: { window: 1_500, skew: 100, settle: 1_000 } } })
  const spans = new InMemorySpanExporter()
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })] })
  onTestFinished(async () => {
    await meters.shutdown()
    await tracers.shutdown()
  })
  const stop = observeRooms(closer, { meter: meters.getMeter('test'), tracer: tracers.getTracer('test') })

  /** The values of all metrics: numbers, or the counts of histograms, by attributes. */
  async function metrics(): Promise<Record<string, [Record<string, unknown>, number][]>> {
    exporter.reset()
    await meters.forceFlush()
    const found = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))
    return Object.fromEntries(found.map(({ descriptor, dataPoints }) => [
      descriptor.name, dataPoints.map(({ attributes, value }) => [attributes, typeof value === 'number' ? value : value.count]),
    ]))
  }
  return { ...rig, closer, events, spans, metrics, stop }
}

it('metrics count rooms by their outcome, measure how long they took, and show what the worker has', async () => {
  const { closer, openSession, metrics } = await startObserved()
  await closer.start()
  for (let index = 0; index < 3; index += 1) await closer.close(`room ${index}`, { sessionId: openSession(), result: toBob })
  await Promise.resolve(closer.close('bad', { sessionId: openSession(), result: toStranger })).catch(() => {})
  const found = await metrics()
  expect(found['nitrolite.rooms.ended']).toEqual([
    [{ 'nitrolite.outcome': 'closed' }, 3], [{ 'nitrolite.outcome': 'failed', 'error.type': 'ALLOCATION_NON_PARTICIPANT' }, 1],
  ])
  expect(found['nitrolite.rooms.duration']).toEqual([[{ 'nitrolite.outcome': 'closed' }, 3], [{ 'nitrolite.outcome': 'failed' }, 1]])
  expect(found['nitrolite.rooms.answer.duration']).toEqual([[{ 'nitrolite.outcome': 'closed' }, 3]])
  expect(found['nitrolite.rooms.current']).toEqual([
    [{ 'nitrolite.state': 'queued' }, 0], [{ 'nitrolite.state': 'running' }, 0], [{ 'nitrolite.state': 'unknown' }, 0],
  ])
  expect(found['nitrolite.connections']).toEqual([[{ 'nitrolite.status': 'ready' }, 4]])
})

it('each room has one span with its ids, its events in their order and its outcome, and without signatures', async () => {
  const { closer, openSession, spans } = await startObserved()
  await closer.start()
  const sessionId = openSession()
  const receipt = await closer.close('good', { sessionId, result: toBob })
  await Promise.resolve(closer.close('bad', { sessionId: openSession(), result: toStranger })).catch(() => {})
  const [good, bad, ...others] = spans.getFinishedSpans()
  expect(others).toEqual([])
  expect(good?.attributes).toEqual({ 'nitrolite.room.id': 'good', 'nitrolite.session.id': sessionId, 'nitrolite.room.epoch': 1, 'nitrolite.outcome': 'closed' })
  expect(good?.events.map(({ name }) => name)).toEqual(['room.queued', 'room.planned', 'room.stamped', 'room.signed', 'room.submitted', 'room.closed'])
  expect(good?.status.code).toBe(SpanStatusCode.UNSET)
  expect(bad?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'ALLOCATION_NON_PARTICIPANT' })
  for (const signature of receipt.request.signatures) expect(JSON.stringify([good?.attributes, good?.events])).not.toContain(signature)
})

it('the span of a room ends when its worker leaves the room, and no room is observed after observing was stopped', async () => {
  const { closer, openSession, spans, metrics, stop, node } = await startObserved()
  node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session', times: 100 }, ms: 60_000 })
  await closer.start()
  const left = closer.close('left', { sessionId: openSession(), result: toBob })
  await new Promise<void>((resolve) => { left.subscribe(({ state }) => { if (state === 'submitting') resolve() }) })
  stop()
  expect(spans.getFinishedSpans().map(({ attributes }) => attributes['nitrolite.room.id'])).toEqual(['left'])
  await closer.stop({ timeout: 0 })
  expect(spans.getFinishedSpans()).toHaveLength(1)
  expect((await metrics())['nitrolite.rooms.current'] ?? []).toEqual([])
})

it('the span of a room that a worker leaves ends without an outcome', async () => {
  const { closer, openSession, spans, node } = await startObserved()
  node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session', times: 100 }, ms: 60_000 })
  await closer.start()
  const left = closer.close('left', { sessionId: openSession(), result: toBob })
  await new Promise<void>((resolve) => { left.subscribe(({ state }) => { if (state === 'submitting') resolve() }) })
  await closer.stop({ timeout: 0 })
  const [span] = spans.getFinishedSpans()
  expect(span?.events.at(-1)?.name).toBe('room.left')
  expect(span?.attributes).not.toHaveProperty('nitrolite.outcome')
})

it('metrics count a room once if it was closed and then turns out to be overpaid, and the alarm counts the second payment', async () => {
  const { closer, events, openSession, metrics, node, url, logins } = await startObserved()
  await closer.start()
  // Another program with the same wallet closes the session too. The node works on that close for a second, and then pays it as well.
  const other = createNitroliteClient({
    url, application: APPLICATION, signer: ALICE_KEY, WebSocket, keep: { closings: createMemoryJournal(), logins },
  })
  onTestFinished(() => { other.dispose() })
  await other.connect()
  const sessionId = openSession()
  node.faults.add({ kind: 'stall', at: { moment: 'checked', method: 'close_app_session' }, ms: 1_000 })
  const theirs = other.close({ sessionId, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }] })
  await new Promise<void>((resolve) => { theirs.subscribe(({ state }) => { if (state === 'submitting') setTimeout(resolve, 100) }) })
  await closer.close('room', { sessionId, result: toBob })
  await new Promise<void>((resolve) => { closer.on('alarm', () => { resolve() }) })
  const ends = events.flatMap(event => 'hadEnded' in event ? [[event.type, event.hadEnded]] : [])
  expect(ends).toEqual([['room.closed', false], ['room.overpaid', true]])
  const found = await metrics()
  expect(found['nitrolite.rooms.ended']).toEqual([[{ 'nitrolite.outcome': 'closed' }, 1]])
  expect(found['nitrolite.rooms.duration']).toEqual([[{ 'nitrolite.outcome': 'closed' }, 1]])
  expect(found['nitrolite.rooms.alarms']).toEqual([[{ 'nitrolite.alarm': 'overpaid' }, 1]])
})
