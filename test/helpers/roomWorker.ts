import { Pool } from 'pg'
import { WebSocket } from 'ws'
import {
  createPostgresJournal, createPostgresLogins, createPostgresRooms, createRoomCloser, type RoomRequest, type WakeResult,
} from '../../src/node'
import type { PostgresAddress } from '../setup/postgresServer'
import { ALICE_KEY, APPLICATION } from './people'

/** What a worker process needs to know, as JSON in its first argument. */
export interface WorkerSettings {
  readonly url: string
  readonly postgres: PostgresAddress
  /** The schema of the tables. */
  readonly schema: string
  /** Milliseconds. */
  readonly lease: number
  readonly connections: number
  readonly concurrency: number
  readonly recovery: { readonly window: number, readonly skew: number, readonly settle: number }
}

/** What the parent tells a worker: jobs of the queue, and to shut down. */
export type WorkerJob =
  | { readonly do: 'close', readonly roomId: string, readonly request: RoomRequest }
  | { readonly do: 'wake', readonly roomId: string }
  | { readonly do: 'explain', readonly roomId: string }
  | { readonly do: 'stop' }

/** What a worker tells its parent. */
export type WorkerMessage =
  | { readonly kind: 'started' | 'stopped' }
  /** An error event of the closer. `reason` is the text of the database, if there is one. */
  | { readonly kind: 'error', readonly code: string, readonly reason: string }
  /** How a call of `close` ended: `closed`, or the code of its error. */
  | { readonly kind: 'closed', readonly roomId: string, readonly outcome: string }
  /** What the worker knows about a room, for people. */
  | { readonly kind: 'explained', readonly text: string }
  | { readonly kind: 'woken', readonly roomId: string, readonly result: WakeResult }

const settings = JSON.parse(process.argv[2] ?? '') as WorkerSettings
const { url, postgres, schema, lease, connections, concurrency, recovery } = settings

// The parent may be gone, or may have stopped to listen.
const report = (message: WorkerMessage): void => { process.send?.(message, undefined, {}, () => {}) }
process.on('disconnect', () => { process.exit(0) })

const pool = new Pool({ ...postgres, database: 'postgres', options: `-c search_path=${schema} -c statement_timeout=8000`, max: 8, connectionTimeoutMillis: 3_000 })
// Connections end when Postgres restarts. The statements report it.
pool.on('error', () => {})
const query = (text: string, values: string[]) => pool.query(text, values)

const closer = createRoomCloser({
  rooms: createPostgresRooms({ query, timeout: 5_000 }), lease, connections, concurrency, queue: { limit: 1_000, whenFull: 'wait' },
  client: {
    url, application: APPLICATION, signer: ALICE_KEY, WebSocket, recovery, reconnect: { initialDelay: 20, maxDelay: 400 },
    timeouts: { connect: 3_000, request: 3_000, close: 2_000, heartbeat: 2_000, pong: 1_500 },
    keep: {
      closings: createPostgresJournal({ query, timeout: 5_000 }),
      logins: createPostgresLogins({ query, secret: 'a secret of more than thirty-two characters', lease: 3_000, timeout: 5_000 }),
    },
  },
})
closer.on('error', ({ code, message, info }) => { report({ kind: 'error', code, reason: String(info.data?.['reason'] ?? message) }) })

/** What has happened to each room in this process, for people. */
const happened = new Map<string, string[]>()
closer.on('room', ({ roomId, type, ...event }) => {
  const error = 'error' in event && event.error ? ` ${event.error.code} (${JSON.stringify(event.error.data ?? {})})` : ''
  happened.set(roomId, [...happened.get(roomId) ?? [], `${type}${error}`].slice(-20))
})

async function explain(roomId: string): Promise<void> {
  const snapshot = await closer.read(roomId)
  report({ kind: 'explained', text: `${roomId} is ${snapshot?.state} (${snapshot?.error?.code}): ${happened.get(roomId)?.join(', ')}. ${JSON.stringify(closer.status())}` })
}

process.on('message', (job: WorkerJob) => {
  if (job.do === 'close') {
    const { roomId } = job
    closer.close(roomId, job.request).then(
      ({ result }) => { report({ kind: 'closed', roomId, outcome: result }) },
      ({ code }: { code: string }) => { report({ kind: 'closed', roomId, outcome: code }) },
    )
  }
  else if (job.do === 'wake') {
    closer.wake(job.roomId).then(
      (result) => { report({ kind: 'woken', roomId: job.roomId, result }) },
      ({ code, message }: { code: string, message: string }) => { report({ kind: 'error', code, reason: message }) },
    )
  }
  else if (job.do === 'explain') {
    void explain(job.roomId)
  }
  else {
    void closer.stop({ timeout: 5_000 }).then(async () => {
      await pool.end()
      process.send?.({ kind: 'stopped' } satisfies WorkerMessage, undefined, {}, () => { process.exit(0) })
    })
  }
})

/** A worker that finds its node or its database away is started again, as by any process manager. */
async function start(): Promise<void> {
  for (;;) {
    try {
      await closer.start()
      return report({ kind: 'started' })
    }
    catch (thrown) {
      const { code, message } = thrown as { code: string, message: string }
      report({ kind: 'error', code, reason: message })
      await new Promise((resolve) => { setTimeout(resolve, 200) })
    }
  }
}

await start()
