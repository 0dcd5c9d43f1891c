/**
 * `npm run situations`: checks the invariants of the closing policy in every situation. `npm test` checks some of them,
 * which takes a few seconds.
 */
import { spawn } from 'node:child_process'

const child = spawn('npx', ['vitest', 'run', '--project', 'core', 'src/core/closing/policy/next.exhaustive.test.ts'], {
  stdio: 'inherit', env: { ...process.env, SITUATIONS: 'all' },
})
child.on('close', (code) => { process.exitCode = code ?? 1 })
