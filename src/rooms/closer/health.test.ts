import { expect, it } from 'vitest'
import { healthOf, type HealthFacts, type RoomHealthReason } from './health'

const good: HealthFacts = {
  hasStarted: true, isStopped: false, isOwner: true, sinceTick: 500, queueLimit: 10,
  status: { connections: ['ready', 'reconnecting'], queued: 9, isPaused: false },
}

it('a room closer with a lease, a connection and space in its queue is ready', () => {
  expect(healthOf(good)).toEqual({ live: true, ready: true, reasons: [] })
})

it.each<[RoomHealthReason, Partial<HealthFacts>]>([
  ['not started', { hasStarted: false, isOwner: false, sinceTick: null }],
  ['stopped', { isStopped: true, isOwner: false, sinceTick: 100_000 }],
  ['no lease', { isOwner: false, sinceTick: null }],
  ['disconnected', { status: { ...good.status, connections: ['reconnecting', 'closed'] } }],
  ['node silent', { status: { ...good.status, isPaused: true } }],
  ['queue full', { status: { ...good.status, queued: 10 } }],
])('a room closer is live, but not ready: %s', (reason, change) => {
  expect(healthOf({ ...good, ...change })).toEqual({ live: true, ready: false, reasons: [reason] })
})

it('a room closer that has not looked for work for longer than a minute is not live', () => {
  expect(healthOf({ ...good, sinceTick: 60_000 }).live).toBe(true)
  expect(healthOf({ ...good, sinceTick: 60_001 })).toEqual({ live: false, ready: false, reasons: ['stuck'] })
})
