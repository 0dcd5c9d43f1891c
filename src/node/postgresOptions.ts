import { NitroliteError } from '../core/errors/errors'
import { checkReplyLimit, DEFAULT_REPLY_LIMIT } from './replyLimit'

/** Runs one statement: `(text, values) => pool.query(text, values)` with pg; PGlite works the same way. */
export type PostgresQuery = (text: string, values: string[]) => Promise<{ readonly rows: readonly unknown[] }>

/** A table name that needs no quotes, with or without a schema. */
const NAME = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/

/** @throws `OPTIONS_INVALID` */
export function checkPostgresOptions({ query, table = 'a', timeout = DEFAULT_REPLY_LIMIT }: {
  readonly query: PostgresQuery, readonly table?: string, readonly timeout?: number
}): void {
  if (typeof query !== 'function') throw new NitroliteError('OPTIONS_INVALID', { option: 'query', reason: 'It must be a function that runs one statement.' })
  if (!NAME.test(table)) throw new NitroliteError('OPTIONS_INVALID', { option: 'table', reason: 'It must be a lower-case name that needs no quotes.' })
  checkReplyLimit(timeout)
}
