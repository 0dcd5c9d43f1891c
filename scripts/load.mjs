/**
 * `npm run load`: closes 10,000 rooms at once on a node with a limited rate. `npm test` closes 3,000, which takes half a minute.
 */
import { spawn } from 'node:child_process'

const child = spawn('npx', ['vitest', 'run', '--project', 'stores', 'test/rooms/load.test.ts'], {
  stdio: 'inherit', env: { ...process.env, LOAD_ROOMS: '10000' },
})
child.on('close', (code) => { process.exitCode = code ?? 1 })
