/**
 * `npm run faults -- --runs 100000 [--first SEED] [--node clearnode|nitronode]`: random runs of tabs, people and faults on
 * an embedded node of that kind, ClearNode 0.5 unless told otherwise; as many as wanted, one process for each core. Every
 * breach is printed with its seed and as the scenario that shows it again, which names its node:
 * `FAULT_SCENARIO='…' npm run faults`.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' }, first: { type: 'string', default: '1' }, node: { type: 'string', default: 'clearnode' },
  },
})

const [runs, first] = [Number(values.runs), Number(values.first)]
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(first)) throw new RangeError('--runs and --first are whole numbers.')
if (!/^(clearnode|nitronode)$/.test(values.node)) throw new RangeError('--node is clearnode or nitronode.')
const processes = process.env.FAULT_SCENARIO ? 1 : Math.min(availableParallelism(), runs)
const share = Math.ceil(runs / processes)

for (let number = 0; number < processes; number++) {
  const env = {
    ...process.env, FAULT_NODE: values.node, FAULT_RUNS: String(Math.min(share, runs - number * share)),
    FAULT_FIRST: String(first + number * share),
  }
  const child = spawn('npx', ['vitest', 'run', '--config', 'test/faults/onDemand.config.ts'], { stdio: 'inherit', env })
  child.on('close', code => { process.exitCode ||= code ?? 1 })
}
