import type { PostgresQuery } from '../../node/postgresOptions'

/** How long Postgres may work on one statement, and how long a connection may take, in milliseconds. */
const LIMIT = 30_000

/** Says which package is missing. */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  }
  catch (thrown) {
    if ((thrown as { readonly code?: unknown } | null)?.code !== 'ERR_MODULE_NOT_FOUND') throw thrown
    throw new Error(`This command needs the package ${name}. Install it: npm install ${name}`, { cause: thrown })
  }
}

/** @param url connection string of Postgres. It may have a password, so it is never printed */
export async function openDatabase(url: string): Promise<{ readonly query: PostgresQuery, close(): Promise<void> }> {
  const { default: { Pool } } = await loadPackage('pg', () => import('pg'))
  const pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: LIMIT, statement_timeout: LIMIT })
  // The next statement reports a connection that was lost meanwhile.
  pool.on('error', () => {})
  return { query: (text, values) => pool.query(text, values), close: () => pool.end() }
}
