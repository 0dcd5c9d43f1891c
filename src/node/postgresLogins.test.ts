import { expect, it } from 'vitest'
import { describeLogins, SECRET } from '../../test/helpers/loginsContract'
import { openPostgres } from '../../test/helpers/postgresRig'
import { createPostgresLogins, postgresLoginsSql } from './postgresLogins'

describeLogins('Postgres', async () => {
  const { pool, connect } = await openPostgres()
  return {
    open: (secret = SECRET) => {
      const own = connect()
      return createPostgresLogins({ query: (text, values) => own.query(text, values), secret })
    },
    stored: async () => JSON.stringify((await pool.query('SELECT * FROM nitrolite_logins')).rows),
  }
})

it('the Postgres logins run the task without a lock when Postgres cannot be reached, and create the table with the next call', async () => {
  const { query } = await openPostgres()
  let isDown = true
  const logins = createPostgresLogins({
    secret: SECRET,
    query: async (text, values) => {
      if (isDown) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      return query(text, values)
    },
  })
  expect(await logins.exclusively('wallet', async () => 'asked')).toBe('asked')
  await expect(logins.read('wallet')).rejects.toMatchObject({ info: { data: { problem: 'unreachable' } } })
  isDown = false
  expect(await logins.read('wallet')).toBeNull()
})

it('sixty processes that use the Postgres logins for the first time at the same moment all read them', async () => {
  const { connect } = await openPostgres()
  const logins = Array.from({ length: 60 }, () => {
    const own = connect({ max: 1 })
    return createPostgresLogins({ query: (text, values) => own.query(text, values), secret: SECRET })
  })
  expect(await Promise.all(logins.map(each => each.read('wallet')))).toEqual(logins.map(() => null))
})

it('a role that may not create tables uses the Postgres logins once a migration has created their table', async () => {
  const { connect, pool, addRole } = await openPostgres()
  const { name: user, password } = await addRole()
  await pool.query(postgresLoginsSql())
  await pool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON nitrolite_logins TO ${user}`)
  const theirs = connect({ user, password })
  const logins = createPostgresLogins({ query: (text, values) => theirs.query(text, values), secret: SECRET })
  expect(await logins.exclusively('wallet', () => logins.read('wallet'))).toBeNull()
})

it.each([['query', { query: null }], ['table', { table: 'a b' }], ['timeout', { timeout: 0 }], ['secret', { secret: '' }]])('the Postgres logins refuse a wrong option: %s', (_, wrong) => {
  expect(() => createPostgresLogins({ query: async () => ({ rows: [] }), secret: SECRET, ...wrong } as never)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})
