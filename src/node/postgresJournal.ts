import type { Journal } from '../core/journal/journal'
import { NitroliteError } from '../core/errors/errors'
import { createTextJournal, type TextStore } from './textJournal'

export interface PostgresJournalOptions {
  /** Runs one statement: `(text, values) => pool.query(text, values)` with pg; PGlite and others fit as they are. */
  readonly query: (text: string, values: string[]) => Promise<{ readonly rows: readonly unknown[] }>
  /** Table of the journal; one for damaged records is named after it. Made if there is none. @default 'nitrolite_closings' */
  readonly table?: string
  /**
   * - `checked`: refuses a server or role that may lose what it has confirmed: `fsync` and `synchronous_commit` must not be
   *   off
   * - `trusted`: does not ask
   * @default 'checked'
   */
  readonly durability?: 'checked' | 'trusted'
}

interface Row {
  readonly key: string
  readonly record: string
  readonly reason: string
  readonly value: string
}

function createStore({ query, table = 'nitrolite_closings', durability }: PostgresJournalOptions): TextStore {
  const damaged = `${table}_damaged`
  const rows = async (text: string, ...values: string[]): Promise<readonly Row[]> => (await query(text, values)).rows as readonly Row[]
  const isDone = async (text: string, ...values: string[]): Promise<boolean> => (await rows(text, ...values)).length > 0

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
    insert: (key, text) => isDone(`INSERT INTO ${table} (key, record) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key`, key, text),
    update: (key, text, present) => isDone(`UPDATE ${table} SET record = $2 WHERE key = $1 AND record = $3 RETURNING key`, key, text, present),
    remove: (key, present) => isDone(`DELETE FROM ${table} WHERE key = $1 AND record = $2 RETURNING key`, key, present),
    get: async key => (await rows(`SELECT record FROM ${table} WHERE key = $1`, key))[0]?.record ?? null,
    all: async () => (await rows(`SELECT key, record FROM ${table}`)).map(({ key, record }) => [key, record]),
    async setAside(key, present, reason) {
      await rows(`WITH kept AS (INSERT INTO ${damaged} (key, record, reason)
          SELECT key, record, $3 FROM ${table} WHERE key = $1 AND record = $2 ON CONFLICT (key) DO NOTHING RETURNING key)
        DELETE FROM ${table} WHERE record = $2 AND key IN (SELECT key FROM kept)`, key, present, reason)
    },
    async aside(key) {
      const found = key === undefined ? await rows(`SELECT key, reason FROM ${damaged}`)
        : await rows(`SELECT key, reason FROM ${damaged} WHERE key = $1`, key)
      return found.map(row => ({ key: row.key, reason: row.reason, place: `${damaged} ${row.key}` }))
    },
  }
}

/** A name that needs no quotes, with its schema or without. */
const NAME = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/

/**
 * A journal in Postgres, for processes on several machines. Every change is one statement.
 * @throws `OPTIONS_INVALID`; its calls `JOURNAL_UNAVAILABLE` where the server is set up so that it may lose closings
 */
export function createPostgresJournal(options: PostgresJournalOptions): Journal {
  if (typeof options.query !== 'function') throw new NitroliteError('OPTIONS_INVALID', { option: 'query', reason: 'It must run one statement.' })
  if (!NAME.test(options.table ?? 'a')) throw new NitroliteError('OPTIONS_INVALID', { option: 'table', reason: 'It must be a lower-case name.' })
  return createTextJournal(createStore(options))
}
