import type { NitroliteError } from '../core/errors/errors'
import { databaseError, isPostgresState, toDatabaseError } from './databaseError'

/** Runs one statement and returns its rows. */
export type PostgresRun = (text: string, ...values: string[]) => Promise<readonly unknown[]>

/** What a role may do with a table. */
export type PostgresRight = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE'

/** A table that the library needs. Its texts become parts of statements, so none of them may come from users of the app. */
export interface PostgresTable {
  /** In lower case, without quotes, and with or without a schema. */
  readonly name: string
  /** Columns and constraints, for example `key text PRIMARY KEY, record text NOT NULL`. */
  readonly columns: string
  /** Statements that can be repeated and belong to the table, for example `CREATE INDEX IF NOT EXISTS …`. @default none */
  readonly additions?: readonly string[]
  /** The rights that the role of the app needs. @default all four rights */
  readonly rights?: readonly PostgresRight[]
}

const ALL_RIGHTS: readonly PostgresRight[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']

/** Every process that creates tables of this library holds this lock: the letters `nitro` as a number. */
const CREATION_LOCK = '474215871087'

/** Another process created the same table at the same time, without holding the lock: `unique_violation`, `duplicate_table`, `duplicate_object`. */
const isCreatedByOthers = isPostgresState('23505', '42P07', '42710')
/** `insufficient_privilege` */
const isForbidden = isPostgresState('42501')

const grantOf = ({ name }: PostgresTable, rights: readonly string[], role: string): string => `GRANT ${rights.join(', ')} ON ${name} TO ${role}`

interface TableState {
  readonly isThere: boolean
  readonly role: string
  readonly missingRights: readonly string[]
}

/** The statements that create a table, for a migration. Running them again changes nothing. */
export const creationOf = ({ name, columns, additions = [] }: PostgresTable): readonly string[] =>
  [`CREATE TABLE IF NOT EXISTS ${name} (${columns})`, ...additions]

async function stateOf(run: PostgresRun, { name, rights = ALL_RIGHTS }: PostgresTable): Promise<TableState> {
  const rows = await run(`SELECT needed, quote_ident(current_user) AS role, to_regclass($1) IS NOT NULL AS there,
      has_table_privilege(to_regclass($1)::oid, needed) AS held
    FROM unnest(string_to_array($2, ' ')) AS needed`, name, rights.join(' ')) as readonly { needed: string, role: string, there: boolean, held: boolean | null }[]
  return {
    isThere: rows.some(({ there }) => there),
    role: rows[0]?.role ?? '',
    missingRights: rows.filter(({ held }) => held === false).map(({ needed }) => needed),
  }
}

/**
 * Creates a table in one statement, which is one transaction. `CREATE TABLE IF NOT EXISTS` alone fails in one of two processes
 * that run it at the same time, so the processes wait for each other.
 */
const create = (run: PostgresRun, table: PostgresTable): Promise<unknown> => run(`DO $create$ BEGIN
  PERFORM pg_advisory_xact_lock(${CREATION_LOCK});
  ${creationOf(table).map(statement => `${statement};`).join('\n  ')}
END $create$`)

/** @returns what Postgres threw if the role may not create tables; null if the table was created */
async function tryToCreate(run: PostgresRun, table: PostgresTable): Promise<{ readonly thrown: unknown } | null> {
  try {
    await create(run, table).catch((thrown: unknown) => isCreatedByOthers(thrown) ? create(run, table) : Promise.reject(thrown))
    return null
  }
  catch (thrown) {
    if (isForbidden(thrown)) return { thrown }
    throw thrown
  }
}

/** @param thrown why the role could not do it itself */
const missingRight = (refusal: string, statements: readonly string[], thrown?: unknown): NitroliteError => databaseError('JOURNAL_UNAVAILABLE', {
  reason: `${refusal} A role with the right to do so has to run: ${statements.join('; ')}`,
  problem: 'right', database: 'Postgres', sql: `${statements.join(';\n')};`,
}, thrown)

/**
 * Makes sure that a table exists and that the role may use it. Many processes can call this at the same time. A table that exists
 * is left as it is, so the role needs no right to create tables.
 * @throws `JOURNAL_UNAVAILABLE` if the table cannot be created or used. Its `info.data.sql` has the statements for an operator
 * if a right is missing
 */
export async function ensurePostgresTable(run: PostgresRun, table: PostgresTable): Promise<void> {
  try {
    let state = await stateOf(run, table)
    if (!state.isThere) {
      const refusal = await tryToCreate(run, table)
      state = await stateOf(run, table)
      // Another process may have created it after the role was refused.
      if (refusal && !state.isThere) {
        throw missingRight(`The role ${state.role} may not create the table ${table.name}.`, [...creationOf(table), grantOf(table, table.rights ?? ALL_RIGHTS, state.role)], refusal.thrown)
      }
    }
    if (state.missingRights.length > 0) {
      throw missingRight(`The role ${state.role} may not ${state.missingRights.join(', ')} in the table ${table.name}.`, [grantOf(table, state.missingRights, state.role)])
    }
  }
  catch (thrown) {
    throw toDatabaseError(thrown, 'JOURNAL_UNAVAILABLE', 'Postgres')
  }
}
