import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProgram, type BuiltProgram } from '../../helpers/buildProgram'
import { startPostgresServer, type PostgresServer } from '../../setup/postgresServer'
import { planRound, WHOLE_ROUND } from './plan'
import { runRound } from './round'

const { FAULT_RUNS = '20', FAULT_FIRST = '1', FAULT_NODE = 'rooms', FAULT_ROOMS = String(WHOLE_ROUND.rooms) } = process.env
const [first, runs, rooms] = [Number(FAULT_FIRST), Number(FAULT_RUNS), Number(FAULT_ROOMS)]
const node = FAULT_NODE === 'rooms-nitronode' ? 'nitronode' : 'clearnode'

let built: BuiltProgram
let postgres: PostgresServer

beforeAll(async () => { [built, postgres] = await Promise.all([buildProgram('roomWorker.ts'), startPostgresServer()]) }, 120_000)
afterAll(() => Promise.all([built.remove(), postgres.stop()]))

it(`worker processes on a ${node}, seeds ${first} to ${first + runs - 1}: every room is paid once, and its row says the truth`, async () => {
  const failures: string[] = []
  for (let seed = first; seed < first + runs; seed += 1) {
    const text = await runRound(planRound(seed, node, { ...WHOLE_ROUND, rooms }), postgres, built.program).then(({ breaches, summary }) => {
      // The summaries are the purpose of the command.
      console.info(summary)
      return breaches.join('\n')
    }, String)
    if (text === '') continue
    const report = `${text}\nTo run it again: npm run faults -- --node ${FAULT_NODE} --runs 1 --first ${seed}`
    console.info(report)
    failures.push(report)
  }
  expect(failures, failures.join('\n\n')).toEqual([])
}, Infinity)
