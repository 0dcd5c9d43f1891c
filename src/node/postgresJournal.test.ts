import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../test/helpers/journalContract'
import { openPostgres } from '../../test/helpers/postgresRig'
import { describeSharedJournal } from '../../test/helpers/sharedJournalContract'
import { createPostgresJournal, postgresJournalSql, type PostgresJournalOptions } from './postgresJournal'

const over = (pool: Pool): PostgresJournalOptions => ({ query: (text, values) => pool.query(text, values) })

describeJournal('Postgres', async () => createPostgresJournal(await openPostgres()))

describeSharedJournal('Postgres', async () => {
  const { pool, connect } = await openPostgres()
  return {
    open: () => createPostgresJournal(over(connect())),
    put: async (key, text) => { await pool.query(`INSERT INTO nitrolite_closings VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET record = $2`, [key, text]) },
    texts: async (key) => {
      const { rows } = await pool.query<{ record: string }>(
        `SELECT record FROM nitrolite_closings WHERE key = $1 UNION ALL SELECT record FROM nitrolite_closings_damaged WHERE key = $1`, [key])
      return rows.map(({ record }) => record)
    },
    clearAside: async () => { await pool.query(`DELETE FROM nitrolite_closings_damaged`) },
  }
})

it('sixty processes that use the Postgres journal for the first time at the same moment all open it', async () => {
  const { connect } = await openPostgres()
  const journals = Array.from({ length: 60 }, () => createPostgresJournal(over(connect({ max: 1 }))))
  const opened = await Promise.allSettled(journals.map((journal, n) => journal.create(keyOf(n), recordOf(n))))
  expect(opened.filter(({ status }) => status === 'rejected')).toEqual([])
  expect(await journals[0]?.list()).toHaveLength(60)
})

describe('a Postgres server that may lose confirmed writes', () => {
  it('the Postgres journal refuses a role with synchronous_commit off', async () => {
    const { connect, schema } = await openPostgres()
    const options = over(connect({ options: `-c search_path=${schema} -c synchronous_commit=off` }))
    await expect(createPostgresJournal(options).create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining('synchronous_commit') as string, data: { problem: 'settings' } },
    })
    expect(await createPostgresJournal({ ...options, durability: 'trusted' }).create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it.each([
    ['that has fsync off', { fsync: 'off' }, 'settings'],
    ['that is a replica', { is_replica: true }, 'readOnly'],
  ])('the Postgres journal refuses a server %s', async (_, reported, problem) => {
    const { query } = await openPostgres()
    const journal = createPostgresJournal({
      // No test may change the settings of the server that all tests share.
      query: async (text, values) => {
        const { rows } = await query(text, values)
        return { rows: text.includes('fsync') ? rows.map(row => ({ ...row as object, ...reported })) : rows }
      },
    })
    await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem } } })
  })
})

describe('roles of Postgres', () => {
  it('a role that may not create tables uses the Postgres journal once a migration has created its tables', async () => {
    const { connect, pool, addRole } = await openPostgres()
    const { name: user, password } = await addRole()
    await pool.query(postgresJournalSql())
    await pool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON nitrolite_closings TO ${user}; GRANT SELECT, INSERT ON nitrolite_closings_damaged TO ${user}`)
    const journal = createPostgresJournal(over(connect({ user, password })))
    const revision = await journal.create(keyOf(1), recordOf(1))
    expect(await journal.list()).toEqual([{ key: keyOf(1), record: recordOf(1), revision }])
    await pool.query(`UPDATE nitrolite_closings SET record = 'damaged'`)
    expect(await journal.list()).toEqual([])
    expect(journal.unusable).toHaveLength(1)
  })

  it('the Postgres journal works with the next call after an operator has run the statements of its errors', async () => {
    const { connect, pool, addRole } = await openPostgres()
    const { name: user, password } = await addRole()
    const journal = createPostgresJournal(over(connect({ user, password })))
    for (const table of ['nitrolite_closings', 'nitrolite_closings_damaged']) {
      const refusal = await journal.list().catch((thrown: unknown) => thrown) as { info: { data: { problem: string, sql: string } } }
      expect(refusal).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining(`CREATE TABLE IF NOT EXISTS ${table} (`) as string } })
      await pool.query(refusal.info.data.sql)
    }
    expect(await journal.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it('the Postgres journal reports a right that was taken away later as JOURNAL_FAILED with the problem "right"', async () => {
    const { connect, pool, addRole, query } = await openPostgres()
    const { name: user, password } = await addRole()
    await createPostgresJournal({ query }).list()
    await pool.query(`GRANT ALL ON nitrolite_closings, nitrolite_closings_damaged TO ${user}`)
    const journal = createPostgresJournal(over(connect({ user, password })))
    await journal.list()
    await pool.query(`REVOKE INSERT ON nitrolite_closings FROM ${user}`)
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { data: { problem: 'right', database: 'Postgres' } } })
  })
})

describe('what is wrong with a Postgres server', () => {
  it.each([
    ['a wrong password', 'login', { password: 'wrong' }],
    ['a database that does not exist', 'missing', { database: 'nowhere' }],
    ['a schema that does not exist', 'missing', { options: '-c search_path=nowhere' }],
    ['a port where nothing listens', 'unreachable', { port: 1 }],
    ['a host that does not exist', 'host', { host: 'postgres.invalid' }],
    ['a connection that only reads', 'readOnly', { options: '-c default_transaction_read_only=on' }],
  ])('the Postgres journal says what to do about %s', async (_, problem, options) => {
    const { connect } = await openPostgres()
    const refusal = await createPostgresJournal(over(connect(options))).create(keyOf(1), recordOf(1)).catch((thrown: unknown) => thrown)
    expect(refusal).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem, database: 'Postgres' }, why: expect.stringMatching(/\w+ \w+/) as string } })
    expect((refusal as Error).message).not.toContain('this page')
  })

  it('the Postgres journal says that the server does not admit an unencrypted connection', async () => {
    const query = async () => { throw Object.assign(new Error('no pg_hba.conf entry for host "10.0.0.1", user "app", database "app", no encryption'), { code: '28000' }) }
    await expect(createPostgresJournal({ query }).list()).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'admission' }, fix: expect.stringContaining('encrypted') as string },
    })
  })
})

it.each(['Closings', 'a; drop table b', 'a"b', 'a.b.c', ''])('the Postgres journal refuses a table name that needs quotes: %s', (table) => {
  expect(() => createPostgresJournal({ query: async () => ({ rows: [] }), table })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

it('the Postgres journal stops waiting for a server that does not reply', async () => {
  const journal = createPostgresJournal({ query: () => new Promise(() => {}), timeout: 1 })
  await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: 'The database did not reply within 1 ms.', data: { problem: 'silent' } } })
})

it('the Postgres journal refuses a time limit that is not a time', () => {
  expect(() => createPostgresJournal({ query: async () => ({ rows: [] }), timeout: 0 })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

it('the Postgres journal recognises its own record after the reply of Postgres was lost', async () => {
  const { query } = await openPostgres()
  let inserts = 0
  const losing: PostgresJournalOptions['query'] = async (text, values) => {
    const reply = await query(text, values)
    if (text.startsWith('INSERT') && ++inserts === 1) throw new Error('Connection terminated unexpectedly')
    return reply
  }
  const journal = createPostgresJournal({ query: losing })
  const revision = await journal.create(keyOf(1), recordOf(1))
  expect(await createPostgresJournal({ query }).list()).toEqual([{ key: keyOf(1), record: recordOf(1), revision }])
})
