import type { LoginStore } from '../core/wallet/loginStore'
import { holdLease } from './leaseLock'
import { checkPostgresOptions, checkPostgresTable, postgresRun, type PostgresQuery } from './postgresOptions'
import { creationOf, ensurePostgresTable, type PostgresTable } from './postgresTable'
import { checkSealedLoginsOptions, createSealedLogins, type SealedLoginsOptions } from './sealedLogins'

const DEFAULT_TABLE = 'nitrolite_logins'

export interface PostgresLoginsOptions extends SealedLoginsOptions {
  /** Runs one statement: `(text, values) => pool.query(text, values)` with pg. */
  readonly query: PostgresQuery
  /**
   * Table of the logins, in lower case and with or without a schema. It is created if it does not exist;
   * `postgresLoginsSql` has the statement for a migration.
   * @default 'nitrolite_logins'
   */
  readonly table?: string
  /** How long to wait for a reply, in milliseconds. @default 10_000 */
  readonly timeout?: number
}

const loginsTable = (name: string): PostgresTable => ({ name, columns: 'name text PRIMARY KEY, value text NOT NULL' })

/**
 * The statement that creates the table of the logins, for a migration. The role of the app then needs no right to create tables,
 * but `SELECT`, `INSERT`, `UPDATE` and `DELETE` on the table.
 * @param table the option `table` of the logins
 * @throws `OPTIONS_INVALID`
 */
export function postgresLoginsSql(table: string = DEFAULT_TABLE): string {
  checkPostgresTable(table)
  return creationOf(loginsTable(table)).map(statement => `${statement};\n`).join('')
}

/**
 * Logins in Postgres, for processes on several machines that act for the same wallets. The node accepts one session key for
 * each wallet and application (ClearNode 0.5), so without shared logins each process would end the logins of the others.
 *
 * The session keys are encrypted (option `secret` or `encryption`). One process at a time asks a wallet; a process that gives no sign of life
 * for the lease no longer keeps others waiting.
 * @throws `OPTIONS_INVALID`
 */
export function createPostgresLogins(options: PostgresLoginsOptions): LoginStore {
  checkSealedLoginsOptions(options)
  checkPostgresOptions(options)
  const { table = DEFAULT_TABLE, lease = 10_000, lockTimeout = 120_000 } = options
  const run = postgresRun(options)
  let preparing: Promise<void> | null = null

  const prepare = (): Promise<void> => preparing ??= ensurePostgresTable(run, loginsTable(table)).catch((thrown: unknown) => {
    preparing = null
    throw thrown
  })
  async function rows(text: string, ...values: string[]): Promise<readonly { readonly value: string }[]> {
    await prepare()
    return await run(text, ...values) as readonly { readonly value: string }[]
  }
  const hasChanged = async (text: string, ...values: string[]): Promise<boolean> => (await rows(text, ...values)).length > 0
  const get = async (name: string): Promise<string | null> => (await rows(`SELECT value FROM ${table} WHERE name = $1`, name))[0]?.value ?? null

  const locks = {
    get,
    insert: (name: string, text: string) => hasChanged(`INSERT INTO ${table} (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING name`, name, text),
    update: (name: string, text: string, present: string) => hasChanged(`UPDATE ${table} SET value = $2 WHERE name = $1 AND value = $3 RETURNING name`, name, text, present),
    remove: (name: string, present: string) => hasChanged(`DELETE FROM ${table} WHERE name = $1 AND value = $2 RETURNING name`, name, present),
  }

  return createSealedLogins({
    get,
    async put(name, text) {
      await rows(`INSERT INTO ${table} (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2`, name, text)
    },
    hold: name => holdLease(locks, `${name} lock`, { lease, timeout: lockTimeout }),
  }, options)
}
