import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadEmbeddedPostgres } from './embeddedPostgres'
import { freePort } from './freePort'

/** Where a Postgres server is reached. */
export interface PostgresAddress {
  readonly host: string
  readonly port: number
  /** A superuser. */
  readonly user: string
  readonly password: string
}

/**
 * How a server ends.
 * - `fast`: it rolls back what is under way, and writes everything to its files
 * - `crash`: it ends at once, as in a power loss, and recovers from its log when it starts again
 */
export type PostgresEnd = 'fast' | 'crash'

/** A real Postgres server, with a folder of its own. */
export interface PostgresServer {
  readonly address: PostgresAddress
  /** The version of the server. */
  readonly version: string
  /** What the server has written to its log, oldest first. */
  readonly log: readonly string[]
  /** Ends the server, lets it be away for some milliseconds, and starts it again with the same files. */
  restart(end: PostgresEnd, away: number): Promise<void>
  /** Ends the server and removes its files. */
  stop(): Promise<void>
}

/** Starts a Postgres server with new files. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const { EmbeddedPostgres, remove } = await loadEmbeddedPostgres()
  const address: PostgresAddress = { host: '127.0.0.1', port: await freePort(), user: 'postgres', password: 'a password for tests' }
  const log: string[] = []
  const folder = await mkdtemp(join(tmpdir(), 'nitrolite-postgres-'))
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port: address.port,
    user: address.user,
    password: address.password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // Many test files are connected at the same time.
    postgresFlags: ['-c', `listen_addresses=${address.host}`, '-c', 'max_connections=300'],
    onLog: (text) => { log.push(text) },
    onError: (error) => { log.push(String(error)) },
  })
  const removeFiles = (): Promise<unknown> => Promise.all([rm(folder, { recursive: true, force: true }), remove()])
  try {
    await server.initialise()
    await server.start()
  }
  catch (thrown) {
    await removeFiles()
    throw new Error(`Postgres could not be started. It wrote:\n${log.join('')}`, { cause: thrown })
  }
  const client = server.getPgClient('postgres', address.host)
  await client.connect()
  const { rows: [row] } = await client.query<{ server_version: string }>('SHOW server_version')
  await client.end()

  return {
    address, log,
    version: row?.server_version ?? 'of an unknown version',
    async restart(end, away) {
      const pid = Number((await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[0])
      // The signal of an immediate shutdown. The server then also gets the one of a fast shutdown, which it ignores.
      if (end === 'crash') process.kill(pid, 'SIGQUIT')
      await server.stop()
      await new Promise((resolve) => { setTimeout(resolve, away) })
      await server.start()
    },
    async stop() {
      await server.stop()
      await removeFiles()
    },
  }
}
