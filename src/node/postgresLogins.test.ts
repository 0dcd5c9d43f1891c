import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLogins, SECRET } from '../../test/helpers/loginsContract'
import { createPostgresLogins } from './postgresLogins'

const postgres = new PGlite()
beforeAll(() => postgres.waitReady, 120_000)
afterAll(() => postgres.close())

let tables = 0
const query = (text: string, values: string[]) => postgres.query(text, values)

describeLogins('Postgres', async () => {
  const table = `logins_${++tables}`
  return {
    open: (secret = SECRET) => createPostgresLogins({ query, table, secret }),
    stored: async () => JSON.stringify((await postgres.query(`SELECT * FROM ${table}`)).rows),
  }
})

it('the Postgres logins run the task without a lock when Postgres cannot be reached, and create the table with the next call', async () => {
  let isDown = true
  const logins = createPostgresLogins({
    secret: SECRET, table: `logins_${++tables}`,
    query: async (text, values) => {
      if (isDown) throw new Error('connect ECONNREFUSED')
      return query(text, values)
    },
  })
  expect(await logins.exclusively('wallet', async () => 'asked')).toBe('asked')
  await expect(logins.read('wallet')).rejects.toThrow('ECONNREFUSED')
  isDown = false
  expect(await logins.read('wallet')).toBeNull()
})

it.each([['query', { query: null }], ['table', { table: 'a b' }], ['timeout', { timeout: 0 }], ['secret', { secret: '' }]])('the Postgres logins refuse a wrong option: %s', (_, wrong) => {
  expect(() => createPostgresLogins({ query, secret: SECRET, ...wrong } as never)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})
