import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../test/helpers/journalContract'
import { describeSharedJournal } from '../../test/helpers/sharedJournalContract'
import { createPostgresJournal, type PostgresJournalOptions } from './postgresJournal'

const postgres = new PGlite()
beforeAll(() => postgres.waitReady, 60_000)
afterAll(() => postgres.close())

let tables = 0
/** Answers questions about settings as the test wants, because the embedded server itself has unsafe settings. */
const queryWith = (settings: Readonly<Record<string, string>> = {}): PostgresJournalOptions['query'] => async (text, values) => {
  const [, setting = ''] = /current_setting\('(\w+)'\)/.exec(text) ?? []
  return setting ? { rows: [{ value: settings[setting] ?? 'on' }] } : postgres.query(text, values)
}
const fresh = () => `closings_${++tables}`

describeJournal('Postgres', async () => createPostgresJournal({ query: queryWith(), table: fresh() }))

describeSharedJournal('Postgres', async () => {
  const table = fresh()
  return {
    open: () => createPostgresJournal({ query: queryWith(), table }),
    put: async (key, text) => { await postgres.query(`INSERT INTO ${table} VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET record = $2`, [key, text]) },
    texts: async (key) => {
      const { rows } = await postgres.query<{ record: string }>(
        `SELECT record FROM ${table} WHERE key = $1 UNION ALL SELECT record FROM ${table}_damaged WHERE key = $1`, [key])
      return rows.map(({ record }) => record)
    },
    clearAside: async () => { await postgres.query(`DELETE FROM ${table}_damaged`) },
  }
})

describe('a Postgres server that may lose confirmed writes', () => {
  it.each(['fsync', 'synchronous_commit'])('the Postgres journal refuses a server with %s off', async (setting) => {
    const options = { query: queryWith({ [setting]: 'off' }), table: fresh() }
    await expect(createPostgresJournal(options).create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining(setting) as string },
    })
    expect(await createPostgresJournal({ ...options, durability: 'trusted' }).create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it('the Postgres journal reads the settings with a statement that Postgres accepts', async () => {
    const { rows } = await postgres.query(`SELECT current_setting('synchronous_commit') AS value`)
    expect(rows).toEqual([{ value: expect.any(String) as string }])
  })
})

it('the Postgres journal rejects with JOURNAL_UNAVAILABLE if Postgres cannot be reached, because nothing was written', async () => {
  const journal = createPostgresJournal({ query: async () => { throw new Error('connect ECONNREFUSED') } })
  await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: 'connect ECONNREFUSED.' } })
})

it.each(['Closings', 'a; drop table b', 'a"b', 'a.b.c', ''])('the Postgres journal refuses a table name that needs quotes: %s', (table) => {
  expect(() => createPostgresJournal({ query: queryWith(), table })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

it('the Postgres journal stops waiting for a server that does not reply', async () => {
  const journal = createPostgresJournal({ query: () => new Promise(() => {}), timeout: 1 })
  await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: 'The database did not reply within 1 ms.' } })
})

it('the Postgres journal refuses a time limit that is not a time', () => {
  expect(() => createPostgresJournal({ query: queryWith(), timeout: 0 })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

it('the Postgres journal recognises its own record after the reply of Postgres was lost', async () => {
  const table = fresh()
  const query = queryWith()
  let inserts = 0
  const losing: PostgresJournalOptions['query'] = async (text, values) => {
    const reply = await query(text, values)
    if (text.startsWith('INSERT') && ++inserts === 1) throw new Error('Connection terminated unexpectedly')
    return reply
  }
  const journal = createPostgresJournal({ query: losing, table })
  const revision = await journal.create(keyOf(1), recordOf(1))
  expect(await createPostgresJournal({ query, table }).list()).toEqual([{ key: keyOf(1), record: recordOf(1), revision }])
})
