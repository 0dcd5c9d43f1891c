import { refuseOption, requireMethods } from '../core/client/refuseOption'
import { toNitroliteError } from '../core/errors/errors'
import type { RoomQueue } from '../rooms/queue/roomQueue'
import { checkReplyLimit, DEFAULT_REPLY_LIMIT, withReplyLimit } from './replyLimit'

/** A job as pg-boss 10 passes it to a worker. */
export interface PgBossJob {
  readonly data: unknown
}

/** The functions of pg-boss 10 that the queue uses. */
export interface PgBossLike {
  createQueue(name: string, options?: { name: string, retryLimit: number, expireInSeconds: number }): Promise<void>
  send(name: string, data: object): Promise<string | null>
  work(
    name: string, options: { batchSize: number, pollingIntervalSeconds: number }, handler: (jobs: readonly PgBossJob[]) => Promise<void>,
  ): Promise<string>
  offWork(options: { id: string }): Promise<void>
}

export interface PgBossQueueOptions {
  /** Name of the queue, which only rooms use. pg-boss allows letters, digits, `-`, `_`, `.` and `/`. @default 'nitrolite-rooms' */
  readonly name?: string
  /** How often each process asks for new announcements, in seconds, from 0.5. @default 1 */
  readonly pollingInterval?: number
  /** How many announcements are taken at once. @default 100 */
  readonly batchSize?: number
  /** How long to wait for a reply of Postgres, in milliseconds. @default 10_000 */
  readonly timeout?: number
}

/** An announcement that nobody has confirmed is given to another process. Nothing is lost if that never happens. */
const RETRIES = { retryLimit: 3, expireInSeconds: 60 }
const SHORTEST_POLLING = 0.5

/**
 * Announces rooms over pg-boss 10, the last version that runs on Node.js 20. The app makes pg-boss, listens to its errors, starts it
 * and stops it. The queue is created when it is first used.
 * @param boss `new PgBoss(…)`, started
 * @throws `OPTIONS_INVALID`. The functions of the queue reject with `ROOM_QUEUE_UNAVAILABLE`
 */
export function createPgBossQueue(boss: PgBossLike, options: PgBossQueueOptions = {}): RoomQueue {
  const { name = 'nitrolite-rooms', pollingInterval = 1, batchSize = 100, timeout = DEFAULT_REPLY_LIMIT } = options
  requireMethods('boss', boss, ['createQueue', 'send', 'work', 'offWork'], 'It must be an instance of pg-boss 10.')
  if (typeof name !== 'string' || !/^[\w./-]+$/.test(name)) refuseOption('name', 'It may have letters, digits, "-", "_", "." and "/".')
  if (!Number.isFinite(pollingInterval) || pollingInterval < SHORTEST_POLLING) refuseOption('pollingInterval', 'It must be at least 0.5 seconds.')
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) refuseOption('batchSize', 'It must be a whole number above 0.')
  checkReplyLimit(timeout)
  let creating: Promise<void> | null = null

  const inTime = <T>(reply: Promise<T>): Promise<T> =>
    withReplyLimit(reply, timeout, 'database of the queue').catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_QUEUE_UNAVAILABLE') })

  /** Creates the queue unless it exists: pg-boss refuses jobs of a queue that does not exist. */
  function create(): Promise<void> {
    return creating ??= inTime(boss.createQueue(name, { name, ...RETRIES })).catch((thrown: unknown) => {
      creating = null
      throw thrown
    })
  }

  return {
    async announce(roomId) {
      await create()
      await inTime(boss.send(name, { roomId }))
    },
    async deliver(wake) {
      await create()
      const id = await inTime(boss.work(name, { batchSize, pollingIntervalSeconds: pollingInterval }, async (jobs) => {
        // If one of them rejects, pg-boss gives all of them to another process. Nothing happens twice because of that.
        await Promise.all(jobs.map(({ data }) => wake((Object(data) as { roomId: string }).roomId)))
      }))
      return () => inTime(boss.offWork({ id }))
    },
  }
}
