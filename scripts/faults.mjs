/**
 * `npm run faults -- --runs 100000 [--first SEED]`: random runs of tabs, people and faults, as many as wanted. Every
 * breach is printed with its seed and as the scenario that shows it again.
 */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, first: { type: 'string', default: '1' } },
})

const child = spawn('npx', ['vitest', 'run', '--project', 'core', '--testTimeout', '0', 'test/faults/exactlyOnce.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FAULT_RUNS: values.runs, FAULT_FIRST: values.first },
})
child.on('close', code => { process.exitCode = code ?? 1 })
