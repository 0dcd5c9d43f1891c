import type { ConnectionStatus } from '../../core/connection/types'

/**
 * Why a room closer is not ready.
 * - `not started`: `start()` has not been called, or has not succeeded yet
 * - `stopped`: the closer shuts down, or has done so
 * - `stuck`: the closer has not looked for work for a minute. The process should be restarted
 * - `no lease`: the store cannot be reached, or has given the rooms of this worker to others. The closer tries again by itself
 * - `disconnected`: no connection to the node is logged in. The closer connects again by itself
 * - `node silent`: the node does not answer, so new rooms wait
 * - `queue full`: `close` would wait or be refused
 */
export type RoomHealthReason = 'not started' | 'stopped' | 'stuck' | 'no lease' | 'disconnected' | 'node silent' | 'queue full'

/** The health of a room closer, for the probes of an orchestrator. */
export interface RoomCloserHealth {
  /** Whether the process works. False means that only a restart helps. */
  readonly live: boolean
  /** Whether a room would be accepted and closed now. */
  readonly ready: boolean
  /** Everything that keeps the closer from being ready; empty if it is. */
  readonly reasons: readonly RoomHealthReason[]
}

/** What the health of a room closer depends on. */
export interface HealthFacts {
  readonly hasStarted: boolean
  readonly isStopped: boolean
  /** Whether no other worker can have taken the rooms of the present one; false while there is no worker. */
  readonly isOwner: boolean
  /** Milliseconds since the worker has last looked for work; null while there is no worker. */
  readonly sinceTick: number | null
  readonly status: {
    readonly connections: readonly ConnectionStatus[]
    /** Rooms that wait to be begun. */
    readonly queued: number
    /** Whether new rooms wait because the node does not answer. */
    readonly isPaused: boolean
  }
  /** The most rooms that may wait. */
  readonly queueLimit: number
}

/** Milliseconds after which a worker that does not look for work is stuck. Every call of the stores of this library ends earlier. */
const STUCK_AFTER = 60_000

export function healthOf({ hasStarted, isStopped, isOwner, sinceTick, status, queueLimit }: HealthFacts): RoomCloserHealth {
  const isStuck = !isStopped && sinceTick !== null && sinceTick > STUCK_AFTER
  const found: readonly (readonly [RoomHealthReason, boolean])[] = [
    ['stuck', isStuck],
    ['no lease', !isOwner],
    ['disconnected', isOwner && !status.connections.includes('ready')],
    ['node silent', status.isPaused],
    ['queue full', status.queued >= queueLimit],
  ]
  const reasons = isStopped ? ['stopped'] as const : !hasStarted ? ['not started'] as const : found.flatMap(([reason, applies]) => applies ? [reason] : [])
  return { live: !isStuck, ready: reasons.length === 0, reasons }
}
