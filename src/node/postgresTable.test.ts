import { expect, it } from 'vitest'
import { openPostgres } from '../../test/helpers/postgresRig'
import { creationOf, ensurePostgresTable, type PostgresRun } from './postgresTable'

const TABLE = { name: 'things', columns: 'name text PRIMARY KEY, value text NOT NULL', additions: ['CREATE INDEX IF NOT EXISTS things_value ON things (value)'] }

const over = (pool: { query(text: string, values: string[]): Promise<{ rows: unknown[] }> }): PostgresRun => async (text, ...values) => (await pool.query(text, values)).rows

it('a Postgres table is created once by sixty connections that need it for the first time at the same moment', async () => {
  const { connect, pool } = await openPostgres()
  const connections = connect({ max: 60 })
  const clients = await Promise.all(Array.from({ length: 60 }, () => connections.connect()))
  const opened = await Promise.allSettled(clients.map(client => ensurePostgresTable(over(client), TABLE)))
  for (const client of clients) client.release()
  expect(opened.filter(({ status }) => status === 'rejected')).toEqual([])
  await pool.query(`INSERT INTO things VALUES ('a', 'b')`)
  expect((await pool.query('SELECT * FROM things')).rows).toEqual([{ name: 'a', value: 'b' }])
})

it('a Postgres table that a process without the lock creates at the same moment is used', async () => {
  const { pool } = await openPostgres()
  const run = over(pool)
  let creations = 0
  await ensurePostgresTable(async (text, ...values) => {
    if (!text.startsWith('DO ')) return run(text, ...values)
    creations += 1
    if (creations > 1) return run(text, ...values)
    for (const statement of creationOf(TABLE)) await pool.query(statement)
    throw Object.assign(new Error('duplicate key value violates unique constraint "pg_type_typname_nsp_index"'), { code: '23505' })
  }, TABLE)
  expect(creations).toBe(2)
})

it('a role that may not create tables uses a Postgres table that exists', async () => {
  const { connect, addRole, pool, query } = await openPostgres()
  const role = await addRole()
  await ensurePostgresTable(over({ query }), TABLE)
  await pool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON things TO ${role.name}`)
  const theirs = connect({ user: role.name, password: role.password })
  await ensurePostgresTable(over(theirs), TABLE)
  await theirs.query(`INSERT INTO things VALUES ('a', 'b')`)
  expect((await pool.query('SELECT name FROM things')).rows).toEqual([{ name: 'a' }])
})

it('a role that may not create the Postgres table gets an error with the statements to run, and works once an operator has run them', async () => {
  const { connect, addRole, pool } = await openPostgres()
  const role = await addRole()
  const theirs = over(connect({ user: role.name, password: role.password }))
  const refusal = await ensurePostgresTable(theirs, TABLE).catch((thrown: unknown) => thrown)
  expect(refusal).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'right', database: 'Postgres', sql: expect.any(String) as string } } })
  const { info } = refusal as { info: { why: string, data: { sql: string } } }
  for (const statement of creationOf(TABLE)) expect(info.why).toContain(statement)
  await pool.query(info.data.sql)
  await ensurePostgresTable(theirs, TABLE)
})

it('a role that may only read the Postgres table gets an error that names the rights to grant', async () => {
  const { connect, addRole, pool, query } = await openPostgres()
  const role = await addRole()
  await ensurePostgresTable(over({ query }), TABLE)
  await pool.query(`GRANT SELECT ON things TO ${role.name}`)
  const theirs = over(connect({ user: role.name, password: role.password }))
  const sql = `GRANT INSERT, UPDATE, DELETE ON things TO ${role.name};`
  await expect(ensurePostgresTable(theirs, TABLE)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'right', sql } } })
  await pool.query(sql)
  await ensurePostgresTable(theirs, TABLE)
})
