import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProgram, type BuiltProgram } from '../../helpers/buildProgram'
import { startPostgresServer, type PostgresServer } from '../../setup/postgresServer'
import { planRound } from './plan'
import { runRound } from './round'

let built: BuiltProgram
let postgres: PostgresServer

beforeAll(async () => { [built, postgres] = await Promise.all([buildProgram('roomWorker.ts'), startPostgresServer()]) }, 120_000)
afterAll(() => Promise.all([built.remove(), postgres.stop()]))

const SEED = 1

it(`three worker processes that are killed and suspended pay 500 rooms once while the node fails and Postgres restarts twice (seed ${SEED})`, async () => {
  const { breaches, summary } = await runRound(planRound(SEED, 'clearnode'), postgres, built.program)
  expect(breaches, summary).toEqual([])
}, 600_000)
