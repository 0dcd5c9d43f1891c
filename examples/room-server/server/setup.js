// What all processes of the server share: Postgres, the queue, and the options of a room closer.
import pg from 'pg'
import PgBoss from 'pg-boss'
import {
  createPgBossQueue, createPostgresJournal, createPostgresLogins, createPostgresRooms, createRoomCloser,
} from 'vue-nitrolite/node'
import WebSocket from 'ws'
import { createBullmqQueue } from './bullmqQueue.js'
import { server } from './people.js'

const { DATABASE_URL, REDIS_URL, NODE_URL, RELAY_URL, LOGIN_SECRET, SIGNER_KEY = server.privateKey } = process.env

// A connection or a statement for which Postgres needs more than 10 seconds is given up. So a worker stops in time as well.
export const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 5, connectionTimeoutMillis: 10_000, statement_timeout: 10_000 })
pool.on('error', error => console.error(`Postgres: ${error.message}`))
const query = (text, values) => pool.query(text, values)

/** One row for each room. Any process may add one. */
export const rooms = createPostgresRooms({ query })

/** The queue only wakes workers, so it may be on another server than the rooms. */
export async function openQueue() {
  if (REDIS_URL) {
    const { hostname: host, port } = new URL(REDIS_URL)
    return createBullmqQueue({ connection: { host, port: Number(port || 6379) } })
  }
  const boss = new PgBoss({ connectionString: DATABASE_URL, max: 3 })
  boss.on('error', error => console.error(`pg-boss: ${error.message}`))
  await boss.start()
  return { ...createPgBossQueue(boss, { pollingInterval: 0.5 }), close: () => boss.stop({ graceful: false }) }
}

/** All workers have the same journal, and the same login: a second session key of the wallet would end the first one. */
export const createCloser = () => createRoomCloser({
  client: {
    url: NODE_URL, application: 'room-server', signer: SIGNER_KEY, WebSocket,
    keep: { closings: createPostgresJournal({ query }), logins: createPostgresLogins({ query, secret: LOGIN_SECRET }) },
  },
  rooms,
  transport: room => room.relay({ url: RELAY_URL, WebSocket }),
})

/** Tells the pages that watch. A report that is lost is only missing on the page. */
export function report(kind, content) {
  pool.query('SELECT pg_notify($1, $2)', ['room_server', JSON.stringify({ kind, ...content })]).catch(() => {})
}
