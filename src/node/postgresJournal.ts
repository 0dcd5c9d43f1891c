import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import { toDatabaseError } from './databaseError'
import { checkPostgresOptions, checkPostgresTable, postgresRun, type PostgresQuery } from './postgresOptions'
import { checkPostgresSettings, type PostgresDurability } from './postgresSettings'
import { creationOf, ensurePostgresTable, type PostgresTable } from './postgresTable'

/** The table of the journal, unless the app says otherwise. */
export const DEFAULT_JOURNAL_TABLE = 'nitrolite_closings'

export interface PostgresJournalOptions {
  /** Runs one statement: `(text, values) => pool.query(text, values)` with pg. Give the pool a `statement_timeout`, so that the server gives up statements that nobody waits for any more. */
  readonly query: PostgresQuery
  /** How long to wait for a reply, in milliseconds. A write that takes longer may still be made. @default 10_000 */
  readonly timeout?: number
  /**
   * Table of the journal, in lower case and with or without a schema. A second table, for damaged records, has the same name
   * with `_damaged` at the end. Both are created if they do not exist; `postgresJournalSql` has the statements for a migration.
   * @default 'nitrolite_closings'
   */
  readonly table?: string
  /** @default 'checked' */
  readonly durability?: PostgresDurability
}

interface Row {
  readonly key: string
  readonly record: string
}

const recordsTable = (name: string): PostgresTable => ({ name, columns: 'key text PRIMARY KEY, record text NOT NULL' })
/** Only an operator removes a damaged record. */
const damagedTable = (name: string): PostgresTable =>
  ({ name: `${name}_damaged`, columns: 'key text PRIMARY KEY, record text NOT NULL, reason text NOT NULL', rights: ['SELECT', 'INSERT'] })

function createPostgresStore(options: PostgresJournalOptions): JournalStore {
  const { table = DEFAULT_JOURNAL_TABLE, durability } = options
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
        if (durability !== 'trusted') await checkPostgresSettings(run)
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
export function postgresJournalSql(table: string = DEFAULT_JOURNAL_TABLE): string {
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
