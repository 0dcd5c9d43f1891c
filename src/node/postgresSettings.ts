import type { DatabaseProblem } from '../core/errors/databaseProblem'
import type { NitroliteError } from '../core/errors/errors'
import { databaseError } from './databaseError'
import type { PostgresRun } from './postgresTable'

/**
 * - `checked`: refuses a server or role whose settings allow it to lose a confirmed write: `fsync` and `synchronous_commit` must not
 *   be `off`
 * - `trusted`: does not read the settings
 */
export type PostgresDurability = 'checked' | 'trusted'

interface Settings {
  readonly fsync: string
  readonly synchronous_commit: string
  readonly is_replica: boolean
}

const unsafe = (problem: DatabaseProblem, reason: string): NitroliteError =>
  databaseError('JOURNAL_UNAVAILABLE', { reason, problem, database: 'Postgres' })

/** @throws `JOURNAL_UNAVAILABLE` if the server may lose what it has confirmed */
export async function checkPostgresSettings(run: PostgresRun): Promise<void> {
  const [settings] = await run(`SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
    pg_is_in_recovery() AS is_replica`) as readonly Settings[]
  if (settings?.is_replica) throw unsafe('readOnly', 'This Postgres server is a replica, which may lack the latest writes.')
  for (const name of ['fsync', 'synchronous_commit'] as const) {
    if (settings?.[name] === 'off') throw unsafe('settings', `Postgres has ${name} off, so it may lose what it has confirmed.`)
  }
}
