import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import { checkPostgresOptions, type PostgresQuery } from './postgresOptions'
import { DEFAULT_REPLY_LIMIT, withReplyLimit } from './replyLimit'

export interface PostgresJournalOptions {
  /** Runs one statement: `(text, values) => pool.query(text, values)` with pg. Give the pool a `statement_timeout`, so that the server gives up what nobody waits for any more. */
  readonly query: PostgresQuery
  /** How long to wait for a reply, in milliseconds. A write that takes longer may still be made. @default 10_000 */
  readonly timeout?: number
  /**
   * Table of the journal, in lower case and with or without a schema. A second table, for damaged records, has the same name
   * with `_damaged` at the end. Both are created if they do not exist.
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
  readonly value: string
}

function createPostgresStore({ query, table = 'nitrolite_closings', durability, timeout = DEFAULT_REPLY_LIMIT }: PostgresJournalOptions): JournalStore {
  const damaged = `${table}_damaged`
  const rows = async (text: string, ...values: string[]): Promise<readonly Row[]> => (await withReplyLimit(query(text, values), timeout)).rows as readonly Row[]
  const hasChanged = async (text: string, ...values: string[]): Promise<boolean> => (await rows(text, ...values)).length > 0

  return {
    async open() {
      if (durability !== 'trusted') {
        for (const setting of ['fsync', 'synchronous_commit']) {
          const [row] = await rows(`SELECT current_setting('${setting}') AS value`)
          if (row?.value === 'off') throw new Error(`Postgres has ${setting} off, so it may lose what it has confirmed.`)
        }
      }
      await rows(`CREATE TABLE IF NOT EXISTS ${table} (key text PRIMARY KEY, record text NOT NULL)`)
      await rows(`CREATE TABLE IF NOT EXISTS ${damaged} (key text PRIMARY KEY, record text NOT NULL, reason text NOT NULL)`)
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
 * A journal in Postgres that processes on several machines share. Every change is one statement. `query` must reach the
 * primary server: a replica may lack the latest writes.
 *
 * Calls reject with `JOURNAL_UNAVAILABLE` if the server's settings allow it to lose closings.
 * @throws `OPTIONS_INVALID`
 */
export function createPostgresJournal(options: PostgresJournalOptions): MarkingJournal {
  checkPostgresOptions(options)
  return createStoreJournal(createPostgresStore(options))
}
