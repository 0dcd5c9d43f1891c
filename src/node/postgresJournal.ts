import type { DatabaseProblem } from '../core/errors/databaseProblem'
import type { NitroliteError } from '../core/errors/errors'
import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import { databaseError, toDatabaseError } from './databaseError'
import { checkPostgresOptions, checkPostgresTable, postgresRun, type PostgresQuery } from './postgresOptions'
import { creationOf, ensurePostgresTable, type PostgresRun, type PostgresTable } from './postgresTable'

const DEFAULT_TABLE = 'nitrolite_closings'

export interface PostgresJournalOptions {
  /** Runs one statement: `(text, values) => pool.query(text, values)` with pg. Give the pool a `statement_timeout`, so that the server gives up what nobody waits for any more. */
  readonly query: PostgresQuery
  /** How long to wait for a reply, in milliseconds. A write that takes longer may still be made. @default 10_000 */
  readonly timeout?: number
  /**
   * Table of the journal, in lower case and with or without a schema. A second table, for damaged records, has the same name
   * with `_damaged` at the end. Both are created if they do not exist; `postgresJournalSql` has the statements for a migration.
   * @default 'nitrolite_closings'
   */
  readonly table?: string
  /**
   * - `checked`: refuses a server or role whose settings allow it to lose a confirmed write: `fsync` and
   *   `synchronous_commit` must not be `off`
   * - `trusted`: does not read the settings
   * @default 'checked'
   */
  readonly durability?: 'checked' | 'trusted'
}

interface Row {
  readonly key: string
  readonly record: string
}

interface Settings {
  readonly fsync: string
  readonly synchronous_commit: string
  readonly is_replica: boolean
}

const recordsTable = (name: string): PostgresTable => ({ name, columns: 'key text PRIMARY KEY, record text NOT NULL' })
/** Only an operator removes a damaged record. */
const damagedTable = (name: string): PostgresTable =>
  ({ name: `${name}_damaged`, columns: 'key text PRIMARY KEY, record text NOT NULL, reason text NOT NULL', rights: ['SELECT', 'INSERT'] })

const unsafe = (problem: DatabaseProblem, reason: string): NitroliteError =>
  databaseError('JOURNAL_UNAVAILABLE', { reason, problem, database: 'Postgres' })

/** @throws `JOURNAL_UNAVAILABLE` if the server may lose what it has confirmed */
async function checkSettings(run: PostgresRun): Promise<void> {
  const [settings] = await run(`SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
    pg_is_in_recovery() AS is_replica`) as readonly Settings[]
  if (settings?.is_replica) throw unsafe('readOnly', 'This Postgres server is a replica, which may lack the latest writes.')
  for (const name of ['fsync', 'synchronous_commit'] as const) {
    if (settings?.[name] === 'off') throw unsafe('settings', `Postgres has ${name} off, so it may lose what it has confirmed.`)
  }
}

function createPostgresStore(options: PostgresJournalOptions): JournalStore {
  const { table = DEFAULT_TABLE, durability } = options
  const damaged = damagedTable(table).name
  const run = postgresRun(options)
  const rows = async (text: string, ...values: string[]): Promise<readonly Row[]> => {
    // The statement may have been carried out, whatever the client of Postgres says: it may have sent the statement twice.
    const reply = await run(text, ...values).catch((thrown: unknown) => { throw toDatabaseError(thrown, 'JOURNAL_FAILED', 'Postgres') })
    return reply as readonly Row[]
  }
  const hasChanged = async (text: string, ...values: string[]): Promise<boolean> => (await rows(text, ...values)).length > 0

  return {
    async open() {
      try {
        if (durability !== 'trusted') await checkSettings(run)
        for (const each of [recordsTable(table), damagedTable(table)]) await ensurePostgresTable(run, each)
      }
      catch (thrown) {
        throw toDatabaseError(thrown, 'JOURNAL_UNAVAILABLE', 'Postgres')
      }
    },
    insert: (name, text) => hasChanged(`INSERT INTO ${table} (key, record) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key`, name, text),
    update: (name, text, present) => hasChanged(`UPDATE ${table} SET record = $2 WHERE key = $1 AND record = $3 RETURNING key`, name, text, present),
    remove: (name, present) => hasChanged(`DELETE FROM ${table} WHERE key = $1 AND record = $2 RETURNING key`, name, present),
    get: async name => (await rows(`SELECT record FROM ${table} WHERE key = $1`, name))[0]?.record ?? null,
    all: async () => (await rows(`SELECT key, record FROM ${table}`)).map(({ key, record }) => ({ name: key, text: record })),
    setAside: (name, present, reason) => hasChanged(`WITH kept AS (INSERT INTO ${damaged} (key, record, reason)
        SELECT key, record, $3 FROM ${table} WHERE key = $1 AND record = $2 ON CONFLICT (key) DO NOTHING RETURNING key)
      DELETE FROM ${table} WHERE record = $2 AND key IN (SELECT key FROM kept) RETURNING key`, name, present, reason),
    listSetAside: async () => (await rows(`SELECT key, record FROM ${damaged}`))
      .map(({ key, record }) => ({ name: key, text: record, place: `${damaged} ${key}` })),
  }
}

/**
 * The statements that create the tables of the journal, for a migration. The role of the app then needs no right to create tables,
 * but `SELECT`, `INSERT`, `UPDATE` and `DELETE` on the first table, and `SELECT` and `INSERT` on the second one.
 * @param table the option `table` of the journal
 * @throws `OPTIONS_INVALID`
 */
export function postgresJournalSql(table: string = DEFAULT_TABLE): string {
  checkPostgresTable(table)
  return [recordsTable(table), damagedTable(table)].flatMap(creationOf).map(statement => `${statement};\n`).join('')
}

/**
 * A journal in Postgres that processes on several machines share. Every change is one statement. `query` must reach the
 * primary server: a replica may lack the latest writes.
 *
 * Calls reject with `JOURNAL_UNAVAILABLE` if the server's settings allow it to lose closings, or if the server, the tables or the
 * rights of the role cannot be used. `info.data.problem` of the error says which (see `DatabaseProblem`), and `info.data.sql` has the
 * statements for an operator if a right is missing.
 * @throws `OPTIONS_INVALID`
 */
export function createPostgresJournal(options: PostgresJournalOptions): MarkingJournal {
  checkPostgresOptions(options)
  return createStoreJournal(createPostgresStore(options))
}
