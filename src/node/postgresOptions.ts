import { refuseOption, requireOptions } from '../core/client/refuseOption'
import type { PostgresRun } from './postgresTable'
import { checkReplyLimit, DEFAULT_REPLY_LIMIT, withReplyLimit } from './replyLimit'

/** Runs one statement: `(text, values) => pool.query(text, values)` with pg. */
export type PostgresQuery = (text: string, values: string[]) => Promise<{ readonly rows: readonly unknown[] }>

/** A table name that needs no quotes, with or without a schema. */
const NAME = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/

/** @throws `OPTIONS_INVALID` */
export function checkPostgresTable(table: string): void {
  if (!NAME.test(table)) refuseOption('table', 'It must be a lower-case name that needs no quotes.')
}

/** @throws `OPTIONS_INVALID` */
export function checkPostgresOptions(options: { readonly query: PostgresQuery, readonly table?: string, readonly timeout?: number }): void {
  requireOptions('postgres', options, 'query')
  const { query, table = 'a', timeout = DEFAULT_REPLY_LIMIT } = options
  if (typeof query !== 'function') refuseOption('query', 'It must be a function that runs one statement.')
  checkPostgresTable(table)
  checkReplyLimit(timeout)
}

/** Runs statements, each with a limited wait for its reply. Rejects with what the client of Postgres throws. */
export const postgresRun = ({ query, timeout = DEFAULT_REPLY_LIMIT }: { readonly query: PostgresQuery, readonly timeout?: number }): PostgresRun =>
  async (text, ...values) => (await withReplyLimit(query(text, values), timeout)).rows
