import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProgram, type BuiltProgram } from '../../helpers/buildProgram'
import { startPostgresServer, type PostgresServer } from '../../setup/postgresServer'
import { planRound, WHOLE_ROUND } from './plan'
import { runRound } from './round'

let built: BuiltProgram
let postgres: PostgresServer

beforeAll(async () => { [built, postgres] = await Promise.all([buildProgram('roomWorker.ts'), startPostgresServer()]) }, 120_000)
afterAll(() => Promise.all([built.remove(), postgres.stop()]), 60_000)

it('500 rooms of three worker processes are paid once each and end in a true state, although workers are killed and suspended, Postgres restarts, and the node has faults', async () => {
  const { breaches, disturbed } = await runRound(planRound(1, 'clearnode', WHOLE_ROUND), postgres, built.program)
  expect(breaches).toEqual([])
  expect(disturbed).toMatchObject({ 'restart postgres': 2, 'fault': WHOLE_ROUND.faults })
  expect(disturbed['kill'], 'killed workers').toBeGreaterThan(1)
  expect(disturbed['suspend'], 'suspended workers').toBeGreaterThan(1)
}, 600_000)
