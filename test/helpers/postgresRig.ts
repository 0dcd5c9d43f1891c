import { randomBytes } from 'node:crypto'
import { Pool, type PoolConfig } from 'pg'
import { inject, onTestFinished } from 'vitest'

/** A database role that a test has made. */
export interface TestRole {
  readonly name: string
  readonly password: string
}

/** A schema of the shared Postgres server that only one test uses. */
export interface PostgresRig {
  /** Connections of the superuser. Tables are created and found in the schema of the test. */
  readonly pool: Pool
  readonly schema: string
  /** Runs one statement, as the options `query` of the library expect. */
  query(text: string, values: string[]): Promise<{ rows: unknown[] }>
  /** Other connections to the same schema: what another process has, or another role. */
  connect(options?: PoolConfig): Pool
  /** A role that may log in and use the schema, but may not create anything in it. */
  addRole(): Promise<TestRole>
}

/** Opens a new schema. Call it in a test; everything is removed when the test has ended. */
export async function openPostgres(): Promise<PostgresRig> {
  const { host, port, user, password } = inject('postgres')
  const schema = `test_${randomBytes(8).toString('hex')}`
  const pools: Pool[] = []
  const roles: string[] = []

  function connect(options: PoolConfig = {}): Pool {
    const pool = new Pool({ host, port, user, password, database: 'postgres', options: `-c search_path=${schema}`, ...options })
    // A pool reports connections that the server has ended; the test sees that in the results of its statements.
    pool.on('error', () => {})
    pools.push(pool)
    return pool
  }

  const pool = connect()
  await pool.query(`CREATE SCHEMA ${schema}`)
  onTestFinished(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    for (const role of roles) await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    await Promise.all(pools.map(each => each.end()))
  })

  return {
    pool, schema, connect,
    query: (text, values) => pool.query(text, values),
    async addRole() {
      const role = { name: `${schema}_role_${roles.length}`, password: randomBytes(8).toString('hex') }
      await pool.query(`CREATE ROLE ${role.name} LOGIN PASSWORD '${role.password}'`)
      await pool.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role.name}`)
      roles.push(role.name)
      return role
    },
  }
}
